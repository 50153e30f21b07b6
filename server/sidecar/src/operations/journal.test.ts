import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Journal, LEASE_MS } from './journal.ts';
import { OPERATIONS, type OperationRecord } from './record.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { FakeRecords } from './testing/fake-records.ts';
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

describe('a record has one owner', () => {
  test('who makes it; another cannot make it as well', async () => {
    expect(await ours.insert(stage.record())).toBe(true);
    expect(await theirs.insert(stage.record())).toBe(false);
    expect([ours.held, theirs.held]).toEqual([[ID], []]);
    expect(stage.stored()).toMatchObject({ owner: 'ours', beat: 0 });
  });

  test.each([3, -3])('who renews it keeps it when its clock leaps by %d hours', async (hours) => {
    const store = new FakeClock();
    records = new FakeRecords(store);
    ours = stage.journal('ours', { records });
    await ours.insert(stage.record());
    clock.set(clock.now() + hours * 3_600_000);
    expect(await ours.renew(ID)).toBe('saved');
    await store.advance(LEASE_MS * 4);
    expect(await ours.renew(ID)).toBe('saved');
    await store.advance(OPERATIONS.lifeMs);
    expect(await records.get(KEY)).toBeUndefined();
  });

  test('who does not renew it loses it also to one whose clock is set back while it waits', async () => {
    const clocks = new FakeClock();
    clocks.set(clock.now());
    const other = stage.journal('other', { clock: clocks });
    await ours.insert(stage.record());
    expect(await claimedBy(other)).toEqual([]);
    clocks.set(clocks.now() - 1_200_000);
    expect(await claimedBy(other)).toEqual([]);
    await clocks.advance(LEASE_MS);
    expect(await claimedBy(other)).toEqual([ID]);
  });

  test('whose clock is set back does not know whether it is ours', async () => {
    await ours.insert(stage.record());
    clock.set(clock.now() - 1_200_000);
    expect(ours.isOurs(ID)).toBe(false);
    expect(await ours.renew(ID)).toBe('saved');
    expect(ours.isOurs(ID)).toBe(true);
  });

  test('who renews it keeps it, however long', async () => {
    await ours.insert(stage.record());
    for (let time = 0; time < 20; time += 1) {
      expect(await claimedBy(theirs)).toEqual([]);
      await clock.advance(LEASE_MS / 3);
      expect(await ours.renew(ID)).toBe('saved');
    }
  });

  test('who does not renew it loses it, and is told at the next write', async () => {
    await ours.insert(stage.record());
    expect(ours.isOurs(ID)).toBe(true);
    expect(await waitOut()).toEqual([ID]);
    expect(ours.isOurs(ID)).toBe(false);
    expect(await ours.save(stage.record({ postId: 'late' }))).toBe('lost');
    expect(stage.stored()).toMatchObject({ owner: 'theirs' });
    expect(stage.stored()?.postId).toBeUndefined();
    expect(ours.held).toEqual([]);
    expect(await theirs.save(stage.record({ postId: 'new' }))).toBe('saved');
  });

  test('of two who want it one gets it', async () => {
    await ours.insert(stage.record());
    const third = stage.journal('third');
    await claimedBy(theirs);
    await claimedBy(third);
    await clock.advance(LEASE_MS);
    expect((await Promise.all([claimedBy(theirs), claimedBy(third)])).flat()).toEqual([ID]);
  });

  test('who released it is followed at once', async () => {
    await ours.insert(stage.record());
    await ours.save(stage.record({ postId: 'p' }));
    await ours.release(ID);
    expect(await ours.save(stage.record())).toBe('left');
    const [claimed] = await theirs.claim();
    expect(claimed).toEqual(stage.record({ postId: 'p' }));
  });

  test('who released it takes it up again, if nobody else does', async () => {
    await ours.insert(stage.record());
    await ours.release(ID);
    expect(await claimedBy(ours)).toEqual([ID]);
    expect(await claimedBy(theirs)).toEqual([]);
  });

  test('who lost it takes it over again when the other is dead', async () => {
    await ours.insert(stage.record());
    expect(await waitOut()).toEqual([ID]);
    expect(await ours.renew(ID)).toBe('lost');
    expect(await waitOut(ours)).toEqual([ID]);
    expect(await theirs.renew(ID)).toBe('lost');
  });

  test('the next process below the same bridge takes it at once: the one before is dead', async () => {
    await ours.insert(stage.record());
    expect(await claimedBy(stage.journal('ours'))).toEqual([ID]);
  });

  test('one of a version without owners is for whoever comes', async () => {
    await ours.insert(stage.record());
    const old = { ...stage.stored(), owner: undefined, beat: undefined };
    records.stored.set(KEY, { json: JSON.stringify(old), expiresAt: Infinity });
    expect(await claimedBy(theirs)).toEqual([ID]);
  });
});

describe('when Mattermost does not answer', () => {
  test('a write that was made all the same is not taken for that of another', async () => {
    await ours.insert(stage.record());
    records.faults.add({ call: 'replace', times: 1, applied: true, error: mattermostError('DeadlineExceeded') });
    await expect(ours.save(stage.record({ postId: 'p' }))).rejects.toThrow();
    expect(await ours.save(stage.record({ postId: 'q' }))).toBe('saved');
    expect(stage.stored()).toMatchObject({ owner: 'ours', postId: 'q' });
  });

  test('nor is one that was not made', async () => {
    await ours.insert(stage.record());
    records.faults.add({ call: 'replace', times: 1, error: mattermostError('DeadlineExceeded') });
    await expect(ours.save(stage.record({ postId: 'p' }))).rejects.toThrow();
    expect(await ours.save(stage.record({ postId: 'q' }))).toBe('saved');
  });

  test('a replica that is behind decides nothing', async () => {
    await ours.insert(stage.record());
    const old = records.stored.get(KEY);
    await ours.save(stage.record({ postId: 'p' }));
    // They read what was there before, wait, and claim that.
    const get = records.get.bind(records);
    records.get = () => Promise.resolve(JSON.parse(old?.json ?? '') as unknown);
    expect(await waitOut()).toEqual([]);
    expect(theirs.held).toEqual([]);
    // Whoever owns it cannot store it either while all that it reads is old, and keeps it.
    records.faults.add({ call: 'replace', times: 1, applied: true, error: mattermostError('DeadlineExceeded') });
    await expect(ours.save(stage.record())).rejects.toThrow();
    await expect(ours.save(stage.record())).rejects.toMatchObject({ code: 'StaleRecord' });
    records.get = get;
    expect(await ours.save(stage.record({ postId: 'q' }))).toBe('saved');
  });

  test('who cannot renew it does not count as its owner for longer than the lease', async () => {
    await ours.insert(stage.record());
    records.faults.add({ call: 'replace', error: mattermostError('DeadlineExceeded') });
    await expect(ours.renew(ID)).rejects.toThrow();
    expect(ours.isOurs(ID)).toBe(true);
    await clock.advance(LEASE_MS);
    expect(ours.isOurs(ID)).toBe(false);
  });
});

test('writes of one record are made one after another', async () => {
  records.faults.add({ call: 'insert', delayMs: 100 });
  records.faults.add({ call: 'replace', delayMs: 100 });
  const inserting = ours.insert(stage.record());
  const writes = [
    ours.renew(ID),
    ours.save(stage.record({ postId: 'p' })),
    ours.renew(ID),
    ours.save(stage.record({ postId: 'q' })),
  ];
  expect(await clock.until(inserting, 1_000)).toBe(true);
  expect(await clock.until(Promise.all(writes), 1_000)).toEqual(['saved', 'saved', 'saved', 'saved']);
  expect(stage.stored()).toMatchObject({ beat: 4, postId: 'q' });
});

test('who is done with it while it is renewed is not told that another has it', async () => {
  await ours.insert(stage.record());
  records.faults.add({ call: 'replace', delayMs: 100 });
  const renewing = ours.renew(ID);
  await clock.advance(50);
  await ours.forget(ID);
  expect(await clock.until(renewing, 1_000)).toBe('left');
  expect(records.stored.size).toBe(0);
});

test('what is no record is set aside once, and stays', async () => {
  const bad = { text: '"text"', later: JSON.stringify({ version: 99 }), broken: '{"version":' };
  for (const [id, json] of Object.entries(bad)) records.stored.set(`op/${id}`, { json, expiresAt: Infinity });
  for (let time = 0; time < 3; time += 1) expect(await claimedBy(ours)).toEqual([]);
  expect(stage.logged.filter((message) => message === 'Record of an operation set aside: not understood')).toHaveLength(
    3,
  );
  expect(records.stored.size).toBe(3);
});
