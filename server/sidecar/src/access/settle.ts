/** What a save makes of the lists: names get the id of what was meant, and what names nobody is refused. */
import type { Text } from '../messages/text.ts';
import type { Directory } from '../ports.ts';
import type { Bindings } from './bindings.ts';
import { auditProblem } from './audit-channel.ts';
import { type Entry, type Named, namesOf, withNames, writeEntry } from './entry.ts';
import { agrees, findNamed, isTooMany, unfit } from './find-named.ts';
import { type Item, LIST_NAMES, type ListName, type Lists, readList, rewriteList } from './list.ts';
import { inParts } from './parts.ts';
import { disagreeText, everyoneText, misspeltText, nobodyText, severalText, unfitText } from './problem-texts.ts';

/** The lists as they are to be stored, or why they cannot be. */
export type Settled =
  | {
      readonly kind: 'settled';
      readonly lists: Lists;
      /** The names that got their ids by this save, as they were typed. */
      readonly found: readonly Found[];
    }
  | { readonly kind: 'refused'; readonly problem: Text };

/** A name of a list as it was typed, and what it was found to mean. */
export interface Found {
  readonly list: ListName;
  readonly named: Named;
  readonly meant: Named;
}

/**
 * Settles the lists of a save. An entry that was there before is never a reason to refuse: somebody's leaving must not keep
 * an admin from saving. Rejects with an `UpstreamError` when Mattermost does not answer.
 *
 * @param before the lists in force
 */
export async function settleLists(
  ports: { directory: Directory; bindings: Bindings },
  before: Lists,
  after: Lists,
): Promise<Settled> {
  const found: Found[] = [];
  const all = { ...ports, found };
  const lists = { ...after };
  for (const list of LIST_NAMES) {
    const written = await settleList(all, list, before[list], after[list]);
    if (typeof written !== 'string') return { kind: 'refused', problem: written };
    lists[list] = written;
  }
  return { kind: 'settled', lists, found };
}

/** What a list is settled with, and where what it finds is put down. */
interface Settling {
  readonly directory: Directory;
  readonly bindings: Bindings;
  readonly found: Found[];
}

/** The text of the list to be stored, or the first problem with it. */
async function settleList(ports: Settling, list: ListName, before: string, after: string): Promise<string | Text> {
  // A name that meant nobody is looked up again when its list is saved anew, not when something else is.
  const again = before !== after;
  const misplaced = list === 'auditchannel' && again ? auditProblem(readList(after)) : undefined;
  if (misplaced !== undefined) return misplaced;
  const old = new Set(readList(before).flatMap(waysToKnow));
  async function settle(item: Item): Promise<string | Text> {
    if (waysToKnow(item).some((way) => old.has(way))) return await refreshed(ports, list, item, again);
    const known = await fromBefore(ports.bindings, list, item, before);
    return await (known === undefined ? added(ports, list, item) : refreshed(ports, list, known, again));
  }
  const items = [...new Map(readList(after).map((item) => [item.text, item])).values()];
  const written = new Map<string, string>();
  for (const part of inParts(items)) {
    const settled = await Promise.all(part.map(settle));
    for (const [index, outcome] of settled.entries()) {
      if (typeof outcome !== 'string') return outcome;
      written.set(part[index]?.text ?? '', outcome);
    }
  }
  return rewriteList(after, ({ text }) => written.get(text));
}

/** An entry is known by its text, or by its ids: a page that was opened before a save still has the name of then. */
function waysToKnow({ text, entry }: Item): string[] {
  if (typeof entry === 'string') return [text];
  const names = namesOf(entry);
  if (names.length === 0 || names.some(({ id }) => id === undefined)) return [text];
  // No text of an entry begins so: a bracket whose name was deleted is not what was there.
  return [text, `\n${writeEntry(withNames(entry, (named) => ({ ...named, name: '' })))}`];
}

/**
 * An entry by name alone, with its ids, where an earlier save has found them and they are still on the list: a page that
 * was opened before that save knows nothing of them, and who has the name now is not meant.
 */
async function fromBefore(bindings: Bindings, list: ListName, item: Item, before: string): Promise<Item | undefined> {
  const { text, entry } = item;
  if (typeof entry === 'string') return undefined;
  const open = namesOf(entry).filter(({ id }) => id === undefined);
  const kept = new Map<Named, Named>();
  for (const named of open) {
    const meant = await bindings.remembered(list, named, before);
    if (meant === undefined) return undefined;
    kept.set(named, meant);
  }
  return open.length === 0 ? undefined : { text, entry: withNames(entry, (named) => kept.get(named) ?? named) };
}

/** A new entry: every name must mean one thing, and one that may stand there. */
async function added({ directory, found }: Settling, list: ListName, { text, entry }: Item): Promise<string | Text> {
  if (typeof entry === 'string') return misspeltText(list, text, entry);
  if (isTooMany(list, entry)) return everyoneText(list);
  const settled = new Map<Named, Named>();
  for (const named of namesOf(entry)) {
    const meaning = await findNamed(directory, named);
    if (meaning.kind === 'nobody') return await nobodyText(directory, list, named);
    if (meaning.kind === 'several') return severalText(list, named, meaning.names);
    if (named.id !== undefined && !agrees(named, meaning.found)) return disagreeText(list, named);
    const why = unfit(list, meaning.found);
    if (why !== undefined) return unfitText(list, meaning.named, why);
    settled.set(named, meaning.named);
  }
  for (const [named, meant] of settled) if (named.id === undefined) found.push({ list, named, meant });
  return writeEntry(withNames(entry, (named) => settled.get(named) ?? named));
}

/** An entry from before: its names are brought up to date as far as what they mean is there. */
async function refreshed(
  { directory, bindings }: { directory: Directory; bindings: Bindings },
  list: ListName,
  { text, entry }: Item,
  again: boolean,
): Promise<string> {
  if (typeof entry === 'string') return text;
  return writeEntry(await renamed(directory, list, await bindings.bind(list, entry), again));
}

async function renamed(directory: Directory, list: ListName, entry: Entry, again: boolean): Promise<Entry> {
  const names = new Map<Named, Named>();
  for (const named of namesOf(entry)) {
    if (named.id === undefined && !again) continue;
    const meaning = await findNamed(directory, named);
    // Of a name that meant nobody until now the save decides anew, if it may stand there.
    const counts = meaning.kind === 'one' && (named.id !== undefined || unfit(list, meaning.found) === undefined);
    if (counts) names.set(named, meaning.named);
  }
  return withNames(entry, (named) => names.get(named) ?? named);
}
