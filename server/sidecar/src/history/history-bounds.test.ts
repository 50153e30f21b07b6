import { beforeEach, describe, expect, test } from '@jest/globals';
import { settle } from '../operations/testing/fake-clock.ts';
import type { HistoryRow } from '../history-rows.ts';
import { PART_LIMIT_BYTES } from './part.ts';
import { MOST_ROWS } from './read-history.ts';
import { MOST_WAITING } from './shelf-writer.ts';
import { DAY_MS, HistoryStage } from './testing/history-stage.ts';
import { changeRow, refused } from './testing/rows.ts';

const TODAY = 'history/2026-11-20';
const REFUSED_TODAY = 'refusals/2026-11-20';

let stage: HistoryStage;

beforeEach(() => {
  stage = new HistoryStage();
});

describe('bounds', () => {
  /** A row of about 8 KB. */
  function large(id: string): HistoryRow & { kind: 'change' } {
    return changeRow(id, { requestIds: ['x'.repeat(8_000)] });
  }

  test('what does not fit a part goes into the next', async () => {
    for (let at = 0; at < 9; at += 1) void stage.history.change(large(`row-${String(at)}`));
    await stage.written();
    const keys = [TODAY, `${TODAY}.1`, `${TODAY}.2`];
    expect([...stage.records.stored.keys()].sort()).toEqual(keys);
    for (const key of keys) expect(stage.records.stored.get(key)?.json.length).toBeLessThanOrEqual(PART_LIMIT_BYTES);
    expect(await stage.read()).toHaveLength(9);
  });

  test('a row that goes on growing in a later part is read as it is there', async () => {
    const part = { version: 1, dropped: 0 };
    await stage.records.insert(`${TODAY}.10`, { ...part, rows: [changeRow('one', { tookMs: 2 })] }, 1e9);
    await stage.records.insert(`${TODAY}.9`, { ...part, rows: [changeRow('one', { tookMs: 1 })] }, 1e9);
    expect(await stage.read()).toEqual([changeRow('one', { tookMs: 2 })]);
  });

  test('of a day so much is kept; the rest is counted, and said once', async () => {
    for (let at = 0; at < 330; at += 1) void stage.history.change(large(`row-${String(at)}`));
    await stage.written();
    for (let at = 0; at < 5; at += 1) void stage.history.change(large(`more-${String(at)}`));
    await stage.written();
    expect(stage.records.stored.size).toBe(80);
    const { rows, dropped } = await stage.history.read({ from: 0, fits: () => true });
    expect([rows.length, dropped]).toEqual([320, 15]);
    expect(stage.lines).toEqual([
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining('the day is full'),
        day: '2026-11-20',
      }),
    ]);
    // The next day has room.
    await stage.clock.advance(DAY_MS);
    void stage.history.change(changeRow('tomorrow', { at: stage.clock.now() }));
    await stage.written();
    expect(stage.stored('history/2026-11-21').rows).toHaveLength(1);
  });

  test('no more rows are given than one answer has, the newest of them', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => changeRow(`row-${String(index)}`, { at: index }));
    const value = { version: 1, rows, dropped: 0 };
    for (let day = 10; day < 30; day += 1) {
      const at = Date.UTC(2026, 9, day);
      const ofDay = rows.map((row) => ({ ...row, id: `${row.id}-${String(day)}`, at: at + row.at }));
      await stage.records.insert(`history/2026-10-${String(day)}`, { ...value, rows: ofDay }, 1e9);
    }
    const found = await stage.history.read({ from: 0, fits: () => true });
    expect([found.rows.length, found.isCut]).toEqual([MOST_ROWS, true]);
    expect(found.rows[0]?.at).toBe(Date.UTC(2026, 9, 29) + 599);
    expect((await stage.history.read({ from: Date.UTC(2026, 9, 20), fits: () => true })).isCut).toBe(false);
  });
});

test('a change is told to be written when it is', async () => {
  const done: string[] = [];
  stage.records.faults.add({ call: 'insert', times: 1, error: new Error('away') });
  void stage.history.change(changeRow('one')).then(() => done.push('one'));
  await stage.clock.advance(500);
  expect(done).toEqual([]);
  await stage.clock.advance(1_000);
  expect(done).toEqual(['one']);
  expect(stage.stored(TODAY).rows).toHaveLength(1);
});

describe('when Mattermost fails', () => {
  test('a row is written as soon as it answers again, once', async () => {
    stage.records.faults.add({ call: 'insert', times: 2, error: new Error('away'), applied: true });
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(stage.stored(TODAY).rows).toHaveLength(1);
    expect(stage.lines).toEqual([]);
  });

  test('for two minutes: nothing is lost', async () => {
    stage.records.faults.add({ call: 'get', error: new Error('away') });
    void stage.history.change(changeRow('one'));
    await stage.clock.advance(120_000);
    stage.records.faults.clear();
    await stage.written();
    expect(stage.stored(TODAY)).toMatchObject({ rows: [{ id: 'one' }], dropped: 0 });
    expect(stage.lines).toEqual([]);
  });

  test('for good: it is dropped, logged, and counted by what is written next', async () => {
    stage.records.faults.add({ call: 'insert', error: new Error('away') });
    void stage.history.change(changeRow('one'));
    void stage.history.change(changeRow('two'));
    await stage.written();
    expect(stage.lines).toEqual([expect.objectContaining({ level: 'error', rows: 2, error: 'Error: away' })]);
    stage.records.faults.clear();
    void stage.history.change(changeRow('three'));
    await stage.written();
    expect(stage.stored(TODAY)).toMatchObject({ rows: [{ id: 'three' }], dropped: 2 });
  });

  test('not more than so many wait', async () => {
    stage.records.faults.add({ call: 'get', hang: true, times: 1 });
    for (let at = 0; at < MOST_WAITING + 50; at += 1) void stage.history.change(changeRow(`row-${String(at)}`));
    expect(stage.lines).toEqual([expect.objectContaining({ message: expect.stringContaining('too many wait') })]);
    expect(await stage.read()).toHaveLength(MOST_WAITING);
  });

  test('a store that always says that another came first is given up', async () => {
    stage.records.replace = () => Promise.resolve(false);
    stage.records.insert = () => Promise.resolve(false);
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(stage.lines).toEqual([expect.objectContaining({ error: 'Contended' })]);
  });

  test('what cannot be read is said to who asks', async () => {
    stage.records.faults.add({ call: 'keys', error: new Error('away') });
    await expect(stage.read()).rejects.toThrow('away');
  });
});

describe('what is not understood', () => {
  const NEWER = { version: 2, rows: [{ id: 'x' }], dropped: 0 };

  test('a part of another version stays as it is, and the day goes on in the next', async () => {
    await stage.records.insert(TODAY, NEWER, 1e9);
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(stage.stored(TODAY)).toEqual(NEWER);
    expect(stage.stored(`${TODAY}.1`).rows).toHaveLength(1);
    expect(await stage.read()).toEqual([changeRow('one')]);
    expect(stage.lines.map(({ message, key }) => [message, key])).toEqual([
      ['Part of the history left as it is: not understood', TODAY],
      ['Part of the history passed over: not understood', TODAY],
    ]);
  });

  test.each(['not json', '[]', 'null', '{"version":1,"rows":{},"dropped":0}'])('%s is passed over', async (json) => {
    stage.records.stored.set(TODAY, { json, expiresAt: Infinity });
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect((await stage.read()).map(({ id }) => id)).toEqual(['one']);
    expect(stage.records.stored.get(TODAY)?.json).toBe(json);
  });

  test('a row is passed over with a line in the log, and kept', async () => {
    const strange = [
      { kind: 'other', id: 'x', at: 1 },
      7,
      { ...changeRow('far'), at: 1e300 },
      { ...changeRow('v'), verb: 'x' },
    ];
    await stage.records.insert(TODAY, { version: 1, rows: strange, dropped: 0 }, 1e9);
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(await stage.read()).toEqual([changeRow('one')]);
    expect(stage.lines).toEqual([expect.objectContaining({ level: 'warn', rows: 4 })]);
    expect(stage.stored(TODAY).rows).toHaveLength(5);
  });
});

describe('at an orderly end', () => {
  test('what waits is written without a pause', async () => {
    stage.history.refusal(refused());
    await settle();
    stage.history.refusal(refused());
    await settle();
    expect(stage.stored(REFUSED_TODAY).rows).toEqual([expect.objectContaining({ count: 1 })]);
    stage.history.close();
    void stage.history.change(changeRow('one'));
    const idle = stage.history.idle();
    await settle();
    await idle;
    expect(stage.stored(TODAY).rows).toHaveLength(1);
    expect(stage.stored(REFUSED_TODAY).rows).toEqual([expect.objectContaining({ count: 2 })]);
  });

  test('what cannot be written is given up within a second', async () => {
    stage.records.faults.add({ call: 'get', error: new Error('away') });
    stage.history.close();
    void stage.history.change(changeRow('one'));
    await stage.clock.until(stage.history.idle(), 1_000);
    expect(stage.lines).toHaveLength(1);
  });
});
