import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';

/**
 * The pauses before each search. Mattermost gives up a query of its database after 30 s by default, so a post that is
 * not there after the last one is not made any more.
 */
const PAUSES_MS = [0, 2_000, 5_000, 10_000, 20_000];

/** What the search needs. */
export interface SearchSurroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process is ending. */
  readonly closing: AbortSignal;
}

/**
 * Searches what Mattermost was asked to make and did not answer for: a post of an operation, or its reply. `unknown` while
 * Mattermost does not say whether it is there, and when the process ends before. Never rejects.
 *
 * @param find gives the id of what is searched
 */
export async function searchWhatWasLost(
  { clock, log, closing }: SearchSurroundings,
  operationId: string,
  find: () => Promise<string | undefined>,
): Promise<{ readonly id: string } | 'absent' | 'unknown'> {
  let last: 'absent' | 'unknown' = 'unknown';
  for (const pauseMs of PAUSES_MS) {
    try {
      await clock.sleep(pauseMs, closing);
      const id = await find();
      if (id !== undefined) return { id };
      last = 'absent';
    } catch (error) {
      if (closing.aborted) return 'unknown';
      last = 'unknown';
      logDefect(log, error, { operationId });
      if (error instanceof UpstreamError) {
        log('warn', 'Post of an operation cannot be looked for', { operationId, ...reasonOf(error) });
      }
    }
  }
  return last;
}
