/** The text of a setting that names people or a channel: entries a line or between commas, comments behind `#`. */
import { type Entry, type Misspelt, parseEntry } from './entry.ts';

/**
 * The settings that name people or a channel, by their keys. Operators may do what viewers may, and change instances. The
 * audit channel is a list of one entry: the channel that is told of every change.
 */
export const LIST_NAMES = ['viewers', 'operators', 'auditchannel'] as const;
export type ListName = (typeof LIST_NAMES)[number];

/** All of them, as they stand in their boxes. */
export type Lists = Readonly<Record<ListName, string>>;

/** Nobody is named. */
export const NO_LISTS: Lists = { viewers: '', operators: '', auditchannel: '' };

/** Whether the boxes hold the same. */
export function areSame(some: Lists, others: Lists): boolean {
  return LIST_NAMES.every((list) => some[list] === others[list]);
}

/** One entry of a list, or what stands in the place of one. */
export interface Item {
  /** As it is written, without blanks around it and with single ones in it. */
  readonly text: string;
  readonly entry: Entry | Misspelt;
}

/** The entries of a list, in order. */
export function readList(text: string): Item[] {
  return pieces(text).flatMap((piece) => (piece.item === undefined ? [] : [piece.item]));
}

/**
 * The text with some entries written otherwise; comments, blanks and the order stay.
 *
 * @param rewrite gives the new text of an entry, or undefined to leave it
 */
export function rewriteList(text: string, rewrite: (item: Item) => string | undefined): string {
  return pieces(text)
    .map(({ raw, item }) => {
      const written = item === undefined ? undefined : rewrite(item);
      return written === undefined ? raw : raw.replace(raw.trim(), () => written);
    })
    .join('');
}

/** A piece of the text: an entry with the blanks around it, or what separates entries. All of them make up the text. */
interface Piece {
  readonly raw: string;
  readonly item: Item | undefined;
}

function pieces(text: string): Piece[] {
  return (text.match(/#[^\n]*|[\n,]|[^\n,#]+/g) ?? []).map((raw) => {
    const entry = raw.trim().replace(/\s+/g, ' ');
    const isEntry = entry !== '' && !raw.startsWith('#') && raw !== ',';
    return { raw, item: isEntry ? { text: entry, entry: parseEntry(entry) } : undefined };
  });
}
