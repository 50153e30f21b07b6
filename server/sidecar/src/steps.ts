/** Does work step by step: between two steps comes whatever else the process has to do, such as an answer to somebody who types. */
export async function stepByStep<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
