import type { Clock } from './clock.ts';
import { UpstreamError } from './errors.ts';
import { OUR_CODES } from './failures/own-codes.ts';

/** What bounds a piece of work. */
export interface Bounds {
  readonly clock: Clock;
  /** Milliseconds that the work may take. */
  readonly limitMs: number;
  /** Ends the work sooner. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The time of a call is up. Why the signal of a call is aborted then: whoever works for it may say, in a listener of the
 * signal, what it was held up by, and that is what the call rejects with.
 */
export class TimeUpError extends UpstreamError {
  heldUpBy: UpstreamError | undefined;

  constructor(limitMs: number) {
    super('aws', OUR_CODES.timedOut, `No answer in ${String(limitMs)} ms`);
  }
}

/**
 * Runs a call to AWS for at most `limitMs`. The call is given a signal that is aborted when its time is up, when
 * `signal` is aborted, and when the answer is there. Does not rely on the call heeding it: a call that goes on
 * regardless is left behind.
 *
 * Rejects with an `UpstreamError` when the time is up, of code `TimedOut` unless the call was held up by another, and
 * with the signal's reason when that is aborted.
 */
export async function within<T>(bounds: Bounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const signal = bounds.signal === undefined ? over.signal : AbortSignal.any([bounds.signal, over.signal]);
  signal.throwIfAborted();
  try {
    // The race takes note of both, so the one that loses cannot become an unhandled rejection.
    return await Promise.race([call(signal), expire(bounds, over, signal)]);
  } finally {
    over.abort();
  }
}

async function expire(bounds: Bounds, over: AbortController, signal: AbortSignal): Promise<never> {
  await bounds.clock.sleep(bounds.limitMs, signal);
  const timeUp = new TimeUpError(bounds.limitMs);
  over.abort(timeUp);
  throw timeUp.heldUpBy ?? timeUp;
}
