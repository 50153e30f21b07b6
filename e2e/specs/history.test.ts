/** `/ec2ctl history`: who did what, as far as the one who asks may know. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { always, eventually } from '../harness/eventually.ts';
import { forgetParts, history, historyLine, storedRows, storePart, withoutAge } from '../harness/history.ts';
import type { Person, Whereabouts } from '../harness/person.ts';
import { signal } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const DAY_MS = 86_400_000;

let cloud: Cloud;
let world: World;
let admin: Person;
let operator: Person;
let viewer: Person;
let count = 0;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: 1 });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  await forgetParts(world);
  count += 1;
  operator = await world.person(`operator${String(count)}`);
  viewer = await world.person(`viewer${String(count)}`);
  await world.admin.configure(PLUGIN_ID, { viewers: `@${viewer.username}`, operators: `@${operator.username}` });
});

/** Stops a new instance, and waits until that is kept: it is told before, and would come into what a later test has emptied. */
async function stop(person: Person, name: string, place: Whereabouts = world.channel): Promise<string> {
  const id = await cloud.seedOne({ region: 'us-east-1', name });
  const exchange = await person.command(place, `/ec2ctl stop ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopped/, { timeout: 20_000 });
  await storedRows(world, id);
  return id;
}

/** Is refused the start of an instance. */
async function refused(person: Person, id: string): Promise<void> {
  await (await person.command(world.channel, `/ec2ctl start ${id}`)).ephemeral(/Nothing was changed/);
}

test('operators see all, newest first: changes, refusals and changed settings', async () => {
  const id = await stop(operator, 'web-1');
  await refused(viewer, id);
  await world.admin.configure(PLUGIN_ID, { atonce: 41 });
  const settings = await historyLine(operator, world.channel, /settings changed: `atonce`/);
  const [sum, ...all] = await history(operator, world.channel);

  expect(sum).toMatch(/^\*\*\d+ entries in the last 7d\*\*$/);
  expect(settings).toMatch(/ ago \(\d{4}-\d\d-\d\d \d\d:\d\d .+\) · settings changed: `atonce`$/);
  const [latest, refusal, change] = all;
  expect(withoutAge(latest ?? '')).toBe(withoutAge(settings));
  expect(refusal).toMatch(
    new RegExp(
      `^❌ .* · ${viewer.username} · \`start\` · \`${id}\` · refused: no right to do it · \`~crew/machines\`$`,
    ),
  );
  expect(change).toMatch(
    new RegExp(
      `^⚪ .* · ${operator.username} · \`stop\` · done: \`web-1\` \`${id}\` · us-east-1 · in \\ds · \`~crew/machines\` · request \`[\\w-]+\`$`,
    ),
  );
});

test('viewers see their own rows alone, and others are refused', async () => {
  const id = await stop(operator, 'web-1');
  await refused(viewer, id);
  await refused(await world.person(`other${String(count)}`), id);

  expect(await history(viewer, world.channel)).toEqual([
    '**1 entry in the last 7d**',
    'These are your own. Operators see all.',
    expect.stringMatching(new RegExp(` · ${viewer.username} · \`start\` · `)),
  ]);
  const nobody = await world.person(`nobody${String(count)}`);
  expect((await history(nobody, world.channel)).join('\n')).toMatch(/^\*\*You may not look\.\*\*/);
  expect(await historyLine(operator, world.channel, new RegExp(nobody.username))).toContain(
    '· `history` · refused: no right to do it',
  );
});

test('--mine, --instance and --since leave what is asked for', async () => {
  const web = await stop(operator, 'web-1');
  const db = await stop(admin, 'db');
  const at = Date.now() - 40 * DAY_MS;
  const day = new Date(at).toISOString().slice(0, 10);
  const [row] = await storedRows(world, web);
  await storePart(world, `history/${day}`, [{ ...row, id: 'older', at }, { kind: 'of another version' }]);
  const of = async (options: string): Promise<number> => (await history(operator, world.channel, options)).length - 1;

  expect((await history(operator, world.channel, ' --mine')).slice(1)).toEqual([expect.stringContaining('`web-1`')]);
  expect((await history(operator, world.channel, ` --instance ${db}`)).slice(1)).toEqual([
    expect.stringMatching(new RegExp(` · ${admin.username} · .*\`db\``)),
  ]);
  expect(await of(' --instance web-*')).toBe(1);
  expect(await of(' --instance web-* --instance db --since 1h')).toBe(2);
  expect(await of(' --instance web-* --since 39d')).toBe(1);
  const [sum, , older] = await history(operator, world.channel, ' --instance web-* --since 41d');
  expect(sum).toMatch(/^\*\*2 entries in the last /);
  expect(older).toContain(`(${day} `);
  expect((await history(operator, world.channel, ' --instance web-9'))[0]).toBe('**Nothing in the last 7d.**');
  await world.server.log.wait(
    'a row that is not understood',
    ({ msg }) => msg === 'Rows of the history passed over: not understood',
  );
});

test('the asker alone is told', async () => {
  await stop(operator, 'web-1');
  const before = [world.bob, admin].map(({ inbox }) => inbox.length);
  const exchange = await operator.command(world.channel, '/ec2ctl history');
  await exchange.ephemeral(/`web-1`/);

  await always(() => {
    expect(exchange.deliveries()).toHaveLength(1);
    expect([world.bob, admin].map(({ inbox }) => inbox.length)).toEqual(before);
  }, 1_000);
});

test('what was done in a private channel is told to all operators, and its name to its members', async () => {
  const name = `quiet-${String(count)}`;
  const channelId = await world.admin.createChannel(world.teamId, name, [operator], 'P');
  await stop(operator, 'db', { channelId, teamId: world.teamId });
  await world.admin.configure(PLUGIN_ID, { auditchannel: `~crew/${name}` });
  const forMember = await historyLine(operator, world.channel, /auditchannel/);

  expect(forMember).toContain(`auditchannel +~crew/${name} (id ${channelId})`);
  expect(await historyLine(operator, world.channel, /`db`/)).toContain(` · \`~crew/${name}\` · `);
  const forOther = (await history(admin, world.channel)).join('\n');
  expect(forOther).toMatch(/`db` .* · a private channel · request /);
  expect(forOther).toContain('`auditchannel +a private channel`');
  expect(forOther).not.toContain(name);
  await world.admin.configure(PLUGIN_ID, { auditchannel: '' });
});

test('a guest is told the name of a public channel once they are in it', async () => {
  const guest = await world.person(`guest${String(count)}`, 'system_guest');
  await world.admin.configure(PLUGIN_ID, { operators: `@${operator.username}, @${guest.username}` });
  const name = `open-${String(count)}`;
  const channelId = await world.admin.createChannel(world.teamId, name, [operator]);
  await stop(operator, 'db', { channelId, teamId: world.teamId });

  expect(await historyLine(guest, world.channel, /`db`/)).toContain(' · a channel that you cannot see · ');
  expect((await history(guest, world.channel)).join('\n')).not.toContain(name);
  await world.root.client.addToChannel(guest.id, channelId);
  expect(await historyLine(guest, world.channel, /`db`/)).toContain(` · \`~crew/${name}\` · `);
});

test('what was done outlives the plugin, the sidecar and the server', async () => {
  const id = await stop(operator, 'kept');
  await refused(viewer, id);
  await refused(viewer, id);
  const rows = async (): Promise<string[]> =>
    (await history(operator, world.channel, ` --instance ${id}`)).slice(1).map(withoutAge);
  const before = await rows();
  // The second refusal may not be written yet: an orderly end writes what waits.
  await world.root.client.disablePlugin(PLUGIN_ID);
  await world.admin.enable(PLUGIN_ID);
  expect(before).toEqual([expect.stringContaining('2 times within a minute'), expect.stringContaining('`stop`')]);
  expect(await rows()).toEqual(before);

  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGKILL');
  await world.plugin.sidecar({ not: pid });
  const again = { what: 'an answer', timeout: 30_000, interval: 2_000 };
  expect(await eventually(rows, again)).toEqual(before);

  await world.server.stop();
  await world.server.start();
  await operator.reconnect();
  await world.reconnect();
  await world.admin.running(PLUGIN_ID);
  expect(await eventually(rows, again)).toEqual(before);
}, 120_000);

test('a line that cannot be meant is answered, and completion offers what can', async () => {
  expect((await history(viewer, world.channel, ' --since abc'))[0]).toBe(
    '**`--since` does not take `abc`.** Type a number and `m`, `h`, `d` or `w`, such as `24h` or `7d`.',
  );
  const offered = async (line: string): Promise<string[]> =>
    (await viewer.complete(world.channel, line)).map(({ Suggestion }) => Suggestion);

  expect(await offered('/ec2ctl his')).toEqual(['history']);
  expect(await offered('/ec2ctl history -')).toEqual(expect.arrayContaining(['--mine', '--instance', '--since 7d']));
  expect(await offered('/ec2ctl history --since ')).toEqual(
    ['1h', '24h', '7d', '30d', '400d'].map((since) => `--since ${since}`),
  );
  await viewer.client.patchMe({ locale: 'zh-TW' });
  const help = (await (await viewer.command(world.channel, '/ec2ctl help history')).ephemeral()).message;
  expect(help).toContain('`--mine` 只看自己做的');
  const [none] = await history(viewer, world.channel, ' --since 1h');
  expect(none).toBe('**過去 1 小時內沒有任何紀錄。**');
});
