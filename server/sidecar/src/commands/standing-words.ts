import type { Command } from 'commander';
import { isPattern, matcherOf } from '../selection/pattern.ts';
import { isFlag } from './flags.ts';
import { withoutHeld } from './held-commas.ts';
import { normaliseLine } from './normalise.ts';
import { tokenise } from './tokenise.ts';
import { separated } from './what.ts';

/** The words that stand on a line already, so that completion offers none of them again. */
export interface StandingWords {
  /** Whether a word, told in lower case, stands there in whatever case. */
  has(folded: string): boolean;
  /** Whether a pattern stands there that a name or an id, told in lower case, fits. */
  covers(folded: string): boolean;
}

/**
 * The finished words of a line as its command will read them: lists and quotes taken apart, values without their flags.
 *
 * @param parsed the line as far as it is finished, with its trigger and its command
 */
export function standingWords(parsed: string): StandingWords {
  const [, , ...tokens] = tokenise(normaliseLine(withoutHeld(parsed)));
  const typed = tokens.map(({ text }) => (text.startsWith('-') ? text.slice(text.indexOf('=') + 1) : text));
  const words = new Set(separated(typed).map((word) => word.toLowerCase()));
  const fits = [...words].filter(isPattern).map(fitterOf);
  return {
    has: (folded) => words.has(folded),
    covers: (folded) => fits.some((fit) => fit(folded)),
  };
}

/** Thousands of names are held against each pattern at each letter, and most patterns are a beginning. */
function fitterOf(pattern: string): (folded: string) => boolean {
  const beginning = pattern.slice(0, -1);
  return pattern.endsWith('*') && !isPattern(beginning) ? (folded) => folded.startsWith(beginning) : matcherOf(pattern);
}

/** Of the words behind a command, those that are no flag and no value of one. */
export function bareWords(command: Command, words: readonly string[]): string[] {
  return words.filter((word, index) => {
    if (word.startsWith('-')) return false;
    const before = words[index - 1] ?? '';
    return !command.options.some((option) => option.required && isFlag(option, before));
  });
}
