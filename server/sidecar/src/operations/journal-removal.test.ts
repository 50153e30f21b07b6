import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Journal, LEASE_MS } from './journal.ts';
import type { OperationRecord } from './record.ts';
import { mattermostError } from './testing/fake-posts.ts';
import type { FakeClock } from './testing/fake-clock.ts';
import type { FakeRecords } from './testing/fake-records.ts';
import { claimedBy, ID, JournalStage, KEY } from './testing/journal-stage.ts';

let stage: JournalStage;
let clock: FakeClock;
let records: FakeRecords;
let ours: Journal<OperationRecord>;
let theirs: Journal<OperationRecord>;

beforeEach(() => {
  stage = new JournalStage();
  ({ clock, records, ours, theirs } = stage);
});

async function waitOut(claimer = theirs): Promise<string[]> {
  const { atFirst, then } = await stage.waitOut(claimer);
  expect(atFirst).toEqual([]);
  return then;
}

/** What we get with a beat: we remove what is left, and look. */
async function claimedByUs(): Promise<string[]> {
  await ours.removeLeft();
  return await claimedBy(ours);
}

describe('a record that is removed', () => {
  test('one that was removed is for nobody', async () => {
    await ours.insert(stage.record());
    await ours.forget(ID);
    expect(stage.stored()).toBeUndefined();
    expect(await waitOut()).toEqual([]);
    expect(await ours.has(ID)).toBe(false);
  });

  test('one that could not be removed is not taken up again by who is done with it', async () => {
    await ours.insert(stage.record());
    records.faults.add({ call: 'remove', error: mattermostError('DeadlineExceeded') });
    await ours.forget(ID);
    expect(await claimedByUs()).toEqual([]);
    expect(await claimedByUs()).toEqual([]);
    expect(stage.logged).toEqual(['Record of an operation cannot be removed']);
    records.faults.clear();
    expect(await claimedByUs()).toEqual([]);
    expect(stage.stored()).toBeUndefined();
  });

  test('one whose removal is not answered is removed by another try meanwhile', async () => {
    await ours.insert(stage.record());
    records.faults.add({ call: 'remove', times: 1, hang: true });
    void ours.forget(ID);
    expect(await claimedByUs()).toEqual([]);
    expect(stage.stored()).toBeUndefined();
  });

  test('one that comes back, by a write that was late, is removed as well', async () => {
    await ours.insert(stage.record());
    const late = records.stored.get(KEY);
    await ours.forget(ID);
    if (late !== undefined) records.stored.set(KEY, late);
    expect(await claimedByUs()).toEqual([]);
    expect(await claimedByUs()).toEqual([]);
    expect(stage.stored()).toBeUndefined();
  });

  test('nor by who read it as it was before', async () => {
    await ours.insert(stage.record());
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
    expect(await claimedByUs()).toEqual([]);
    expect(records.stored.get(KEY)).toEqual(now);
    expect(await claimedByUs()).toEqual([]);
    expect(stage.stored()).toBeUndefined();
  });

  test('who lost it does not remove it', async () => {
    await ours.insert(stage.record());
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
    await ours.insert(stage.record());
    records.faults.add({ call: 'remove', error: mattermostError('DeadlineExceeded') });
    await ours.forget(ID);
    expect(await waitOut()).toEqual([ID]);
    records.faults.clear();
    expect(await claimedByUs()).toEqual([]);
    expect(await theirs.renew(ID)).toBe('saved');
    // Whoever that is may be dead as well.
    await clock.advance(LEASE_MS);
    expect(await waitOut(ours)).toEqual([ID]);
  });
});
