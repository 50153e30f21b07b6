import type { Clock } from '../clock.ts';
import { orAborted } from './abortable.ts';

/** For so long a list is taken as it is. */
const FRESH_MS = 5 * 60_000;

/** For so long after that it is still used at once, while a new one is fetched behind it. */
const USABLE_MS = 60 * 60_000;

/** The regions in use, as DescribeRegions names them, kept for a while. */
export interface RegionList {
  /**
   * The list, asked for if none is kept that is young enough; one question serves all who wait for it.
   * Rejects with what `fetch` rejects with, or with the signal's reason.
   */
  get(signal: AbortSignal): Promise<readonly string[]>;
  /** As last known, however old; empty before the first answer. */
  known(): readonly string[];
  /** Ends a question under way. */
  close(): void;
}

/**
 * @param fetchRegions asks AWS
 * @param onStaleFailure told, once for each question, when a kept list could not be renewed and goes on being used
 */
export function createRegionList(
  clock: Clock,
  fetchRegions: (signal: AbortSignal) => Promise<readonly string[]>,
  onStaleFailure: (error: unknown) => void,
): RegionList {
  const closed = new AbortController();
  let list: readonly string[] = [];
  let fetchedAt = -Infinity;
  let asking: Promise<readonly string[]> | undefined;

  async function ask(): Promise<readonly string[]> {
    try {
      list = await fetchRegions(closed.signal);
      fetchedAt = clock.now();
      return list;
    } finally {
      asking = undefined;
    }
  }

  return {
    async get(signal) {
      signal.throwIfAborted();
      const age = clock.now() - fetchedAt;
      if (age < FRESH_MS) return list;
      const isFirst = asking === undefined;
      // One caller who gives up does not end the question for the others.
      const answer = (asking ??= ask());
      if (age < USABLE_MS) {
        answer.catch((error: unknown) => {
          if (isFirst && !closed.signal.aborted) onStaleFailure(error);
        });
        return list;
      }
      return await orAborted(answer, signal);
    },
    known: () => list,
    close: () => {
      closed.abort();
    },
  };
}
