/**
 * Commas that stood in quotes. They are part of a word and separate nothing, so until the word is read as a whole another
 * character stands for each: commander hands words through as plain text.
 */
import { isIdShaped } from '../selection/selector.ts';

/** No name can have it, since XML cannot, and no line has it when it is read. */
const HELD = '\0';

/** A line without what stands for a comma. */
export function withoutHeld(line: string): string {
  return line.replaceAll(HELD, '');
}

/** What stood between quotes, with its commas held; a list of ids is one, as it was written before. */
export function holdCommas(quoted: string): string {
  const parts = quoted
    .split(',')
    .map((part) => part.trim().replace(/[.。．]+$/u, ''))
    .filter((part) => part !== '');
  const isList = parts.length > 0 && parts.every((part) => isIdShaped(part));
  return isList ? quoted : quoted.replaceAll(',', HELD);
}

/** A word as it was typed. */
export function releaseCommas(word: string): string {
  return word.replaceAll(HELD, ',');
}
