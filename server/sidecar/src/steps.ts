/** So many turns of the event loop come between two steps. Of the requests that wait, each turn begins one. */
const TURNS = 4;

/** Does work step by step: between two steps comes whatever else the process has to do, such as an answer to somebody who types. */
export async function stepByStep<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    for (let turn = 0; turn < TURNS; turn += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
