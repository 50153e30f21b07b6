import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ChangeRow } from '../history-rows.ts';
import type { History } from './history.ts';
import { HistoryStage } from './testing/history-stage.ts';
import { changeRow, refused } from './testing/rows.ts';

const TODAY = 'history/2026-11-20';
const AWAY = new Error('away');

let stage: HistoryStage;

beforeEach(() => {
  stage = new HistoryStage();
});

/** A row that fills most of a part. */
function large(id: string): ChangeRow {
  return changeRow(id, { requestIds: ['x'.repeat(30_000)] });
}

/** Lets a process drop so many rows, each of them another, of which nothing is told in the store yet. */
async function drop(count: number, node: History = stage.history): Promise<void> {
  stage.records.faults.add({ call: 'get', error: AWAY });
  for (let at = 0; at < count; at += 1) void node.change(changeRow(`dropped-${String(at)}`));
  await stage.written(node);
  stage.records.faults.clear();
}

/** Leaves no room in the parts of today, or in all of them but the last. */
async function fillDay(shelf: 'history' | 'refusals', parts = 80): Promise<void> {
  const rows = [{ kind: 'filling', id: 'filling', text: 'x'.repeat(39_900) }];
  for (let part = 0; part < parts; part += 1) {
    const key = `${shelf}/2026-11-20${part === 0 ? '' : `.${String(part)}`}`;
    await stage.records.insert(key, { version: 1, rows, dropped: 0 }, 1e9);
  }
}

/** How many are told to who asks. */
async function told(): Promise<number> {
  return (await stage.startNode().read({ from: 0, fits: () => true })).dropped;
}

describe('what was dropped is counted once', () => {
  test('when rows go into two parts, and the second fails after the first has told it', async () => {
    await drop(50);
    stage.records.faults.add({ call: 'insert', at: `${TODAY}.1`, error: AWAY, times: 2 });
    void stage.history.change(large('one'));
    void stage.history.change(large('two'));
    await stage.written();
    expect(await told()).toBe(50);
    expect((await stage.read()).map(({ id }) => id).sort()).toEqual(['one', 'two']);
  });

  test.each(['insert', 'replace'])('when it was stored and the answer to the %s is lost', async (call) => {
    if (call === 'replace') {
      void stage.history.change(changeRow('before'));
      await stage.written();
    }
    await drop(50);
    stage.records.faults.add({ call, error: AWAY, applied: true, times: 1 });
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(await told()).toBe(50);
  });

  test('when another node tells of its own before it is told again', async () => {
    const other = stage.startNode();
    await drop(50);
    await drop(7, other);
    stage.records.faults.add({ call: 'insert', error: AWAY, applied: true, times: 1 });
    void stage.history.change(changeRow('one'));
    void stage.history.change(changeRow('two'));
    await stage.clock.advance(0);
    void other.change(changeRow('three'));
    await stage.clock.advance(0);
    expect(stage.stored(TODAY)).toMatchObject({ dropped: 57 });
    await stage.written();
    expect(await told()).toBe(57);
  });

  test('when more is dropped while there is no answer', async () => {
    await drop(50);
    stage.records.faults.add({ call: 'insert', error: AWAY, applied: true, times: 1 });
    stage.records.faults.add({ call: 'get', error: AWAY, times: 9 });
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(stage.lines.map(({ rows }) => rows)).toEqual([50, 1]);
    void stage.history.change(changeRow('two'));
    await stage.written();
    // Whether the row without an answer was kept is not known, and it was.
    expect(await told()).toBe(51);
  });

  test('when the last part of a day tells of what finds no room, and is not answered', async () => {
    await fillDay('history');
    await drop(50);
    stage.records.faults.add({ call: 'replace', at: `${TODAY}.79`, error: AWAY, applied: true, times: 2 });
    void stage.history.change(changeRow('one'));
    void stage.history.change(changeRow('two'));
    await stage.written();
    expect(await told()).toBe(52);
  });

  test('when what found no room grows', async () => {
    await fillDay('refusals');
    for (let at = 0; at < 5; at += 1) {
      stage.history.refusal(refused());
      await stage.written();
    }
    expect(stage.lines).toHaveLength(1);
    expect(await told()).toBe(1);
  });

  test('by what is written next, when the last part of a day is not understood', async () => {
    await fillDay('history', 79);
    await stage.records.insert(`${TODAY}.79`, { version: 2 }, 1e9);
    void stage.history.change(changeRow('one'));
    await stage.written();
    expect(await told()).toBe(0);
    await stage.clock.advance(86_400_000);
    void stage.history.change(changeRow('two', { at: stage.clock.now() }));
    await stage.written();
    expect(await told()).toBe(1);
  });
});

test('what is kept is not dropped, though others that were to be written with it were', async () => {
  stage.records.faults.add({ call: 'insert', at: `${TODAY}.1`, error: AWAY, times: 10 });
  void stage.history.change(large('one'));
  void stage.history.change(large('two'));
  await stage.written();
  expect(stage.lines).toEqual([expect.objectContaining({ rows: 1 })]);
  void stage.history.change(changeRow('three'));
  await stage.written();
  expect((await stage.read()).map(({ id }) => id).sort()).toEqual(['one', 'three']);
  expect(await told()).toBe(1);
});

test('what grows while it is given up is neither dropped nor said to be', async () => {
  stage.history.close();
  stage.records.faults.add({ call: 'get', error: AWAY, delayMs: 1_000, times: 3 });
  stage.history.refusal(refused());
  await stage.clock.advance(3_000);
  stage.history.refusal(refused());
  await stage.written();
  expect(await stage.read()).toEqual([expect.objectContaining({ count: 2 })]);
  expect([stage.lines, await told()]).toEqual([[], 0]);
});

test('a part of before it was known who told of what is read as it is', async () => {
  await stage.records.insert(TODAY, { version: 1, rows: [changeRow('one')], dropped: 3 }, 1e9);
  await drop(2);
  void stage.history.change(changeRow('two'));
  await stage.written();
  expect(await told()).toBe(5);
  expect(await stage.read()).toHaveLength(2);
});

test('of many who tell of what they dropped a part keeps the last', async () => {
  for (let at = 0; at < 30; at += 1) {
    const node = stage.startNode();
    await drop(1, node);
    void node.change(changeRow(`row-${String(at)}`));
    await stage.written(node);
  }
  expect(await told()).toBe(30);
  expect(stage.stored(TODAY).told).toHaveLength(10);
});
