import { beforeEach, describe, expect, test } from '@jest/globals';
import { Journal, LEASE_MS } from './journal.ts';
import { OPERATIONS, type OperationRecord } from './record.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { FakeRecords } from './testing/fake-records.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { operationRecord } from './testing/operation-record.ts';

const ID = 'a'.repeat(32);
const KEY = `op/${ID}`;

let clock: FakeClock;
let records: FakeRecords;
let logged: string[];
let ours: Journal<OperationRecord>;
let theirs: Journal<OperationRecord>;

beforeEach(() => {
  clock = new FakeClock();
  records = new FakeRecords(clock);
  logged = [];
  ours = journal('ours');
  theirs = journal('theirs');
});

function journal(owner: string): Journal<OperationRecord> {
  return new Journal(
    { records, clock, log: (_level, message) => logged.push(message), owner: () => owner },
    OPERATIONS,
  );
}

function record(more: Partial<OperationRecord> = {}): OperationRecord {
  return operationRecord(ID, clock.now(), more);
}

/** What is stored now, as far as these tests look at it. */
function stored(): { owner?: string; beat?: number; postId?: string } | undefined {
  const json = records.stored.get(KEY)?.json;
  return json === undefined ? undefined : (JSON.parse(json) as { owner?: string; beat?: number; postId?: string });
}

async function claimedBy(claimer: Journal<OperationRecord>): Promise<string[]> {
  return (await claimer.claim()).map(({ operationId }) => operationId);
}

/** They look, and look again when the lease must have run out. */
async function waitOut(claimer = theirs): Promise<string[]> {
  expect(await claimedBy(claimer)).toEqual([]);
  await clock.advance(LEASE_MS);
  return await claimedBy(claimer);
}

describe('a record that is removed', () => {
  test('one that was removed is for nobody', async () => {
    await ours.insert(record());
    await ours.forget(ID);
    expect(stored()).toBeUndefined();
    expect(await waitOut()).toEqual([]);
    expect(await ours.has(ID)).toBe(false);
  });

  test('one that could not be removed is not taken up again by who is done with it', async () => {
    await ours.insert(record());
    records.faults.add({ call: 'remove', error: mattermostError('DeadlineExceeded') });
    await ours.forget(ID);
    expect(await claimedBy(ours)).toEqual([]);
    expect(logged).toContain('Record of an operation cannot be removed');
    records.faults.clear();
    expect(await claimedBy(ours)).toEqual([]);
    expect(stored()).toBeUndefined();
  });

  test('nor by who read it as it was before', async () => {
    await ours.insert(record());
    const old = records.stored.get(KEY);
    await ours.renew(ID);
    records.faults.add({ call: 'remove', times: 1, error: mattermostError('DeadlineExceeded') });
    await ours.forget(ID);
    const now = records.stored.get(KEY);
    const get = records.get.bind(records);
    records.get = (key) => {
      records.get = get;
      return Promise.resolve(key === KEY ? JSON.parse(old?.json ?? '') : undefined);
    };
    expect(await claimedBy(ours)).toEqual([]);
    expect(records.stored.get(KEY)).toEqual(now);
    expect(await claimedBy(ours)).toEqual([]);
    expect(stored()).toBeUndefined();
  });

  test('who lost it does not remove it', async () => {
    await ours.insert(record());
    const hold = ours.holdOf(ID);
    expect(await waitOut()).toEqual([ID]);
    expect(await ours.renew(ID)).toBe('lost');
    await ours.forget(ID);
    expect(await theirs.renew(ID)).toBe('saved');
    expect(await waitOut(ours)).toEqual([ID]);
    expect([ours.holdOf(ID) === hold, theirs.holdOf(ID) === undefined]).toEqual([false, false]);
    await theirs.renew(ID);
    expect(theirs.holdOf(ID)).toBeUndefined();
  });

  test('nor is it removed from whoever has taken it over', async () => {
    await ours.insert(record());
    records.faults.add({ call: 'remove', error: mattermostError('DeadlineExceeded') });
    await ours.forget(ID);
    expect(await waitOut()).toEqual([ID]);
    records.faults.clear();
    expect(await claimedBy(ours)).toEqual([]);
    expect(await theirs.renew(ID)).toBe('saved');
    // Whoever that is may be dead as well.
    await clock.advance(LEASE_MS);
    expect(await waitOut(ours)).toEqual([ID]);
  });
});
