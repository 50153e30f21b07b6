/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createUser, keyOfAccount } from '../../../e2e/aws/iam.ts';
import { seedInstances } from '../../../e2e/aws/seed.ts';
import type { AwsOptions } from '../src/ec2/aws.ts';
import { KEPT_SESSIONS } from '../src/ec2/role.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import type { Ec2, Requester } from '../src/ports.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { enterEnvironment, type TestEnvironment } from './testing/environment.ts';

const signal = new AbortController().signal;
const OTHER_ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/ec2ctl`;
const CAROL: Requester = { userId: 'ca0l3utxd9jdzpdfngosifn93c', username: 'carol' };
let world: AwsWorld;
let environment: TestEnvironment;

beforeAll(async () => {
  world = await AwsWorld.start();
});
beforeEach(async () => {
  environment = await enterEnvironment();
});
afterEach(async () => {
  await world.moto.enforceAuthorization(false);
  await world.reset();
  await environment.restore();
});
afterAll(() => world.stop());

function open(options: Partial<AwsOptions> = {}): Ec2 {
  return world.open({ roleArn: ROLE, externalId: 'mattermost/one', ...options });
}

/** Makes an instance in the other account. */
async function seed(): Promise<string> {
  const { url } = world.moto;
  const key = await keyOfAccount(url, OTHER_ACCOUNT);
  const [id] = await seedInstances(url, [{ region: 'eu-west-1', name: 'theirs' }], key);
  await world.moto.settle();
  return id as string;
}

/** What was said to STS, in order. */
function assumed(): Record<string, string>[] {
  return world.proxy.calls({ action: 'AssumeRole' }).map(({ body }) => {
    const form = [...new URLSearchParams(body)];
    return Object.fromEntries(form.filter(([name]) => name !== 'Action' && name !== 'Version'));
  });
}

/** The keys of calls to EC2, in order, each once. */
function keys(): string[] {
  return [...new Set(world.proxy.calls({ service: 'ec2' }).map(({ key }) => String(key)))];
}

const OF_ALL = { RoleArn: ROLE, RoleSessionName: 'ec2ctl-read', ExternalId: 'mattermost/one' };
const OF_BOB = { ...OF_ALL, RoleSessionName: `bob-${BOB.userId}`, SourceIdentity: BOB.userId };

describe('a role', () => {
  test('is taken on with its external id, at the same endpoint, and shows the instances of its account', async () => {
    const theirs = await seed();
    await world.seed({ region: 'eu-west-1', name: 'ours' });
    const ec2 = open();
    expect(await ec2.listInstances('eu-west-1', signal)).toMatchObject([{ id: theirs, name: 'theirs' }]);
    expect(assumed()).toEqual([OF_ALL]);
    expect(world.proxy.calls({ service: 'sts' })).toMatchObject([{ region: 'us-east-1', key: 'AKIATESTTESTTESTTEST' }]);
    expect(keys()).toEqual([expect.stringMatching(/^ASIA/)]);
  });

  test('without an external id is taken on without one', async () => {
    await open({ externalId: '' }).listInstances('eu-west-1', signal);
    expect(assumed()).toEqual([{ RoleArn: ROLE, RoleSessionName: 'ec2ctl-read' }]);
  });

  test('is taken on by the identity of the server too', async () => {
    environment.set({ AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001', AWS_SECRET_ACCESS_KEY: 'secret-of-environment' });
    await open({ credentials: 'server' }).listInstances('eu-west-1', signal);
    expect(world.proxy.calls({ service: 'sts' })).toMatchObject([{ key: 'AKIAENVIRONMENT00001' }]);
    expect(assumed()).toEqual([OF_ALL]);
  });

  test('is taken on once for all regions and readers', async () => {
    const ec2 = open();
    await Promise.all([ec2.listInstances('eu-west-1', signal), ec2.listInstances('us-east-1', signal)]);
    await ec2.listInstances('eu-west-1', signal);
    expect(assumed()).toEqual([OF_ALL]);
  });
});

describe('a change with a role', () => {
  test('is made in a session of the person who asked, and reading is not', async () => {
    const id = await seed();
    const ec2 = open();
    await ec2.findInstances('eu-west-1', [id], signal);
    await ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal);
    await ec2.findInstances('eu-west-1', [id], signal);
    expect(assumed()).toEqual([OF_ALL, OF_BOB]);
    const [reading, changing] = keys();
    expect(world.proxy.calls({ action: 'StopInstances' }).map(({ key }) => key)).toEqual([changing]);
    expect(world.proxy.calls({ action: 'DescribeInstances' }).map(({ key }) => key)).toEqual([reading, reading]);
  });

  test('is rebooted and tried in that session too', async () => {
    const id = await seed();
    const ec2 = open();
    await ec2.dryRun({ verb: 'reboot' }, 'eu-west-1', [id], BOB, signal);
    await ec2.reboot('eu-west-1', [id], BOB, signal);
    await ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal);
    expect(assumed()).toEqual([OF_BOB]);
    expect(keys()).toHaveLength(1);
  });

  test('has a session for each person, which is kept for the next change of theirs', async () => {
    const id = await seed();
    const ec2 = open();
    const stop = { verb: 'stop' } as const;
    for (const person of [BOB, CAROL, BOB, CAROL]) await ec2.change(stop, 'eu-west-1', [id], person, signal);
    expect(assumed().map(({ SourceIdentity }) => SourceIdentity)).toEqual([BOB.userId, CAROL.userId]);
    const used = world.proxy.calls({ action: 'StopInstances' }).map(({ key }) => key);
    expect(used).toEqual([used[0], used[1], used[0], used[1]]);
    expect(used[0]).not.toBe(used[1]);
  });

  test('has another session before that expires', async () => {
    const id = await seed();
    const clock = new FakeClock(Date.now());
    const ec2 = open({ clock });
    await ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal);
    // Sessions of a role last an hour.
    clock.set(clock.now() + 54 * 60_000);
    await ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal);
    expect(assumed()).toHaveLength(1);
    clock.set(clock.now() + 2 * 60_000);
    await ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal);
    expect(assumed()).toEqual([OF_BOB, OF_BOB]);
  });

  test('keeps a bounded number of sessions, those that were used last', async () => {
    const id = await seed();
    const ec2 = open();
    async function change(...people: readonly Requester[]): Promise<number> {
      const before = assumed().length;
      for (const person of people) await ec2.change({ verb: 'stop' }, 'eu-west-1', [id], person, signal);
      return assumed().length - before;
    }
    const others = Array.from({ length: KEPT_SESSIONS }, (_, n) => ({ ...CAROL, username: `person${String(n)}` }));
    expect(await change(BOB, ...others.slice(1))).toBe(KEPT_SESSIONS);
    expect(await change(BOB, others[0] as Requester)).toBe(1);
    // The second of those above made way, since Bob was here again meanwhile.
    expect(await change(BOB)).toBe(0);
    expect(await change(others[1] as Requester)).toBe(1);
  });

  test('that needs a source identity which the trust policy does not allow is not made', async () => {
    const id = await seed();
    const ec2 = open();
    await ec2.listInstances('eu-west-1', signal);
    world.proxy.addRules({
      do: 'refuse',
      action: 'AssumeRole',
      status: 403,
      code: 'AccessDenied',
      message: 'User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:SetSourceIdentity',
    });
    await expect(ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal)).rejects.toMatchObject({
      code: 'RoleNotAssumable',
      message: expect.stringMatching(/^AccessDenied: .*sts:SetSourceIdentity/),
      status: 403,
      requestId: expect.any(String),
    });
    expect(world.proxy.calls({ action: 'StopInstances' })).toEqual([]);
    // It is not kept: the next change asks anew.
    expect(await ec2.listInstances('eu-west-1', signal)).toHaveLength(1);
    await expect(ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal)).rejects.toMatchObject({ status: 403 });
    expect(assumed()).toHaveLength(3);
  });
});

describe('a role that cannot be taken on', () => {
  test.each([
    ['AccessDenied', 403, 'RoleNotAssumable'],
    ['ValidationError', 400, 'RoleNotAssumable'],
    // These tell of the credentials, or of the load.
    ['InvalidClientTokenId', 403, 'InvalidClientTokenId'],
    ['SignatureDoesNotMatch', 403, 'SignatureDoesNotMatch'],
    ['ExpiredToken', 403, 'ExpiredToken'],
  ])('by %s (%i) is told as %s', async (code, status, told) => {
    world.proxy.addRules({ do: 'refuse', service: 'sts', status, code });
    await expect(open().listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: told, status });
    expect(world.proxy.calls({ service: 'ec2' })).toEqual([]);
  });

  test.each([
    [{ do: 'drop' }, 'ConnectionLost'],
    [{ do: 'answer', body: '<html>' }, 'BadAnswer'],
    [{ do: 'answer', body: '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>' }, 'BadAnswer'],
  ] as const)('since STS does %j is told as %s', async (fault, code) => {
    world.proxy.addRules({ ...fault, service: 'sts' });
    await expect(open().listInstances('eu-west-1', signal)).rejects.toMatchObject({ code });
  });

  test('at an address where AWS never is is not asked for', async () => {
    const ec2 = open({ endpointUrl: 'http://169.254.169.254' });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'EndpointForbidden' });
  });

  test('by a key of the server that was replaced meanwhile is taken on with the new one', async () => {
    const file = (key: string): string => `[default]\naws_access_key_id=${key}\naws_secret_access_key=s\n`;
    await environment.write('credentials', file('AKIAREVOKED000000001'));
    world.proxy.addRules({ do: 'refuse', key: 'AKIAREVOKED000000001', status: 403, code: 'InvalidClientTokenId' });
    const ec2 = open({ credentials: 'server' });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'InvalidClientTokenId' });
    await environment.write('credentials', file('AKIARENEWED000000001'));
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
  });

  test('any longer is taken on anew after EC2 did not accept its session', async () => {
    const ec2 = open();
    world.proxy.addRules({ do: 'refuse', service: 'ec2', status: 400, code: 'ExpiredToken', times: 1 });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'ExpiredToken' });
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
    expect(assumed()).toHaveLength(2);
  });

  test('gives away none of its secrets, nor those of the key behind it, whoever has asked before', async () => {
    const key = await createUser(world.moto.url, 'behind', ['sts:AssumeRole']);
    const ec2 = open(key);
    for (let n = 0; n < KEPT_SESSIONS; n += 1) {
      const person = { ...CAROL, username: `person${String(n)}` };
      await ec2.change({ verb: 'stop' }, 'eu-west-1', ['i-0123456789abcdef0'], person, signal).catch(() => undefined);
    }
    world.proxy.addRules({ do: 'refuse', service: 'ec2', code: 'Odd', message: `saw ${key.secretAccessKey}` });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ message: 'saw [redacted]' });
  });
});
