import type { Entry } from './entry.ts';
import type { ListName } from './list.ts';

/** Of so many people it is remembered. */
const MOST_PEOPLE = 1_000;

/**
 * By which entry people had their rights last. It gives no right; it is asked first, since of most people it still holds, and
 * each entry before it would cost those who type questions to Mattermost.
 */
export class LastGrants {
  readonly #last = new Map<string, Entry>();

  /** The entries of a list, the one that gave this person a right last first of all. */
  first(entries: readonly Entry[], list: ListName, personId: string): readonly Entry[] {
    const last = this.#last.get(keyOf(list, personId));
    // The lists may have changed.
    if (last === undefined || !entries.includes(last)) return entries;
    return [last, ...entries.filter((entry) => entry !== last)];
  }

  note(entry: Entry, list: ListName, personId: string): void {
    const key = keyOf(list, personId);
    this.#last.delete(key);
    this.#last.set(key, entry);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST_PEOPLE && oldest !== undefined) this.#last.delete(oldest);
  }
}

function keyOf(list: ListName, personId: string): string {
  return `${list} ${personId}`;
}
