/**
 * How often one call was sent, and what was said to it last. The SDK asks again by itself, and when the caller's time is up
 * in the middle of that, only this knows that AWS asked to slow down.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { UpstreamError } from '../errors.ts';
import { rowOf } from '../failures/table.ts';

/** What is noted of one call while it goes on. */
export interface AttemptLog {
  readonly startedAt: number;
  count: number;
  /** The SDK's error of the last attempt that failed. */
  lastError: unknown;
}

const underWay = new AsyncLocalStorage<AttemptLog>();

/** Notes of a call that begins now. */
export function startAttempts(): AttemptLog {
  return { startedAt: performance.now(), count: 0, lastError: undefined };
}

/** Has the client note each attempt in the log of the call that it belongs to. */
export function noteAttempts(client: EC2Client): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      const log = underWay.getStore();
      if (log !== undefined) log.count += 1;
      try {
        return await next(request);
      } catch (error) {
        if (log !== undefined) log.lastError = error;
        throw error;
      }
    },
    // Within the retries, so that it is run for each.
    { step: 'finalizeRequest', priority: 'low', name: 'noteAttempts' },
  );
}

/** Runs a call; its attempts are noted in `log`. */
export function withAttempts<T>(log: AttemptLog, ask: () => Promise<T>): Promise<T> {
  return underWay.run(log, ask);
}

/**
 * The error with how often it was asked, and for how long, where AWS asked to slow down, or where nothing was sent: then it
 * is of what came before, the credentials. Any other as it is.
 */
export function withCount(error: UpstreamError, { count, startedAt }: AttemptLog): UpstreamError {
  if (count > 0 && rowOf(error)?.name !== 'throttled') return error;
  const attempts = { count, tookMs: performance.now() - startedAt };
  return new UpstreamError(error.source, error.code, error.message, { ...error.details, attempts });
}
