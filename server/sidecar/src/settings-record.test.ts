import { beforeEach, describe, expect, test } from '@jest/globals';
import { createRecords } from './mattermost/records.ts';
import { FakeHost } from './mattermost/testing/fake-host.ts';
import { FakeClock, settle } from './operations/testing/fake-clock.ts';
import { createSettingsRecord, type SettingsRecord } from './settings-record.ts';
import { FakeBridge, until } from './testing/fake-bridge.ts';

const KEY = 'settings_told';
const SECRET = 'secret-of-the-access-key';
const SAVED = { viewers: '@alice (id a)', operators: '', regions: 'us-east-1', secretaccesskey: SECRET };

let host: FakeHost;
let clock: FakeClock;
let lines: Record<string, unknown>[];
/** What the history was told of. */
let noted: unknown[];

beforeEach(() => {
  host = new FakeHost();
  clock = new FakeClock();
  lines = [];
  noted = [];
});

/** A sidecar that has just started, on one of the nodes. */
function startNode(): SettingsRecord {
  return createSettingsRecord({
    records: createRecords(host),
    host,
    history: { settings: (changed) => noted.push(changed) },
    clock,
    log: (level, message, fields) => lines.push({ level, message, ...fields }),
  });
}

async function note(node: SettingsRecord, configuration: Record<string, unknown>): Promise<void> {
  await clock.until(node.note(configuration), 60_000);
}

/** What the log was told of changes. */
function changes(): Record<string, unknown>[] {
  return lines.filter(({ message }) => message === 'The settings were changed');
}

function stored(): string {
  return Buffer.from(host.store.get(KEY)?.value ?? '', 'base64').toString('utf8');
}

function fail(): Promise<never> {
  return Promise.reject(new Error('the store is away'));
}

describe('what is told', () => {
  test('nothing at the first start ever, and what changed from then on', async () => {
    const node = startNode();
    await note(node, SAVED);
    expect([lines, host.audit]).toEqual([[], []]);
    await note(node, { ...SAVED, viewers: '@bob (id b)' });
    const people = 'viewers +@bob (id b), viewers -@alice (id a)';
    expect(lines).toEqual([{ level: 'info', message: 'The settings were changed', settings: 'viewers', people }]);
    const event = { parameters: { settings: 'viewers', people }, object_type: 'settings' };
    expect(host.audit).toEqual([{ event_name: 'ec2ctl_settings', status: 'success', event }]);
    expect(noted).toEqual([{ settings: ['viewers'], people: people.split(', ') }]);
  });

  test('at the next start, what was changed while nobody ran', async () => {
    await note(startNode(), SAVED);
    await note(startNode(), { ...SAVED, operators: '@eve (id e)', regions: '' });
    expect(changes()).toEqual([
      expect.objectContaining({ settings: 'operators, regions', people: 'operators +@eve (id e)' }),
    ]);
    expect(host.audit).toHaveLength(1);
  });

  test('nothing, when the same settings come again', async () => {
    const node = startNode();
    await note(node, SAVED);
    const before = stored();
    await note(node, { ...SAVED });
    await note(startNode(), { ...SAVED });
    expect([lines, host.audit]).toEqual([[], []]);
    expect(stored()).toBe(before);
  });

  test('each of several changes that come at once', async () => {
    const node = startNode();
    await note(node, SAVED);
    await Promise.all([node.note({ ...SAVED, viewers: '' }), node.note(SAVED)]);
    expect(changes().map(({ people }) => people)).toEqual(['viewers -@alice (id a)', 'viewers +@alice (id a)']);
  });

  test('once, of several nodes', async () => {
    const nodes = [startNode(), startNode(), startNode()];
    await Promise.all(nodes.map((node) => note(node, SAVED)));
    const after = { ...SAVED, regions: '' };
    await clock.until(Promise.all(nodes.map((node) => node.note(after))), 60_000);
    expect(changes()).toHaveLength(1);
    expect(host.audit).toHaveLength(1);
  });
});

describe('what is kept', () => {
  test('a secret that changed is named; neither log nor store has its value', async () => {
    await note(startNode(), SAVED);
    const before = stored();
    await note(startNode(), { ...SAVED, secretaccesskey: `${SECRET}-2` });
    expect(changes()).toEqual([expect.objectContaining({ settings: 'secretaccesskey', people: '' })]);
    expect(JSON.stringify([lines, host.audit, before, stored()])).not.toContain(SECRET);
    expect(stored()).not.toContain('us-east-1');
  });

  test('digests have a salt: equal values look alike neither from setting to setting nor from time to time', async () => {
    const settings = { accesskeyid: SECRET, externalid: SECRET, regions: '' };
    const seen = new Set<unknown>();
    for (const regions of ['us-east-1', 'us-west-2']) {
      await note(startNode(), { ...settings, regions });
      const kept = JSON.parse(stored()) as { salt: string; settings: typeof settings };
      expect(Buffer.from(kept.salt, 'base64')).toHaveLength(32);
      for (const one of [kept.salt, kept.settings.accesskeyid, kept.settings.externalid]) seen.add(one);
    }
    expect(seen.size).toBe(6);
    expect(changes().map(({ settings: changed }) => changed)).toEqual(['regions']);
  });

  test('what stands there and cannot be read is stored over', async () => {
    const node = startNode();
    await note(node, SAVED);
    await createRecords(host).remove(KEY);
    await createRecords(host).insert(KEY, ['nonsense'], 0);
    await note(node, { ...SAVED, regions: '' });
    expect(changes().map(({ settings }) => settings)).toEqual(['regions']);
    await note(startNode(), SAVED);
    expect(changes().map(({ settings }) => settings)).toEqual(['regions', 'regions']);
  });
});

describe('without the store', () => {
  test('it is said once, and what this node saw is told', async () => {
    const [get, node] = [host.KVGet.bind(host), startNode()];
    host.KVGet = fail;
    await note(node, SAVED);
    await note(node, { ...SAVED, viewers: '' });
    await note(node, { ...SAVED, viewers: '', regions: '' });
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(changes().map(({ settings }) => settings)).toEqual(['viewers', 'regions']);
    expect(host.audit).toHaveLength(2);
    // Back, with something to store and with nothing: the next time is told again.
    for (const told of [2, 3]) {
      host.KVGet = get;
      await note(node, SAVED);
      host.KVGet = fail;
      await note(node, SAVED);
      expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(told);
    }
  });

  test('a change that was found but not stored is told', async () => {
    await note(startNode(), SAVED);
    host.KVSetWithOptions = fail;
    await note(startNode(), { ...SAVED, regions: '' });
    expect(changes().map(({ settings }) => settings)).toEqual(['regions']);
  });

  test('who loses against other nodes for ever tells in the end', async () => {
    await note(startNode(), SAVED);
    host.KVSetWithOptions = () => Promise.resolve(false);
    await note(startNode(), { ...SAVED, regions: '' });
    expect(changes().map(({ settings }) => settings)).toEqual(['regions']);
  });

  test('an audit log that is away is said, and the log has the change', async () => {
    const node = startNode();
    host.LogAuditRec = fail;
    await note(node, SAVED);
    await note(node, { ...SAVED, regions: '' });
    expect(lines.map(({ level }) => level)).toEqual(['info', 'warn']);
  });
});

describe('in the sidecar', () => {
  test('neither the start nor a change waits for the store', async () => {
    const bridge = new FakeBridge();
    bridge.host.KVGet = () => new Promise(() => undefined);
    await bridge.initialize();
    await bridge.configure({ regions: 'us-east-1' });
    expect(bridge.host.bots.size).toBe(1);
  });

  test('an orderly end waits until a change is told', async () => {
    const bridge = new FakeBridge(undefined, clock);
    const { promise: audited, resolve: audit } = Promise.withResolvers<undefined>();
    bridge.host.LogAuditRec = () => audited;
    await bridge.initialize();
    await bridge.configure({ regions: 'us-east-1' });
    const ends: string[] = [];
    const end = bridge.shutdown().then(() => ends.push('ended'));
    await settle();
    expect(ends).toEqual([]);
    audit(undefined);
    await end;
  });

  test('a change is told whether it comes while it runs or with its start', async () => {
    const first = new FakeBridge();
    await first.initialize();
    await first.configure({ regions: 'us-east-1' });
    await until(() => first.host.audit.length === 1);
    const next = new FakeBridge();
    for (const [key, value] of first.host.store) next.host.store.set(key, value);
    await next.initialize({ regions: 'us-west-2' });
    await until(() => next.host.audit.length === 1);
    expect(next.logged).toContainEqual(expect.objectContaining({ settings: 'regions' }));
  });
});
