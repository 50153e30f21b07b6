import type { Clock } from '../clock.ts';
import type { ListedInstance } from '../ports.ts';

/** A call waits so long for the one before it; one that hangs must not hold up others. */
const WAITS_MS = 1_000;

/** Asks AWS. */
export type Ask = (signal: AbortSignal) => Promise<readonly ListedInstance[]>;

/** One call to AWS, for all who wait for it. */
export interface Reading {
  readonly instances: Promise<readonly ListedInstance[]>;
  /** Ends the call. */
  readonly end: (reason: unknown) => void;
  waiting: number;
}

/** The calls of one region: one at a time, in the order of coming. */
export class RegionQueue {
  readonly #clock: Clock;
  /** Fulfilled when nothing is under way any longer, or has been for so long that it holds nobody up. */
  #tail: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Makes a call when those before it have ended: at once, where there are none.
   *
   * @param ask is called when it is its turn
   * @param forget is called when the call has failed, or is ended
   */
  add(ask: Ask, forget: (reading: Reading) => void): Reading {
    const abort = new AbortController();
    const asked = Promise.withResolvers<readonly ListedInstance[]>();
    const before = this.#tail ?? Promise.resolve();
    const reading: Reading = {
      instances: asked.promise,
      end: (reason) => {
        forget(reading);
        abort.abort(reason);
      },
      waiting: 0,
    };
    asked.promise.catch(() => {
      forget(reading);
    });
    asked.resolve(
      before.then(() => {
        abort.signal.throwIfAborted();
        return ask(abort.signal);
      }),
    );
    const tail = before.then(() => this.#ended(reading));
    this.#tail = tail;
    void tail.then(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
    return reading;
  }

  /** The end of a call, or of the time that it may hold others up. */
  async #ended({ instances }: Reading): Promise<void> {
    const over = new AbortController();
    const late = this.#clock.sleep(WAITS_MS, over.signal).catch(() => undefined);
    await Promise.race([late, instances.catch(() => undefined)]);
    over.abort();
  }
}

/** Waits for a call for as long as the signal allows; the last one who gives up ends it. */
export async function waitFor(reading: Reading, signal: AbortSignal): Promise<readonly ListedInstance[]> {
  const left = Promise.withResolvers<never>();
  let waits = true;
  function goes(): void {
    if (waits) reading.waiting -= 1;
    waits = false;
  }
  const leave = (): void => {
    goes();
    // At once: whoever reads may say now what held the reading up.
    if (reading.waiting === 0) reading.end(signal.reason);
    left.reject(signal.reason as Error);
  };
  reading.waiting += 1;
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([reading.instances, left.promise]);
  } finally {
    goes();
    signal.removeEventListener('abort', leave);
  }
}
