import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import { audited as auditRecords } from '../harness/history.ts';
import type { LogEntry } from '../harness/server-log.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const EVENT = 'ec2ctl_settings';

let cloud: Cloud;
let world: World;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});

/** What the server's log has of changes of our settings, after the first `since` entries. */
function logged(since: number): LogEntry[] {
  return world.server.log
    .entries()
    .slice(since)
    .filter(({ plugin_id: id, msg }) => id === PLUGIN_ID && msg === 'The settings were changed');
}

/** What the server's audit log has of them, each record as it stands there. */
function audited(): string[] {
  return auditRecords(world, EVENT, '').map(({ text }) => text);
}

/** What stands in the log and in the audit log of one change. */
interface Recorded {
  readonly entry: LogEntry;
  readonly audit: Record<string, unknown>;
}

/** Saves, and returns what the log and the audit log have of it. */
async function record(changes: Record<string, string>): Promise<Recorded> {
  return await recordOf(() => world.admin.configure(PLUGIN_ID, changes));
}

/** Does something, and returns what the log and the audit log have of the one change that comes of it. */
async function recordOf(change: () => Promise<unknown>): Promise<Recorded> {
  const [since, before] = [world.server.log.entries().length, audited().length];
  await change();
  await eventually(() => logged(since).length > 0 && audited().length > before, { what: 'both records' });
  expect([logged(since).length, audited().length - before]).toEqual([1, 1]);
  const [entry] = logged(since);
  if (entry === undefined) throw new Error('There is no entry');
  return { entry, audit: JSON.parse(audited().at(-1) ?? '') as Record<string, unknown> };
}

test('a change of the settings is in the log and in the audit log: which, who came and who went, never a secret', async () => {
  const secret = 'another-secret-4711-0815';
  const carol = await world.person('carol');
  const came = await record({ viewers: '@bob, team:crew # ours', operators: '@carol', secretaccesskey: secret });
  const settings = 'operators, secretaccesskey, viewers';
  const people = [
    `viewers +@bob (id ${world.bob.id})`,
    `viewers +team:crew (id ${world.teamId})`,
    `operators +@carol (id ${carol.id})`,
  ].join(', ');
  expect(came.entry).toMatchObject({ level: 'info', settings, people });
  expect(came.audit).toMatchObject({
    event_name: EVENT,
    status: 'success',
    event: { parameters: { settings, people } },
  });

  const went = await record({ viewers: '@bob' });
  expect(went.entry).toMatchObject({ settings: 'viewers', people: `viewers -team:crew (id ${world.teamId})` });
  const changed = await record({ regions: 'us-east-1', operators: '' });
  expect(changed.entry).toMatchObject({
    settings: 'operators, regions',
    people: `operators -@carol (id ${carol.id})`,
  });
  expect(changed.audit).toMatchObject({ event: { parameters: { settings: 'operators, regions' } } });
  for (const text of [world.server.log.text(), audited().join('\n')]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(cloud.secret);
  }
});

test('a save that changes nothing of ours leaves no record', async () => {
  const [since, before] = [world.server.log.entries().length, audited().length];
  await world.admin.configure(PLUGIN_ID, {});
  await world.admin.patch({ TeamSettings: { SiteName: 'Elsewhere' } });
  // What is said of this change is said after anything that was said of those.
  await record({ homeregion: 'us-west-2' });
  expect(logged(since).map(({ settings }) => settings)).toEqual(['homeregion']);
  expect(audited()).toHaveLength(before + 1);
});

test('what was saved while the plugin was off is recorded when it is switched on, and never again', async () => {
  const secret = 'a-third-secret-4711-0815';
  const dave = await world.person('dave');
  const operators = `@dave (id ${dave.id})`;
  const { entry, audit } = await recordOf(async () => {
    await world.root.client.disablePlugin(PLUGIN_ID);
    await world.admin.configure(PLUGIN_ID, { operators, secretaccesskey: secret });
    await world.admin.enable(PLUGIN_ID);
  });
  const parameters = { settings: 'operators, secretaccesskey', people: `operators +${operators}` };
  expect(entry).toMatchObject(parameters);
  expect(audit).toMatchObject({ event: { parameters } });

  const kept = await query(
    world.server.database,
    "SELECT convert_from(pvalue, 'UTF8') AS value FROM pluginkeyvaluestore WHERE pluginid = $1 AND pkey = 'settings_told'",
    [PLUGIN_ID],
  );
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).toContain(operators);

  const since = world.server.log.entries().length;
  await world.root.client.disablePlugin(PLUGIN_ID);
  await world.admin.enable(PLUGIN_ID);
  // What is said of this change is said after anything that was said at the start.
  await record({ homeregion: 'us-east-2', operators: '' });
  expect(logged(since).map(({ settings }) => settings)).toEqual(['homeregion, operators']);

  for (const text of [JSON.stringify(kept), world.server.log.text(), audited().join('\n')]) {
    expect(text).not.toContain(secret);
  }
});

test('another kind of credentials, for which the sidecar starts anew, is recorded', async () => {
  expect((await record({ credentials: 'server' })).entry).toMatchObject({ settings: 'credentials' });
  expect((await record({ credentials: 'key' })).entry).toMatchObject({ settings: 'credentials' });
});
