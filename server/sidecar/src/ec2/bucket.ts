import type { Clock } from '../clock.ts';

/** Calls that may be made at once after a pause, and those that are added a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Tokens that come back with time. */
export class Bucket {
  readonly #clock: Clock;
  readonly #rate: Rate;
  #tokens: number;
  #countedAt: number;

  /** It begins full. */
  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#countedAt = clock.now();
  }

  /** Takes one, if there is a whole one. */
  take(): boolean {
    this.#count();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until there is one; at least 1. */
  msUntilNext(): number {
    this.#count();
    return Math.max(1, Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate.perSecond));
  }

  #count(): void {
    const { burst, perSecond } = this.#rate;
    const now = this.#clock.now();
    // A clock that was set back gives nothing, and takes nothing.
    const gone = Math.max(0, now - this.#countedAt);
    this.#tokens = Math.min(burst, this.#tokens + (gone * perSecond) / 1_000);
    this.#countedAt = now;
  }
}
