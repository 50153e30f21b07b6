import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import { OtherPlugin } from '../harness/other-plugin.ts';
import type { Person } from '../harness/person.ts';
import { rowsOf } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const ASTERISKS = '*'.repeat(32);

let cloud: Cloud;
let world: World;
let admin: Person;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: 4 });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  // Other credentials may mean another sidecar, and while that starts every save is accepted unseen.
  await eventually(async () => (await answer('/ec2ctl version')).includes('build'), {
    what: 'the sidecar to be ready',
  });
});

/** The text of the first answer to a line, public or private. */
async function answer(line: string, person = admin): Promise<string> {
  const exchange = await person.command(world.channel, line);
  return (await exchange.answer({ timeout: 15_000 })).post.message;
}

describe('a save', () => {
  test('is in force at the next command, with the same sidecar', async () => {
    const { pid } = await world.plugin.sidecar();
    const [east] = await cloud.seed({ region: 'us-east-1', name: 'east' }, { region: 'eu-west-1', name: 'west' });
    await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
    const message = await answer('/ec2ctl ls');
    expect(rowsOf(message).map(({ id }) => id)).toEqual([east]);
    expect((await world.plugin.sidecar()).pid).toBe(pid);
  });

  test('of other credentials is in force at the next command', async () => {
    await world.admin.configure(PLUGIN_ID, { accesskeyid: 'AKIAANOTHERKEY12345A' });
    await answer('/ec2ctl ls');
    expect(new Set(cloud.proxy.calls().map(({ key }) => key))).toEqual(new Set(['AKIAANOTHERKEY12345A']));
  });

  test('with the secret as asterisks keeps the secret', async () => {
    expect((await world.admin.settings(PLUGIN_ID))['secretaccesskey']).toBe(ASTERISKS);
    await world.admin.configure(PLUGIN_ID, { secretaccesskey: ASTERISKS, regions: 'us-east-1' });
    expect(await answer('/ec2ctl ls')).toMatch(/1 region read/);
  });

  test('of the demo fleet is said in one line of every answer', async () => {
    await world.admin.configure(PLUGIN_ID, { credentials: 'demo' });
    expect(await answer('/ec2ctl ls')).toMatch(/^`〉ec2ctl ls` · admin\d+ · \[demo fleet\]\(.*plugin_ec2ctl\)/);
    expect(await answer('/ec2ctl version')).toMatch(/demo fleet/);
    expect(cloud.proxy.calls()).toEqual([]);
  });

  test("of the server's own identity starts the sidecar anew, with what that needs", async () => {
    const { pid } = await world.plugin.sidecar();
    await world.admin.configure(PLUGIN_ID, { credentials: 'server' });
    const { pid: second } = await world.plugin.sidecar({ not: pid });
    await eventually(async () => (await answer('/ec2ctl version')).includes('own AWS identity'), {
      what: 'the new sidecar to answer',
      timeout: 20_000,
    });
    await world.admin.configure(PLUGIN_ID, cloud.settings());
    await world.plugin.ended(second, 10_000);
    await eventually(async () => (await answer('/ec2ctl version')).includes('an access key'), {
      what: 'the third sidecar to answer',
      timeout: 20_000,
    });
    expect(world.plugin.sidecars()).toHaveLength(1);
  });

  test('does not change the credentials of a change that is under way', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'mine' });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    await cloud.proxy.waitForCalls({ action: 'StopInstances' });
    await world.admin.configure(PLUGIN_ID, { accesskeyid: 'AKIAANOTHERKEY12345A' });
    const looked = cloud.proxy.calls({ action: 'DescribeInstances', key: cloud.accessKeyId }).length;
    // The next command has the new key, while the watch goes on with its own.
    await answer('/ec2ctl ls -r eu-west-1');
    expect(cloud.proxy.calls({ region: 'eu-west-1', key: 'AKIAANOTHERKEY12345A' })).toHaveLength(1);
    await exchange.version(post.id, /`mine` is stopped/, { timeout: 20_000 });
    expect(cloud.proxy.calls({ action: 'DescribeInstances', key: cloud.accessKeyId }).length).toBeGreaterThan(looked);
    const inItsRegion = cloud.proxy.calls({ region: 'us-east-1' }).filter(({ action }) => action !== 'DescribeRegions');
    expect(new Set(inItsRegion.map(({ key }) => key))).toEqual(new Set([cloud.accessKeyId]));
  });
});

describe('a save that cannot be used', () => {
  test.each([
    [{ credentials: 'key', accesskeyid: '' }, /Access key ID/],
    [{ credentials: 'key', secretaccesskey: '' }, /Secret access key/],
    [{ credentials: 'nonsense' }, /Credentials/],
    [{ regions: 'us-east-1, moon' }, /Regions: moon/],
    [{ Regions: 'us-east-1' }, /regions: stored in more than one spelling/],
    [{ accesskeyid: 'akia-lower-case' }, /^Access key ID/],
    [{ homeregion: 'nowhere' }, /Home region/],
    [{ homeregion: 'xx-east-1' }, /^Home region: xx-east-1/],
    [{ regions: 'us-east-1, us-gov-west-1' }, /^Regions: us-gov-west-1 is in another part of AWS/],
    [{ rolearn: 'role/ec2ctl' }, /^Role ARN: this is no ARN/],
    [{ rolearn: 'arn:aws-cn:iam::123456789012:role/ec2ctl' }, /^Role ARN: it is in the partition aws-cn/],
    [{ externalid: 'alone' }, /^External ID: it is used only with a role/],
    [{ rolearn: 'arn:aws:iam::123456789012:role/ec2ctl', externalid: 'a b' }, /^External ID: one has/],
    [{ endpointurl: 'https://169.254.169.254' }, /^Endpoint URL: 169\.254\.169\.254 is an address/],
    [{ endpointurl: 'https://[::ffff:169.254.169.254]' }, /^Endpoint URL: .* is an address where AWS never is/],
    [{ endpointurl: 'https://2852039166' }, /^Endpoint URL: 169\.254\.169\.254 is an address/],
    [
      { credentials: 'server', endpointurl: 'https://ec2.example.com' },
      /^Endpoint URL: with the server's own identity/,
    ],
    [{ endpointurl: 'http://ec2.example.com' }, /Endpoint URL/],
    [{ endpointurl: 'https://user:word@ec2.example.com' }, /Endpoint URL/],
  ])('%j is refused with a sentence that names the setting, and nothing is saved', async (wrong, names) => {
    const before = await world.admin.settings(PLUGIN_ID);
    const refused = world.admin.configure(PLUGIN_ID, wrong);
    await expect(refused).rejects.toMatchObject({ status_code: 400, message: expect.stringMatching(names) });
    const { message } = (await refused.catch((error: unknown) => error)) as Error;
    expect(message.length).toBeLessThan(140);
    expect(message).not.toContain('word');
    expect(await world.admin.settings(PLUGIN_ID)).toEqual(before);
    expect(await answer('/ec2ctl ls')).toMatch(/regions read/);
  });

  test('keeps no other setting of the server from being saved', async () => {
    await world.admin.configure(PLUGIN_ID, { regions: 'moon' }).catch(() => undefined);
    await world.admin.patch({ TeamSettings: { SiteName: 'Still there' } });
    expect((await world.root.client.getConfig()).TeamSettings.SiteName).toBe('Still there');
  });
});

test('saving something else neither asks nor disturbs the plugin', async () => {
  const { pid } = await world.plugin.sidecar();
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'undisturbed' });
  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await world.admin.patch({ TeamSettings: { SiteName: 'Elsewhere' } });
  await exchange.version(post.id, /`undisturbed` is stopped/, { timeout: 20_000 });
  expect((await world.plugin.sidecar()).pid).toBe(pid);
});

describe('what was stored past the check, while the plugin was off,', () => {
  async function store(wrong: Record<string, unknown>): Promise<void> {
    await world.admin.person.client.disablePlugin(PLUGIN_ID);
    await world.admin.configure(PLUGIN_ID, wrong);
    await world.admin.enable(PLUGIN_ID);
  }

  test('answers every command with the one sentence, with a link for admins', async () => {
    await store({ regions: 'moon' });
    for (const line of ['/ec2ctl ls', '/ec2ctl stop -i i-0123456789abcdef0']) {
      const message = await answer(line);
      expect(message).toMatch(/Regions: .?moon/);
      expect(message).toContain(`${world.server.url}/admin_console/plugins/plugin_ec2ctl`);
    }
    expect(await answer('/ec2ctl help')).toContain('/ec2ctl ls');
    expect(cloud.proxy.calls()).toEqual([]);
  });

  test('with a key in two spellings keeps no other setting from being saved, and is mended by a save', async () => {
    await store({
      Regions: 'eu-west-1',
      regions: 'us-east-1',
      SecretAccessKey: 'another-one',
      secretaccesskey: 'one',
    });
    await world.admin.patch({ TeamSettings: { SiteName: 'Two spellings' } });
    expect((await world.root.client.getConfig()).TeamSettings.SiteName).toBe('Two spellings');
    // The spelling in lower case counts, at every start.
    expect(await answer('/ec2ctl ls')).toMatch(/1 region read/);
    expect(new Set(cloud.proxy.calls().map(({ region }) => region))).toEqual(new Set(['us-east-1']));

    // Once something of the section itself is changed, both must not stay.
    await expect(world.admin.configure(PLUGIN_ID, { homeregion: 'us-west-2' })).rejects.toMatchObject({
      status_code: 400,
      message: expect.stringMatching(/^regions, secretaccesskey: stored in more than one spelling/),
    });
    await world.admin.patch({ PluginSettings: { Plugins: { [PLUGIN_ID]: cloud.settings() } } });
    expect(await answer('/ec2ctl ls')).toMatch(/4 regions read/);
  });

  test.each([
    [{ endpointurl: 'https://169.254.169.254' }, /Endpoint URL: .?169\.254\.169\.254/],
    [{ rolearn: 'role/ec2ctl' }, /Role ARN: this is no ARN/],
    [{ homeregion: 'xx-east-1' }, /Home region: .?xx-east-1/],
  ])('as %j asks nothing of AWS', async (wrong, says) => {
    await store(wrong);
    expect(await answer('/ec2ctl ls')).toMatch(says);
    expect(cloud.proxy.calls()).toEqual([]);
  });

  test('keeps neither another setting from being saved nor another plugin from being enabled', async () => {
    await store({ rolearn: 'role/ec2ctl', endpointurl: 'https://169.254.169.254' });
    await world.admin.patch({ TeamSettings: { SiteName: 'With bad settings' } });
    expect((await world.root.client.getConfig()).TeamSettings.SiteName).toBe('With bad settings');
    await OtherPlugin.install(world);
    expect(await answer('/ec2ctl ls')).toMatch(/Role ARN/);
  });

  test('can be mended by a save', async () => {
    await store({ regions: 'moon' });
    await world.admin.configure(PLUGIN_ID, { regions: '' });
    expect(await answer('/ec2ctl ls')).toMatch(/regions read/);
  });
});
