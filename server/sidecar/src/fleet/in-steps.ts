/** Work on thousands of things that lets others have their turn. */

/** So many are sorted or merged in one step: a millisecond's work. */
const STEP = 200;

/** Sorts step by step. Equal ones keep their order. */
export function* sortInSteps<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<undefined, readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let from = 0; from < items.length; from += STEP) {
    if (from > 0) yield;
    runs.push(items.slice(from, from + STEP).sort(compare));
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<undefined, readonly T[]> {
  const merged: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const [a, b] = [left[l] as T, right[r] as T];
    if (compare(a, b) <= 0) [l] = [l + 1, merged.push(a)];
    else [r] = [r + 1, merged.push(b)];
    if (merged.length % STEP === 0) yield;
  }
  return [...merged, ...left.slice(l), ...right.slice(r)];
}
