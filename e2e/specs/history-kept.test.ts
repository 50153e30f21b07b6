/** Who did what is told by the server's log, by its audit log, and by our own store: each thing once, and never a secret. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginAnew } from '../harness/begin-anew.ts';
import { press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import {
  audited,
  forgetParts,
  history,
  historyLine,
  logged,
  storedParts,
  storedRows,
  storePart,
} from '../harness/history.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** The keys of one day of changes, all that there may be. */
const PARTS = Array.from({ length: 80 }, (_, part) => (part === 0 ? '' : `.${String(part)}`));

let cloud: Cloud;
let world: World;
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
  await beginAnew(world, cloud);
  await forgetParts(world);
  count += 1;
  operator = await world.person(`operator${String(count)}`);
  viewer = await world.person(`viewer${String(count)}`);
  await world.admin.configure(PLUGIN_ID, { viewers: `@${viewer.username}`, operators: `@${operator.username}` });
});

/** Stops a new instance, waits for what its post says in the end, and returns its id. */
async function stop(name: string, says = /is stopped/): Promise<string> {
  const id = await cloud.seedOne({ region: 'us-east-1', name });
  const exchange = await operator.command(world.channel, `/ec2ctl stop ${name}`);
  const post = await exchange.post();
  await exchange.version(post.id, says, { timeout: 20_000 });
  return id;
}

/** The rows of what one person was refused, once they count up to that. */
async function refusals(person: Person, all: number): Promise<Record<string, unknown>[]> {
  return await eventually(
    async () => {
      const rows = await storedRows(world, `"personId":"${person.id}"`);
      return rows.reduce((sum, row) => sum + Number(row['count']), 0) === all && rows;
    },
    { what: 'all of them', timeout: 20_000 },
  );
}

/** Everything that the log, the audit log and the store have. */
async function everything(): Promise<string> {
  const logs = ['mattermost.log', 'audit.log'].map((name) =>
    readFileSync(join(world.server.folder, 'logs', name), 'utf8'),
  );
  return [...logs, ...(await storedParts(world)).map(({ value }) => value)].join('\n');
}

test('a change: one line in the log, one record in the audit log, one row for 400 days', async () => {
  const id = await stop('web-1');
  const rows = await storedRows(world, id);
  await eventually(() => audited(world, 'ec2ctl_change', id).length > 0, { what: 'the record' });
  const [lines, records] = [logged(world, 'Change of instances', id), audited(world, 'ec2ctl_change', id)];
  const [row] = rows;
  const [requestId] = row?.['requestIds'] as string[];
  const who = { username: operator.username, channelId: world.channel.channelId, verb: 'stop' };

  expect([rows.length, lines.length, records.length]).toEqual([1, 1, 1]);
  expect(requestId).toMatch(/^[\w-]{8,}$/);
  const instances = [{ id, name: 'web-1', region: 'us-east-1', outcome: 'arrived' }];
  expect(row).toMatchObject({ kind: 'change', ...who, personId: operator.id, instances });
  expect(lines[0]).toMatchObject({ ...who, userId: operator.id, ids: id, outcome: 'arrived', requestIds: requestId });
  expect(records[0]).toMatchObject({
    ...{ status: 'success', actor: { user_id: operator.id } },
    parameters: { ...who, personId: operator.id, instances, requestIds: [requestId] },
  });
  expect((await storedParts(world)).map(({ key, days }) => [key.split('/')[0], days])).toContainEqual(['history', 400]);
});

test('a change that AWS refuses has failed, with the reason and the request id; so has one by a button, for who pressed', async () => {
  cloud.proxy.addRules({ do: 'refuse', action: 'StopInstances', status: 403, code: 'UnauthorizedOperation' });
  const ids = await cloud.seed({ region: 'us-east-1', name: 'app-1' }, { region: 'us-east-1', name: 'app-2' });
  const exchange = await operator.command(world.channel, '/ec2ctl stop app-*');
  const question = await exchange.post(/Stop these 2 instances\?/);
  await press(operator, question, 'Stop 2 instances');
  const [record] = await eventually(
    () => {
      const found = audited(world, 'ec2ctl_change', ids[0] ?? '');
      return found.length > 0 && found;
    },
    { what: 'the record' },
  );

  expect(record).toMatchObject({ status: 'fail', actor: { user_id: operator.id } });
  const requestIds = record?.parameters['requestIds'] as string[];
  expect(requestIds).toEqual([expect.stringMatching(/./)]);
  const [line] = logged(world, 'Change of instances', ids[0] ?? '');
  expect(line).toMatchObject({ level: 'warn', outcome: 'failed', requestIds: requestIds[0] });
  expect(await historyLine(operator, world.channel, /`app-1`/)).toMatch(
    new RegExp(`^❌ .*failed: .*\`UnauthorizedOperation\`.* · request \`${requestIds[0] ?? ''}\`$`),
  );
});

test('a rehearsal is told as one', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'web-1' });
  await (await operator.command(world.channel, `/ec2ctl stop ${id} --dry-run`)).ephemeral(/Nothing was changed/);
  const [row] = await storedRows(world, id);

  expect(row).toMatchObject({ verb: 'stop', dryRun: true, personId: operator.id, instances: [{ outcome: 'allowed' }] });
  expect(await historyLine(operator, world.channel, /--dry-run/)).toContain('AWS would do it: `web-1`');
  await eventually(() => audited(world, 'ec2ctl_change', id).length > 0, { what: 'the record' });
  expect(audited(world, 'ec2ctl_change', id).map(({ parameters }) => parameters['dryRun'])).toEqual([true]);
});

test('refusals: a line and a record each, one row a minute for each person, for 30 days', async () => {
  await cloud.seed({ region: 'us-east-1', name: 'web-1' }, { region: 'us-east-1', name: 'web-2' });
  const asked = await operator.command(world.channel, '/ec2ctl stop web-*');
  const question = await asked.post(/Stop these 2 instances\?/);
  for (const line of ['stop web-1', 'stop web-2', 'start web-1', 'reboot web-1']) {
    await (await viewer.command(world.channel, `/ec2ctl ${line}`)).ephemeral(/Nothing was changed/);
  }
  await press(viewer, question, 'Stop 2 instances');
  const rows = await refusals(viewer, 5);
  const records = audited(world, 'ec2ctl_refusal', viewer.id);

  // The minute may end meanwhile.
  expect(rows.length).toBeLessThanOrEqual(2);
  expect(new Set(rows.flatMap(({ verbs }) => verbs as string[]))).toEqual(new Set(['stop', 'start', 'reboot']));
  expect(new Set(rows.flatMap(({ reasons }) => reasons as string[]))).toEqual(new Set(['no-right', 'not-theirs']));
  expect(records.map(({ parameters }) => [parameters['verb'], parameters['reason']])).toEqual([
    ...[['stop'], ['stop'], ['start'], ['reboot']].map(([verb]) => [verb, 'no-right']),
    ['stop', 'not-theirs'],
  ]);
  for (const { status, actor, parameters } of records) {
    expect([status, actor.user_id]).toEqual(['fail', viewer.id]);
    expect(parameters).toMatchObject({ channelId: world.channel.channelId, username: viewer.username });
  }
  expect(records[0]?.parameters['instances']).toEqual(['web-1']);
  expect(logged(world, 'Command refused', viewer.id)).toHaveLength(4);
  expect(logged(world, 'Press of a button refused', viewer.id)).toHaveLength(1);
  expect((await storedParts(world)).map(({ key, days }) => [key.split('/')[0], days])).toContainEqual(['refusals', 30]);
  await press(operator, question, 'Cancel');
});

test('who goes on past a limit is told of once in the logs, and counted in the store', async () => {
  for (let at = 0; at < 40; at += 1) await viewer.command(world.channel, '/ec2ctl version');
  const rows = await refusals(viewer, 20);

  expect(rows.length).toBeLessThanOrEqual(2);
  expect(rows[0]).toMatchObject({ verbs: ['version'], reasons: ['limit'] });
  expect(logged(world, 'Command refused', viewer.id)).toHaveLength(1);
  expect(audited(world, 'ec2ctl_refusal', viewer.id)).toHaveLength(1);
});

test('a change of the settings: one line, one record, one row; a secret stands nowhere', async () => {
  const secret = `never-to-be-seen-${String(count)}`;
  await world.admin.configure(PLUGIN_ID, { secretaccesskey: secret, operators: `@${viewer.username}` });
  const entry = `operators +@${viewer.username} (id ${viewer.id})`;
  const rows = await storedRows(world, entry);
  await eventually(() => audited(world, 'ec2ctl_settings', entry).length > 0, { what: 'the record' });

  expect(rows).toEqual([expect.objectContaining({ kind: 'settings', settings: ['operators', 'secretaccesskey'] })]);
  expect(audited(world, 'ec2ctl_settings', entry)).toHaveLength(1);
  expect(logged(world, 'The settings were changed', entry)).toHaveLength(1);
  expect(await historyLine(viewer, world.channel, /secretaccesskey/)).toContain(`\`${entry}\``);
  const all = await everything();
  expect(all).not.toContain(secret);
  expect(all).not.toContain(cloud.secret);
});

test('a store that hangs and fails stops no command, and what was done is told meanwhile and kept afterwards', async () => {
  const { database } = world.server;
  await query(
    database,
    `CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN PERFORM pg_sleep(2); RAISE EXCEPTION 'away'; END $$`,
  );
  await query(
    database,
    `CREATE TRIGGER away BEFORE INSERT OR UPDATE ON pluginkeyvaluestore FOR EACH ROW
     WHEN (NEW.pkey LIKE 'history/%' OR NEW.pkey LIKE 'refusals/%') EXECUTE FUNCTION away()`,
  );
  const first = await stop('web-1');
  const second = await stop('web-2');
  await (await viewer.command(world.channel, `/ec2ctl start ${first}`)).ephemeral(/Nothing was changed/);
  const told = (await history(operator, world.channel)).join('\n');

  const kept = (await storedParts(world)).map(({ value }) => value).join('\n');
  for (const words of [first, second, viewer.username]) expect(told).toContain(words);
  for (const words of [first, second, `"${viewer.id}"`]) expect(kept).not.toContain(words);
  await query(database, 'DROP TRIGGER away ON pluginkeyvaluestore');
  const rows = async (words: string): Promise<number> =>
    (await eventually(() => storedRows(world, words), { what: words, timeout: 60_000 })).length;
  expect([await rows(`"${second}"`), await rows(`"${viewer.id}"`)]).toEqual([1, 1]);
  expect(audited(world, 'ec2ctl_change', second)).toHaveLength(1);
  await query(database, 'DROP FUNCTION away');
}, 120_000);

test('of a day so much is kept; what finds no room is logged, and said to who asks', async () => {
  // That these people were listed is kept by now, and is not among what finds no room.
  await storedRows(world, `operators +@${operator.username}`);
  const day = new Date().toISOString().slice(0, 10);
  const filling = [{ kind: 'filling', id: 'filling', text: 'x'.repeat(39_900) }];
  for (const part of PARTS) await storePart(world, `history/${day}${part}`, filling);
  const since = world.server.log.entries().length;
  await stop('web-1');

  await world.server.log.wait(
    'that the day is full',
    ({ msg, level }) => msg === 'Rows of the history are dropped: the day is full' && level === 'error',
    since,
  );
  expect(await historyLine(operator, world.channel, /could not be kept/)).toBe(
    '⚠️ 1 entry of these days could not be kept. The server log says why.',
  );
  expect(audited(world, 'ec2ctl_change', operator.id)).toHaveLength(1);
});
