import { describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { createRegionList, type RegionList } from './region-list.ts';

const MINUTE = 60_000;
const signal = new AbortController().signal;

/** AWS's side of it: each question waits to be answered by the test. */
function createWorld(): {
  clock: FakeClock;
  list: RegionList;
  questions: { answer: (regions: string[]) => void; fail: (error: Error) => void; signal: AbortSignal }[];
  staleFailures: unknown[];
} {
  const clock = new FakeClock();
  const questions: ReturnType<typeof createWorld>['questions'] = [];
  const staleFailures: unknown[] = [];
  const list = createRegionList(
    clock,
    (asked) =>
      new Promise((answer, fail) => {
        questions.push({ answer, fail, signal: asked });
      }),
    (error) => staleFailures.push(error),
  );
  return { clock, list, questions, staleFailures };
}

/** The same with `us-east-1` in the list, which was asked for so long ago. */
async function createKnown(ageMs: number): Promise<ReturnType<typeof createWorld>> {
  const world = createWorld();
  const first = world.list.get(signal);
  world.questions[0]?.answer(['us-east-1']);
  await first;
  await world.clock.advance(ageMs);
  return world;
}

describe('the list of regions', () => {
  test('is unknown at first, and asked for once for all who wait', async () => {
    const { list, questions } = createWorld();
    expect(list.known()).toEqual([]);
    const answers = Promise.all([list.get(signal), list.get(signal)]);
    expect(questions).toHaveLength(1);
    questions[0]?.answer(['us-east-1']);
    expect(await answers).toEqual([['us-east-1'], ['us-east-1']]);
    expect(list.known()).toEqual(['us-east-1']);
  });

  test('is not asked for again while it is fresh', async () => {
    const { list, questions } = await createKnown(5 * MINUTE - 1);
    expect(await list.get(signal)).toEqual(['us-east-1']);
    expect(questions).toHaveLength(1);
  });

  test('is used while it is renewed behind', async () => {
    const { clock, list, questions } = await createKnown(6 * MINUTE);
    expect(await list.get(signal)).toEqual(['us-east-1']);
    expect(questions).toHaveLength(2);
    questions[1]?.answer(['us-east-1', 'eu-west-1']);
    await clock.advance(0);
    expect(await list.get(signal)).toEqual(['us-east-1', 'eu-west-1']);
    expect(questions).toHaveLength(2);
  });

  test('survives a renewal that fails, and says so', async () => {
    const { clock, list, questions, staleFailures } = await createKnown(6 * MINUTE);
    await list.get(signal);
    const error = new Error('denied');
    questions[1]?.fail(error);
    await clock.advance(0);
    expect(staleFailures).toEqual([error]);
    expect(await list.get(signal)).toEqual(['us-east-1']);
    expect(questions).toHaveLength(3);
  });

  test('says once that a renewal failed, however many used the list meanwhile', async () => {
    const { clock, list, questions, staleFailures } = await createKnown(6 * MINUTE);
    await Promise.all([list.get(signal), list.get(signal), list.get(signal)]);
    questions[1]?.fail(new Error('denied'));
    await clock.advance(0);
    expect(staleFailures).toHaveLength(1);
  });

  test('says nothing of a renewal that ends because it is closed', async () => {
    const { clock, list, questions, staleFailures } = await createKnown(6 * MINUTE);
    await list.get(signal);
    list.close();
    questions[1]?.fail(new Error('aborted'));
    await clock.advance(0);
    expect(staleFailures).toEqual([]);
  });

  test('is waited for when it is old, and fails then', async () => {
    const { list, questions } = await createKnown(61 * MINUTE);
    const again = list.get(signal);
    questions[1]?.fail(new Error('denied'));
    await expect(again).rejects.toThrow('denied');
    expect(list.known()).toEqual(['us-east-1']);
  });

  test('asks again after a failure', async () => {
    const { list, questions } = createWorld();
    const first = list.get(signal);
    questions[0]?.fail(new Error('denied'));
    await expect(first).rejects.toThrow('denied');
    const second = list.get(signal);
    questions[1]?.answer(['us-east-1']);
    expect(await second).toEqual(['us-east-1']);
  });

  test('lets one caller give up without ending the question for the others', async () => {
    const { list, questions } = createWorld();
    const leaving = new AbortController();
    const left = list.get(leaving.signal);
    const stayed = list.get(signal);
    const reason = new Error('left');
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    expect(questions[0]?.signal.aborted).toBe(false);
    questions[0]?.answer(['us-east-1']);
    expect(await stayed).toEqual(['us-east-1']);
  });

  test('ends its question when it is closed', () => {
    const { list, questions } = createWorld();
    list.get(signal).catch(() => undefined);
    list.close();
    expect(questions[0]?.signal.aborted).toBe(true);
  });
});
