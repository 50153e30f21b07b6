import { INSTANCE_ID } from '../ports.ts';

/** A word of a line; one that stood in quotes is meant as it stands. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** Zero-width and bidi characters, which come along when text is copied from a post. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

const DOUBLE_QUOTES = /[“”„‟«»＂]/gu;
const SINGLE_QUOTES = /[‘’‚‛＇]/gu;

/** Hyphens and dashes of every length, other than the one on the keyboard. */
const DASHES = '\u2010-\u2015\u2212\ufe58\ufe63\uff0d';

/** Undoes to a whole line what phones and people do: curly quotes, characters that cannot be seen, a full stop at the end. */
export function normaliseLine(line: string): string {
  return line
    .replace(INVISIBLE, '')
    .replace(DOUBLE_QUOTES, '"')
    .replace(SINGLE_QUOTES, "'")
    .replace(/[.。．\s]+$/u, '');
}

/** A word with a hyphen for each dash of another length. */
export function straight(text: string): string {
  return text.replace(new RegExp(`[${DASHES}]`, 'gu'), '-');
}

/**
 * Undoes to words what phones and people do: long dashes, one dash before a long flag, an equals sign behind a short one,
 * blanks around a comma. Dashes within quotes are left alone, and those of names and tags: `web–1` may be there beside `web-1`.
 *
 * @param longFlags the names of flags that exist, without dashes
 * @returns the words
 */
export function normaliseTokens(tokens: readonly Token[], longFlags: ReadonlySet<string>): string[] {
  return joinCommas(tokens.flatMap(({ text, quoted }) => (quoted ? [text] : flagOf(text, longFlags))));
}

/** `a, b` and `a ,b` are one word, as `a,b` is. */
function joinCommas(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1) ?? '';
    const isValue = before !== '' && (!before.startsWith('-') || before.includes('='));
    const belongs = word.startsWith(',') ? isValue : before.endsWith(',') && !word.startsWith('-');
    if (belongs) joined.pop();
    joined.push(belongs ? before + word : word);
  }
  return joined;
}

function flagOf(text: string, longFlags: ReadonlySet<string>): string[] {
  if (!new RegExp(`^[-${DASHES}]`, 'u').test(text)) return [text.split(',').map(asMeant).join(',')];
  const long = new RegExp(`^[-${DASHES}]*[${DASHES}][-${DASHES}]*`, 'u').exec(text)?.[0];
  const rest = long === undefined ? text : text.slice(long.length);
  const [typed = ''] = rest.split('=');
  const name = straight(typed);
  const values = rest.slice(typed.length).split(',').map(asMeant).join(',');
  // A phone makes one long dash of two short ones, so only the length of the name tells how many were meant.
  const dashed = `${long === undefined ? '' : name.length > 1 ? '--' : '-'}${name}`;
  const single = /^-([A-Za-z][A-Za-z-]+)$/.exec(dashed)?.[1];
  const flag = single !== undefined && longFlags.has(single) ? `-${dashed}` : dashed;
  return /^-[A-Za-z]$/.test(flag) && values !== '' ? [flag, values.slice(1)] : [`${flag}${values}`];
}

/** A word with hyphens for dashes where it can only be meant so: of an id, or behind `state:` and the like. */
function asMeant(word: string): string {
  const id = straight(word)
    .replace(/^=/, '')
    .replace(/[.。．]+$/u, '');
  return INSTANCE_ID.test(id.toLowerCase()) || /^=?(?:state|type|region):/i.test(word) ? straight(word) : word;
}
