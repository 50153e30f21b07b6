import type { Option } from 'commander';
import { INSTANCE_ID, REGION_NAME } from '../ports.ts';
import { LISTING_COLUMNS } from '../views.ts';
import { SINCE_SHAPE } from './since.ts';

/** Words that stand for a value in the usage, and what such a value looks like. */
const SHAPES = {
  id: INSTANCE_ID,
  region: REGION_NAME,
  what: /\S/,
  since: SINCE_SHAPE,
  columns: new RegExp(`^(?:(?:${LISTING_COLUMNS.join('|')})(?:,(?!$)|$))+$`),
} as const;

/** A kind of value that an option takes. */
export type Placeholder = keyof typeof SHAPES;

/** The kind of value an option takes, by the word in its flags (`-r, --region <region>`); undefined if it takes none. */
export function placeholderOf(option: Option): Placeholder | undefined {
  const word = /<([a-z]+)>/.exec(option.flags)?.[1];
  return word !== undefined && Object.hasOwn(SHAPES, word) ? (word as Placeholder) : undefined;
}

/** Whether a word looks like a value of this kind. */
export function fits(placeholder: Placeholder, word: string): boolean {
  return SHAPES[placeholder].test(word.toLowerCase());
}

/** A typed value as it is meant: in lower case and without a full stop, if it looks like a value of this kind then. */
export function asMeant(placeholder: Placeholder, word: string): string {
  const typed = word.trim();
  const meant = typed.replace(/[.。．]+$/u, '').toLowerCase();
  return fits(placeholder, meant) ? meant : typed;
}
