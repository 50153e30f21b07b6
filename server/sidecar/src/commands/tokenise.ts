import { holdCommas, releaseCommas } from './held-commas.ts';
import type { Token } from './normalise.ts';

/**
 * Cuts a line into words at blanks of every kind. Quotes hold a word together, single, double or those of code that was
 * copied from a post; one that is never closed, or stands inside a word, is a character like any other. Commas in quotes are
 * held, for `releaseCommas`.
 */
export function tokenise(line: string): Token[] {
  const tokens: Token[] = [];
  let text = '';
  let quoted = false;
  let open = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (/\s/u.test(character)) {
      if (open) tokens.push({ text, quoted });
      [text, quoted, open] = ['', false, false];
      continue;
    }
    open = true;
    const end = isQuote(character) && /(?:^|[=,])$/.test(text) ? line.indexOf(character, at + 1) : -1;
    if (end < 0) {
      text += character;
    } else {
      text += holdCommas(line.slice(at + 1, end));
      quoted = true;
      at = end;
    }
  }
  if (open) tokens.push({ text, quoted });
  return tokens;
}

/** A word of `tokenise`, or any other text, as it can be typed: in quotes if it would not stay one word without. */
export function quote(word: string): string {
  const text = releaseCommas(word);
  if (text === word && text !== '' && !/[\s"'`]/u.test(text)) return text;
  const mark = ['"', "'", '`'].find((one) => !text.includes(one)) ?? '"';
  return `${mark}${text}${mark}`;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`';
}
