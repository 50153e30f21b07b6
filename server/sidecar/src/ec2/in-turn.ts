/** One step of one such work in each turn of the event loop, however many are under way. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Does work step by step, so that whatever else the process has to do comes in between: reading the answers of 17 regions
 * without a break would take longer than somebody who types may wait.
 */
export async function inTurn<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    const turn = last.then(nextTurn);
    last = turn;
    await turn;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
