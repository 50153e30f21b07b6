/** An operation of an earlier process, where EC2 cannot be opened. */
import { expect, test } from '@jest/globals';
import type { Operations } from './operations.ts';
import { A, crash, running } from './testing/crash.ts';
import { lastSaid, outcomes, type Stage } from './testing/stage.ts';

async function unopened(): Promise<never> {
  return await Promise.reject(new Error('no SDK'));
}

/** A stage on which one stop is left, under way. */
async function left(movesForMs?: number): Promise<Stage> {
  return await crash(running(movesForMs), 6_000, [A]);
}

/** How often the log says something that is no news of the instances. */
function said(stage: Stage, message: string): number {
  return stage.log.filter((line) => line.message.startsWith(message)).length;
}

function expectSaidOnce(stage: Stage): void {
  const told = ['Operations of another process taken up', 'Defect', 'EC2 cannot be opened'];
  expect(told.map((message) => said(stage, message))).toEqual([1, 1, 1]);
}

/** A process that can open EC2 from `isOpen` on. */
function watchOver(stage: Stage, operations: Operations, isOpen: () => boolean): void {
  void operations.watchOver(() => (isOpen() ? (work) => work(stage.ec2) : unopened));
}

test('is gone on with as soon as it can be opened', async () => {
  const stage = await left();
  const opens = stage.clock.now() + 120_000;
  watchOver(stage, stage.operations, () => stage.clock.now() >= opens);

  await stage.clock.advance(119_000);
  expect([outcomes(lastSaid(stage.posts.only)), stage.records.stored.size]).toEqual([{ [A]: 'moving' }, 1]);
  await stage.clock.advance(20_000);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect(stage.records.stored.size).toBe(0);
  expectSaidOnce(stage);
});

test('is gone on with by another process that can open it', async () => {
  const stage = await left();
  watchOver(stage, stage.operations, () => false);
  await stage.clock.advance(1_000);
  watchOver(stage, stage.processOf('bridge-2'), () => true);

  await stage.clock.advance(30_000);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect(stage.records.stored.size).toBe(0);
});

test('ends with what was last seen when the time of the watch is over', async () => {
  const stage = await left(3_600_000);
  watchOver(stage, stage.operations, () => false);

  await stage.clock.advance(590_000);
  expect(lastSaid(stage.posts.only).watchEnd).toBeUndefined();
  await stage.clock.advance(15_000);

  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'limit', lines: [{ outcome: 'moving' }] });
  expect([stage.replies.made.length, stage.records.stored.size]).toEqual([1, 0]);
  expectSaidOnce(stage);
});

test('is tried for some time also where the time of the watch is over from the first', async () => {
  const stage = await left();
  await stage.clock.advance(3_600_000);
  const opens = stage.clock.now() + 15_000;
  watchOver(stage, stage.operations, () => stage.clock.now() >= opens);

  await stage.clock.advance(30_000);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
});

test('is gone on with by who began to, although its EC2 fails meanwhile', async () => {
  const stage = await left();
  void stage.operations.watchOver(() => async (work) => {
    void work(stage.ec2);
    return await unopened();
  });

  await stage.clock.advance(120_000);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect([stage.replies.made.length, stage.records.stored.size]).toEqual([1, 0]);
  expect([said(stage, 'Operations of another'), said(stage, 'EC2 cannot'), said(stage, 'Defect')]).toEqual([1, 0, 1]);
});
