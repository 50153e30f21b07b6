import { isRefusedEdit, reasonOf } from './failures.ts';
import { type SearchSurroundings, searchWhatWasLost } from './search-lost.ts';

/** How often something is made anew after it surely did not come about. */
const TRIES = 2;

/** A post that tells the end of an operation. */
export interface Making {
  /** What it is, for the log. */
  readonly what: 'reply' | 'audit line';
  readonly make: () => Promise<void>;
  /** Gives its id if it is there. */
  readonly find: () => Promise<string | undefined>;
}

/**
 * Makes it. When that is not answered it may be there nevertheless, or come later: it is looked for first. `unknown` when
 * Mattermost does not say what became of it. Rejects when it is refused.
 */
export async function makeOnce(
  around: SearchSurroundings,
  operationId: string,
  { what, make, find }: Making,
): Promise<'made' | 'unknown'> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    try {
      await make();
      return 'made';
    } catch (error) {
      if (isRefusedEdit(error)) throw error;
      around.log('warn', `Making ${what === 'reply' ? 'a reply' : 'an audit line'} was not answered`, {
        operationId,
        ...reasonOf(error),
      });
    }
    const found = await searchWhatWasLost(around, operationId, find);
    if (found !== 'absent') return found === 'unknown' ? 'unknown' : 'made';
  }
  return 'unknown';
}
