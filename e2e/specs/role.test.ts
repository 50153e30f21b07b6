import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keyOfAccount } from '../aws/iam.ts';
import { seedInstances } from '../aws/seed.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Person } from '../harness/person.ts';
import { World } from '../harness/world.ts';

const ACCOUNT = '111122223333';
const ROLE = { rolearn: `arn:aws:iam::${ACCOUNT}:role/ec2ctl`, externalid: 'mattermost-example-com' };

let cloud: Cloud;
let world: World;

beforeEach(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings({ ...ROLE, operators: '@bob', listings: 'channel' }) });
});
afterEach(async () => {
  await world.close();
  await cloud.stop();
});

/** Makes an instance in the role's account. */
async function seed(name: string): Promise<string> {
  const key = await keyOfAccount(cloud.moto.url, ACCOUNT);
  const [id = ''] = await seedInstances(cloud.moto.url, [{ region: 'eu-west-1', name }], key);
  await cloud.moto.settle();
  return id;
}

/** Stops an instance as this person, and waits until that is said. */
async function stop(person: Person, id: string, name: string): Promise<void> {
  const exchange = await person.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post(undefined, { timeout: 20_000 });
  await exchange.version(post.id, new RegExp(`\`${name}\` is stopped`), { timeout: 20_000 });
}

/** What STS was asked for, but for what is the same each time. */
function sessions(): { name: string | null; source: string | null }[] {
  return cloud.proxy.calls({ action: 'AssumeRole' }).map(({ body }) => {
    const form = new URLSearchParams(body);
    expect(form.get('RoleArn')).toBe(ROLE.rolearn);
    expect(form.get('ExternalId')).toBe(ROLE.externalid);
    return { name: form.get('RoleSessionName'), source: form.get('SourceIdentity') };
  });
}

test('the instances of the role’s account are listed, and each change carries the person who asked', async () => {
  const [first, second] = [await seed('first'), await seed('second')];
  const listing = await world.root.command(world.channel, '/ec2ctl ls');
  const { message } = await listing.post(/4 regions read/, { timeout: 20_000 });
  expect(message).toContain(first);
  expect(message).toContain(second);
  await stop(world.root, first, 'first');
  await stop(world.bob, second, 'second');

  const { root, bob } = world;
  expect(sessions()).toEqual([
    { name: 'ec2ctl-read', source: null },
    { name: `admin-${root.id}`, source: root.id },
    { name: `bob-${bob.id}`, source: bob.id },
  ]);
  const changes = cloud.proxy.calls({ action: 'StopInstances' }).map(({ key }) => key);
  const readings = cloud.proxy.calls({ action: 'DescribeInstances' }).map(({ key }) => key);
  expect(new Set(changes).size).toBe(2);
  expect(new Set(readings).size).toBe(1);
  expect(readings).not.toEqual(expect.arrayContaining(changes.slice(0, 1)));
});

test('where the trust policy allows no source identity nothing is changed, and an admin alone hears what is missing', async () => {
  const id = await seed('third');
  const { message } = await (await world.root.command(world.channel, '/ec2ctl ls')).post(/4 regions read/);
  expect(message).toContain(id);
  // From here on only those who have a session already have one, and for a change nobody has.
  cloud.proxy.addRules({ do: 'refuse', action: 'AssumeRole', status: 403, code: 'AccessDenied' });
  const exchange = await world.root.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post(undefined, { timeout: 20_000 });
  const told = await exchange.version(post.id, /does not let this plugin assume its role/, { timeout: 20_000 });
  expect(told.message).not.toContain('sts:');
  await exchange.ephemeral(/sts:SetSourceIdentity/, { timeout: 20_000 });
  expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
});
