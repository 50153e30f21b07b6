import { expect, test } from '@jest/globals';
import { inTurn } from './in-turn.ts';

const MIB = 2 ** 20;

/** Work of so many steps, each of which is noted. */
function* noted(name: string, steps: number, note: (step: string) => void): Generator<undefined, string> {
  for (let step = 1; step <= steps; step += 1) {
    note(`${name}${String(step)}`);
    if (step < steps) yield;
  }
  return name;
}

test('one answer is read after another, a step in each turn of the event loop', async () => {
  const turns: string[][] = [[]];
  const note = (step: string): void => void turns.at(-1)?.push(step);
  const done = Promise.all([inTurn(noted('a', 3, note), 1), inTurn(noted('b', 3, note), 1)]);
  const state = { isDone: false };
  void done.then(() => (state.isDone = true));
  while (!state.isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    turns.push([]);
  }
  expect(await done).toEqual(['a', 'b']);
  expect(turns.flat()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  // The first step of one may follow the last of the one before.
  expect(turns.every((steps) => steps.length <= 2)).toBe(true);
});

test('what fails in a step fails that work, and holds nobody else up', async () => {
  const failing = (function* (): Generator<undefined, never> {
    yield;
    throw new Error('broken');
  })();
  const [failed, other] = await Promise.allSettled([
    inTurn(failing, 1),
    inTurn(
      noted('b', 2, () => undefined),
      1,
    ),
  ]);
  expect(failed).toMatchObject({ status: 'rejected', reason: new Error('broken') });
  expect(other).toEqual({ status: 'fulfilled', value: 'b' });
});

test('where too much waits already it is read at once, and again by turns when there is room', async () => {
  const steps: string[] = [];
  const note = (step: string): void => void steps.push(step);
  const first = inTurn(noted('a', 2, note), 20 * MIB);
  const second = inTurn(noted('b', 2, note), 20 * MIB);
  expect(steps).toEqual(['b1', 'b2']);
  await Promise.all([first, second]);
  const third = inTurn(noted('c', 2, note), 20 * MIB);
  expect(steps).toEqual(['b1', 'b2', 'a1', 'a2']);
  await third;
});
