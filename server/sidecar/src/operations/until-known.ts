import type { Clock } from '../clock.ts';

/** The pauses between what Mattermost is asked for as long as it must be known: each twice the one before. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

/** It is asked so often at least, some minutes long: by a clock that leapt, or after a long sleep, it may be late at once. */
const LEAST_ROUNDS = 6;

/** What asking needs. */
export interface AskingSurroundings {
  readonly clock: Clock;
  /** Aborted when there is no use in it any longer: the process is ending, or another goes on. */
  readonly closing: AbortSignal;
  /** When it is given up, in milliseconds since the epoch. */
  readonly until: number;
}

/** Asks until it is known. `unknown` when there is no use in it any longer, or it is given up. Rejects as `ask` does. */
export async function untilKnown<T>(
  { clock, closing, until }: AskingSurroundings,
  ask: (round: number) => Promise<T | 'unknown'>,
): Promise<T | 'unknown'> {
  for (let round = 0; ; round += 1) {
    const answer = await ask(round);
    if (answer !== 'unknown' || (clock.now() >= until && round >= LEAST_ROUNDS)) return answer;
    try {
      await clock.sleep(Math.min(FIRST_PAUSE_MS * 2 ** round, LONGEST_PAUSE_MS), closing);
    } catch {
      return 'unknown';
    }
  }
}
