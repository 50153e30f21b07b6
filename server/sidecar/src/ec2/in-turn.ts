import { stepByStep } from '../steps.ts';

/** So many bytes may wait for their turn: all that waits is memory. */
const MOST_WAITING = 24 * 2 ** 20;

/** The end of what was begun last. */
let last: Promise<unknown> = Promise.resolve();

/** How many bytes wait now, those that are being read among them. */
let waiting = 0;

/**
 * Reads bytes step by step, one answer after another, so that whatever else the process has to do comes in between: reading the
 * answers of 17 regions without a break would take longer than somebody who types may wait. Where too much waits already,
 * memory goes first, and it is read at once.
 *
 * @param bytes how many there are
 */
export async function inTurn<T>(steps: Generator<undefined, T>, bytes: number): Promise<T> {
  if (waiting + bytes > MOST_WAITING) {
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }
  waiting += bytes;
  const mine = readAfter(last, steps);
  last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    waiting -= bytes;
  }
}

async function readAfter<T>(others: Promise<unknown>, steps: Generator<undefined, T>): Promise<T> {
  await others;
  return await stepByStep(steps);
}
