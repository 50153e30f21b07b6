import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChangeRow, RefusalRow } from '../history-rows.ts';
import { settle } from '../operations/testing/fake-clock.ts';
import type { History } from './history.ts';
import { DAY_MS, HistoryStage } from './testing/history-stage.ts';
import { changeRow, refused } from './testing/rows.ts';

const TODAY = 'history/2026-11-20';
const REFUSED_TODAY = 'refusals/2026-11-20';

/** A change that moved on when its process ended, and how it ended in another. */
const LEFT = changeRow('moved', { end: 'shutdown', tookMs: 5_000 });
const ENDED = changeRow('moved', { end: undefined, tookMs: 90_000 });

let stage: HistoryStage;

beforeEach(() => {
  stage = new HistoryStage();
});

/** A row of so many bytes and some. */
function large(id: string, bytes: number, more: Partial<ChangeRow> = {}): ChangeRow {
  return changeRow(id, { requestIds: ['x'.repeat(bytes)], ...more });
}

/** What is read of one change. */
async function read(id: string, node: History): Promise<readonly unknown[]> {
  return (await stage.read(7, node)).filter((row) => row.id === id);
}

test('the end of a change that another process began is read, though it found room in an earlier part', async () => {
  for (let at = 0; at < 9; at += 1) void stage.history.change(large(`row-${String(at)}`, 8_000));
  await stage.written();
  void stage.history.change(LEFT);
  await stage.written();
  const next = stage.startNode();
  void next.change(ENDED);
  await stage.written(next);

  const parts = [...stage.records.stored.keys()].filter((key) =>
    stage.stored(key).rows.some(({ id }) => id === 'moved'),
  );
  expect(parts.sort()).toEqual([TODAY, `${TODAY}.2`]);
  for (const node of [stage.history, next, stage.startNode()]) expect(await read('moved', node)).toEqual([ENDED]);
});

test('a process that is slow to write that it left a change hides no end, neither before it wrote nor after', async () => {
  stage.records.faults.add({ call: 'get', error: new Error('away') });
  void stage.history.change(LEFT);
  await stage.clock.advance(5_000);
  stage.records.faults.clear();
  const next = stage.startNode();
  void next.change(ENDED);
  await settle();

  expect(await read('moved', stage.history)).toEqual([ENDED]);
  await stage.written();
  expect(stage.stored(TODAY).rows).toEqual([expect.objectContaining({ tookMs: 90_000 })]);
  expect(await read('moved', next)).toEqual([ENDED]);
});

test('of refusals that stand in two parts that which counted on is read, wherever it stands', async () => {
  stage.history.refusal(refused());
  await stage.written();
  const before = stage.stored(REFUSED_TODAY);
  stage.history.refusal(refused());
  await stage.written();
  await stage.records.insert(`${REFUSED_TODAY}.1`, before, 1e9);
  expect(await stage.read()).toEqual([expect.objectContaining({ count: 2 })]);
});

test('whatever the days, the processes and the sizes, each change is read as it ended, and each refusal is counted', async () => {
  let [laterParts, again] = [0, 0];
  const change = fc.record({
    bytes: fc.constantFrom(10, 11, 15_000, 20_000, 39_000),
    daysAgo: fc.integer({ min: 0, max: 4 }),
    isEnd: fc.nat({ max: 3 }).map((one) => one === 0),
  });
  const step = fc.record({
    change: fc.option(change, { freq: 8 }),
    /** Which of the processes goes on; one more than there are is a new one. */
    process: fc.nat(),
    isWaitedFor: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      stage = new HistoryStage();
      const nodes = [stage.history];
      const expected = new Map<string, ChangeRow>();
      let count = 0;
      for (const [tookMs, { change: made, process, isWaitedFor }] of steps.entries()) {
        const node = nodes[process % (nodes.length + 1)] ?? stage.startNode();
        if (!nodes.includes(node)) nodes.push(node);
        if (made === null) {
          node.refusal(refused());
          count += 1;
        } else {
          const { daysAgo, bytes, isEnd } = made;
          const id = `${String(bytes)}-${String(daysAgo)}`;
          // Who ended it says no more about it.
          if (expected.has(id) && expected.get(id)?.end === undefined) continue;
          if (expected.has(id)) again += 1;
          const at = stage.clock.now() - daysAgo * DAY_MS;
          const row = large(id, bytes, { at, tookMs, end: isEnd ? undefined : 'shutdown' });
          expected.set(id, row);
          void node.change(row);
        }
        await (isWaitedFor ? stage.written(node) : settle());
      }
      await Promise.all(nodes.map((node) => stage.written(node)));
      const rows = await stage.read(30, stage.startNode());
      const changes = rows.filter((row): row is ChangeRow => row.kind === 'change');
      const refusals = rows.filter((row): row is RefusalRow => row.kind === 'refusal');
      expect(new Map(changes.map((row) => [row.id, row]))).toEqual(expected);
      expect(changes).toHaveLength(expected.size);
      expect(refusals.reduce((sum, row) => sum + row.count, 0)).toBe(count);
      laterParts += [...stage.records.stored.keys()].filter((key) => key.includes('.')).length;
    }),
    { numRuns: 60 },
  );
  // Days had several parts, and changes were written more than once.
  expect(laterParts).toBeGreaterThan(100);
  expect(again).toBeGreaterThan(100);
}, 60_000);
