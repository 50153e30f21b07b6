import type { Clock } from '../clock.ts';

/** How often Mattermost is asked for the same while it does not answer, and the pause in between. */
const TRIES = 3;
const PAUSE_MS = 2_000;

/** When to ask again. */
export interface Patience {
  readonly clock: Clock;
  /** Ends the patience: nothing is asked again once it is aborted. */
  readonly signal: AbortSignal;
  /** Whether asking again may help after this error. */
  readonly mayHelp: (error: unknown) => boolean;
}

/** Asks Mattermost, three times at most. Rejects with the last error, and in a pause with the signal's reason. */
export async function again<T>({ clock, signal, mayHelp }: Patience, ask: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried === TRIES || signal.aborted || !mayHelp(error)) throw error;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
