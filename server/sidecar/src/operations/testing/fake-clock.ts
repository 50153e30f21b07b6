import type { Clock } from '../../clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/**
 * A clock that stands still until a test moves it. Timers fire in the order of their times, equal ones in the order
 * of their making; whatever a timer sets off is let run as far as it goes before the next one fires.
 */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** `now`: milliseconds since the epoch at which it stands. */
  constructor(now = Date.UTC(2026, 10, 20, 9, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Sets the time; for a clock on which nobody sleeps yet. */
  set(now: number): void {
    this.#now = now;
  }

  /** How many sleeps are under way. */
  get sleeping(): number {
    return this.#timers.size;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const timer: Timer = {
      at: this.#now + Math.max(0, ms),
      fire: () => {
        resolve(undefined);
      },
    };
    function onAbort(): void {
      reject(signal?.reason as Error);
    }
    this.#timers.add(timer);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      this.#timers.delete(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Moves the time on by `ms`, firing every timer that is due on the way, also those made meanwhile. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = next.at;
      this.#timers.delete(next);
      next.fire();
      await settle();
    }
    this.#now = end;
  }

  /**
   * Moves the time on until `promise` is settled, `limitMs` at most. Returns what it returns, rejects as it does, and
   * rejects when the limit is reached.
   */
  async until<T>(promise: Promise<T>, limitMs: number): Promise<T> {
    const end = this.#now + limitMs;
    const outcome = new Set<'settled'>();
    promise.then(
      () => outcome.add('settled'),
      () => outcome.add('settled'),
    );
    await settle();
    for (let next = this.#next(end); outcome.size === 0 && next !== undefined; next = this.#next(end)) {
      await this.advance(next.at - this.#now);
    }
    if (outcome.size === 0) throw new Error(`Not settled after ${String(limitMs)} ms of the fake clock`);
    return promise;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && timer.at < (first?.at ?? Infinity)) first = timer;
    return first;
  }
}

/** So many turns of the event loop: work that is done step by step takes some for each. */
const TURNS = 20;

/** Lets everything run that waits for nothing but promises and the next turns of the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
