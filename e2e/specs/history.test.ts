import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import type { Person, Whereabouts } from '../harness/person.ts';
import { signal } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const DAY_SECONDS = 86_400;

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
  count += 1;
  operator = await world.person(`operator${String(count)}`);
  viewer = await world.person(`viewer${String(count)}`);
  await world.admin.configure(PLUGIN_ID, { viewers: `@${viewer.username}`, operators: `@${operator.username}` });
});

/** What somebody is told of what was done, a line each, without the first. */
async function history(person: Person, options = '', place: Whereabouts = world.channel): Promise<string[]> {
  const exchange = await person.command(place, `/ec2ctl history${options}`);
  return (await exchange.ephemeral()).message.split('\n').slice(1);
}

/** The same once it has a line that matches: what is done is written behind it. */
async function historyWith(person: Person, line: RegExp, options = ''): Promise<string> {
  const found = await eventually(async () => (await history(person, options)).find((one) => line.test(one)), {
    what: `a line that matches ${String(line)}`,
    interval: 1_000,
  });
  return found;
}

/** Stops a new instance, and waits for the end of it. */
async function stop(person: Person, name: string, place: Whereabouts = world.channel): Promise<string> {
  const id = await cloud.seedOne({ region: 'us-east-1', name });
  const exchange = await person.command(place, `/ec2ctl stop ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopped/, { timeout: 20_000 });
  return id;
}

/** What the bot has posted in the channel. */
async function ofBot(): Promise<string[]> {
  const botId = await world.botId();
  const posts = await world.bob.posts(world.channel.channelId);
  return posts.filter((post) => post.user_id === botId).map(({ message }) => message);
}

/** What the server's audit log has of one kind, a record each. */
function audited(event: string): { readonly text: string; readonly parameters: Record<string, unknown> }[] {
  const lines = readFileSync(join(world.server.folder, 'logs', 'audit.log'), 'utf8').split('\n');
  return lines
    .filter((text) => text.includes(`"${event}"`))
    .map((text) => {
      const { event: told } = JSON.parse(text) as { event: { parameters: Record<string, unknown> } };
      return { text, parameters: told.parameters };
    });
}

/** Everything of the history that the database has. */
async function stored(): Promise<{ key: string; value: string; days: number }[]> {
  const rows = await query(
    world.server.database,
    `SELECT pkey AS key, convert_from(pvalue, 'UTF8') AS value, expireat AS at FROM pluginkeyvaluestore
     WHERE pluginid = $1 AND (pkey LIKE 'history/%' OR pkey LIKE 'refusals/%')`,
    [PLUGIN_ID],
  );
  return rows.map(({ key, value, at }) => ({
    key: String(key),
    value: String(value),
    days: Math.round((Number(at) / 1_000 - Date.now() / 1_000) / DAY_SECONDS),
  }));
}

test('an operator sees changes, refusals and saves; a viewer their own; others are refused', async () => {
  const id = await stop(operator, 'web-1');
  await (await viewer.command(world.channel, `/ec2ctl start ${id}`)).ephemeral(/Nothing was changed/);
  await world.admin.configure(PLUGIN_ID, { atonce: 41 });
  const before = await ofBot();
  const settings = await historyWith(operator, /settings changed: `atonce`/);
  const refusal = await historyWith(operator, new RegExp(viewer.username), ` --instance ${id}`);
  const change = await historyWith(operator, /done: /, ` --mine`);

  expect(settings).toMatch(/ ago \(\d{4}-\d\d-\d\d \d\d:\d\d .+\) · settings changed: `atonce`$/);
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
  const [sum, ...all] = await history(operator, ' --since 1h');
  expect(sum).toMatch(/^\*\*\d+ entries in the last 1h\*\*$/);
  expect(all.map((row) => [change, refusal, settings].findIndex((one) => laterThan(one) === laterThan(row)))).toEqual(
    expect.arrayContaining([0, 1, 2]),
  );

  expect(await history(viewer)).toEqual([
    '**1 entry in the last 7d**',
    'These are your own. Operators see all.',
    expect.stringContaining(laterThan(refusal)),
  ]);
  const nobody = await world.person(`nobody${String(count)}`);
  expect((await history(nobody)).join('\n')).toMatch(/^\*\*You may not look\.\*\*/);
  // All of it was told to those who asked alone.
  expect(await ofBot()).toEqual(before);
});

test('what was done in a private channel is told to all operators, and its name to its members', async () => {
  const name = `quiet-${String(count)}`;
  const channelId = await world.admin.createChannel(world.teamId, name, [operator, admin], 'P');
  await stop(operator, 'db', { channelId, teamId: world.teamId });
  // The first admin made the channel and so is in it; this one is not.
  const other = await world.anotherAdmin();

  expect(await historyWith(operator, /`db`/)).toContain(` · \`~crew/${name}\` · `);
  const forOther = (await history(other)).join('\n');
  expect(forOther).toMatch(/`db` .* · a private channel · request /);
  expect(forOther).not.toContain(name);
});

test('a change is in the audit log of the server with its request id, as in its log; never a secret', async () => {
  const before = world.server.log.entries().length;
  const id = await stop(operator, 'web-2');
  const told = await eventually(() => audited('ec2ctl_change').find(({ text }) => text.includes(id)), {
    what: 'the record',
  });
  const logged = await world.server.log.wait(
    'the change',
    (entry) => entry.msg === 'Change of instances' && String(entry['ids']).includes(id),
    before,
  );
  const [requestId] = told.parameters['requestIds'] as string[];

  expect(requestId).toMatch(/^[\w-]{8,}$/);
  expect(logged).toMatchObject({ userId: operator.id, username: operator.username, requestIds: requestId });
  expect(told.parameters).toMatchObject({
    ...{ personId: operator.id, username: operator.username, channelId: world.channel.channelId, verb: 'stop' },
    instances: [{ id, name: 'web-2', region: 'us-east-1', outcome: 'arrived' }],
  });
  expect(JSON.parse(told.text)).toMatchObject({ status: 'success', actor: { user_id: operator.id } });
  await (await viewer.command(world.channel, '/ec2ctl stop web-2')).ephemeral(/Nothing was changed/);
  const refusal = await eventually(() => audited('ec2ctl_refusal').find(({ text }) => text.includes(viewer.id)), {
    what: 'the record of the refusal',
  });
  expect(refusal.parameters).toMatchObject({ verb: 'stop', instances: ['web-2'], reason: 'no-right' });

  await historyWith(operator, new RegExp(`request \`${requestId ?? ''}\``));
  await historyWith(operator, new RegExp(viewer.username));
  const kept = await eventually(
    async () => {
      const parts = await stored();
      return (
        parts.some(({ value }) => value.includes(id)) && parts.some(({ value }) => value.includes(viewer.id)) && parts
      );
    },
    { what: 'both in the store' },
  );
  for (const { key, value, days } of kept) {
    expect(days).toBe(key.startsWith('history/') ? 400 : 30);
    expect(value).not.toContain(cloud.secret);
  }
  expect(told.text).not.toContain(cloud.secret);
});

test('what was done outlives the plugin, the sidecar and the server', async () => {
  const id = await stop(operator, 'kept');
  await (await viewer.command(world.channel, `/ec2ctl start ${id}`)).ephemeral(/Nothing was changed/);
  await historyWith(operator, new RegExp(viewer.username));
  await eventually(async () => (await stored()).some(({ value }) => value.includes(viewer.id)), {
    what: 'the refusal',
  });
  const rows = async (): Promise<string[]> => (await history(operator, ` --instance ${id}`)).slice(1).map(laterThan);
  const before = await rows();
  expect(before).toEqual([expect.stringContaining('`start`'), expect.stringContaining('`stop`')]);

  await world.root.client.disablePlugin(PLUGIN_ID);
  await world.admin.enable(PLUGIN_ID);
  expect(await rows()).toEqual(before);

  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGKILL');
  await world.plugin.sidecar({ not: pid });
  expect(await eventually(rows, { what: 'an answer', timeout: 30_000 })).toEqual(before);

  await world.server.stop();
  await world.server.start();
  await operator.reconnect();
  await world.reconnect();
  await world.admin.running(PLUGIN_ID);
  expect(await eventually(rows, { what: 'an answer', timeout: 30_000 })).toEqual(before);
}, 120_000);

test('a line that cannot be meant is answered, and completion offers what can', async () => {
  expect((await history(viewer, ' --since abc'))[0]).toBe(
    '**`--since` does not take `abc`.** Type a number and `m`, `h`, `d` or `w`, such as `24h` or `7d`.',
  );
  const offered = await viewer.complete(world.channel, '/ec2ctl history --since ');
  expect(offered.map(({ Suggestion }) => Suggestion)).toEqual(
    ['1h', '24h', '7d', '30d', '400d'].map((since) => `--since ${since}`),
  );
});

/** A row without how long ago it was, which goes on. */
function laterThan(row: string): string {
  return row.replace(/^.*? ago /, '');
}
