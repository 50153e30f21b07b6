/** Chance that can be had again: equal seeds give equal numbers. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** One of them. There must be one. */
  pick<T>(from: readonly T[]): T;
  /** All of them in another order. */
  shuffled<T>(all: readonly T[]): T[];
}

/** @param seed a whole number; its lower 32 bits count */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;

  // mulberry32: enough to spread faults, in five lines.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function whole(least: number, most: number): number {
    return least + Math.floor(next() * (most - least + 1));
  }

  function pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('There is nothing to pick from');
    return from[whole(0, from.length - 1)] as T;
  }

  function shuffled<T>(all: readonly T[]): T[] {
    const left = [...all];
    return all.map(() => left.splice(whole(0, left.length - 1), 1)[0] as T);
  }

  return { next, whole, pick, shuffled };
}
