import type { Clock } from './clock.ts';
import { UpstreamError } from './errors.ts';

/** What bounds a piece of work. */
export interface Bounds {
  readonly clock: Clock;
  /** Milliseconds that the work may take. */
  readonly limitMs: number;
  /** Ends the work sooner. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a call to AWS for at most `limitMs`. The call is given a signal that is aborted when its time is up, when
 * `signal` is aborted, and when the answer is there. Does not rely on the call heeding it: a call that goes on
 * regardless is left behind.
 *
 * Rejects with an `UpstreamError` of code `TimedOut` when the time is up, and with the signal's reason when that is
 * aborted.
 */
export async function within<T>(bounds: Bounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const signal = bounds.signal === undefined ? over.signal : AbortSignal.any([bounds.signal, over.signal]);
  signal.throwIfAborted();
  try {
    // The race takes note of both, so the one that loses cannot become an unhandled rejection.
    return await Promise.race([call(signal), expire(bounds, signal)]);
  } finally {
    over.abort();
  }
}

async function expire(bounds: Bounds, signal: AbortSignal): Promise<never> {
  await bounds.clock.sleep(bounds.limitMs, signal);
  throw new UpstreamError('aws', 'TimedOut', `No answer in ${String(bounds.limitMs)} ms`);
}
