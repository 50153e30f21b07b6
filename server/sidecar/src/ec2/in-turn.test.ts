import { expect, test } from '@jest/globals';
import { inTurn } from './in-turn.ts';

/** Notes each step, and in which turn of the event loop it was done. */
function* noted(name: string, steps: number, note: (step: string) => void): Generator<undefined, string> {
  for (let step = 1; step <= steps; step += 1) {
    note(`${name}${String(step)}`);
    if (step < steps) yield;
  }
  return name;
}

test('of all that is under way one further step is done in each turn', async () => {
  const turns: string[][] = [[]];
  const note = (step: string): void => void turns.at(-1)?.push(step);
  const done = Promise.all([inTurn(noted('a', 3, note)), inTurn(noted('b', 3, note))]);
  const state = { isDone: false };
  void done.then(() => (state.isDone = true));
  while (!state.isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    turns.push([]);
  }
  expect(await done).toEqual(['a', 'b']);
  expect(turns.flat()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  // The first step of each is done as it is asked for.
  expect(turns.slice(1).every((steps) => steps.length <= 1)).toBe(true);
});

test('what fails in a step fails the work, and holds nobody else up', async () => {
  const failing = (function* (): Generator<undefined, never> {
    yield;
    throw new Error('broken');
  })();
  const [failed, other] = await Promise.allSettled([inTurn(failing), inTurn(noted('b', 2, () => undefined))]);
  expect(failed).toMatchObject({ status: 'rejected', reason: new Error('broken') });
  expect(other).toEqual({ status: 'fulfilled', value: 'b' });
});
