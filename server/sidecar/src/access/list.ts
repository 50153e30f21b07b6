/** The text of a list of people: entries a line or between commas, comments behind `#`. */
import { type Entry, type Misspelt, parseEntry } from './entry.ts';

/** The two lists. Operators may do what viewers may, and change instances. */
export type ListName = 'viewers' | 'operators';

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
