import type { Text } from '../messages/text.ts';
import type { Directory } from '../ports.ts';
import { type Entry, namesOf } from './entry.ts';
import { findNamed, isTooMany, unfit } from './find-named.ts';
import { type Item, type ListName, type Lists, readList } from './list.ts';
import { everyoneText, misspeltText, nobodyText, severalText, unboundText, unfitText } from './problem-texts.ts';

/** Names that are none get the nearest one as a hint, so many of them: each costs some questions. */
const MOST_HINTS = 20;

/**
 * Why entries of the lists of people grant nothing: one text for each that does not. Rejects with an `UpstreamError` when Mattermost does not answer.
 *
 * @param bind gives an entry with the ids that count
 */
export async function idleEntries(
  directory: Directory,
  lists: Pick<Lists, 'viewers' | 'operators'>,
  bind: (list: ListName, entry: Entry) => Promise<Entry>,
): Promise<readonly Text[]> {
  const problems: Text[] = [];
  for (const list of ['viewers', 'operators'] as const) {
    for (const item of readList(lists[list])) {
      const hint = problems.length < MOST_HINTS;
      const problem = await problemWith(directory, list, item, bind, hint);
      if (problem !== undefined) problems.push(problem);
    }
  }
  return problems;
}

/** What is wrong with one entry; undefined for one that means what is there and may stand there. */
export async function problemWith(
  directory: Directory,
  list: ListName,
  { text, entry }: Item,
  bind: (list: ListName, entry: Entry) => Promise<Entry>,
  hint: boolean,
): Promise<Text | undefined> {
  if (typeof entry === 'string') return misspeltText(list, text, entry);
  if (isTooMany(list, entry)) return everyoneText(list);
  for (const named of namesOf(await bind(list, entry))) {
    const meaning = await findNamed(directory, named);
    if (meaning.kind === 'several') return severalText(list, named, meaning.names);
    if (meaning.kind === 'nobody') return await nobodyText(directory, list, named, hint);
    // It meant nobody when it was first read, whoever has taken the name since.
    if (named.id === undefined) return unboundText(list, named);
    const why = unfit(list, meaning.found);
    if (why !== undefined) return unfitText(list, meaning.named, why);
  }
  return undefined;
}
