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

/** Undoes to a whole line what phones and word processors do: curly quotes, characters that cannot be seen. */
export function normaliseLine(line: string): string {
  return line.replace(INVISIBLE, '').replace(DOUBLE_QUOTES, '"').replace(SINGLE_QUOTES, "'");
}

/**
 * Undoes to words what phones and people do: long dashes, a full stop at the end, blanks around a comma, one dash before a
 * long flag, an equals sign behind a short one. What stood in quotes is left alone.
 *
 * @param longFlags the names of flags that exist, without dashes
 */
export function normaliseTokens(tokens: readonly Token[], longFlags: ReadonlySet<string>): Token[] {
  return joinCommas(dropFullStop(tokens)).flatMap((token) => (token.quoted ? [token] : flagOf(token.text, longFlags)));
}

function dropFullStop(tokens: readonly Token[]): Token[] {
  const last = tokens.at(-1);
  if (last === undefined || last.quoted) return [...tokens];
  const text = last.text.replace(/[.。．]+$/u, '');
  return text === '' ? tokens.slice(0, -1) : [...tokens.slice(0, -1), { text, quoted: false }];
}

/** `a, b` and `a ,b` are one word, as `a,b` is. */
function joinCommas(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const belongs =
      before !== undefined &&
      !before.quoted &&
      !token.quoted &&
      !before.text.startsWith('-') &&
      (token.text.startsWith(',') || (before.text.endsWith(',') && !token.text.startsWith('-')));
    if (belongs) joined.pop();
    joined.push(belongs ? { text: before.text + token.text, quoted: false } : token);
  }
  return joined;
}

function flagOf(text: string, longFlags: ReadonlySet<string>): Token[] {
  const long = new RegExp(`^[-${DASHES}]*[${DASHES}][-${DASHES}]*`, 'u').exec(text)?.[0];
  const rest = (long === undefined ? text : text.slice(long.length)).replace(new RegExp(`[${DASHES}]`, 'gu'), '-');
  // A phone makes one long dash of two short ones, so only the length of the name tells how many were meant.
  const name = rest.split('=')[0] ?? '';
  const dashed = long === undefined ? rest : `${name.length > 1 ? '--' : '-'}${rest}`;
  const single = /^-([A-Za-z][A-Za-z-]+)(=|$)/.exec(dashed)?.[1];
  const flag = single !== undefined && longFlags.has(single) ? `-${dashed}` : dashed;
  const short = /^(-[A-Za-z])=(.*)$/su.exec(flag);
  const parts = short === null ? [flag] : [short[1] ?? '', short[2] ?? ''];
  return parts.map((part) => ({ text: part, quoted: false }));
}
