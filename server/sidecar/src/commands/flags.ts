import type { Command, Option } from 'commander';
import { nearest } from './nearest.ts';

/** Whether a word is one of the two spellings of an option. */
export function isFlag(option: Option, word: string): boolean {
  return option.short === word || option.long === word;
}

/** Every option of a command, the one for help as well. */
function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

/** A flag that its command does not have, and which word of the line it is. A value behind an `=` is not part of it. */
export interface UnknownFlag {
  readonly index: number;
  readonly flag: string;
}

/** The first flag of a line that its command does not have; undefined if it has them all. */
export function unknownFlag(command: Command, words: readonly string[]): UnknownFlag | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || word === '-' || word === '--') continue;
    const flag = word.split('=')[0] ?? word;
    const option = optionsOf(command).find((candidate) => isFlag(candidate, flag) || isAttached(candidate.short, word));
    if (option === undefined) return { index, flag };
    // Its value is the next word, whatever it looks like.
    if (option.required && isFlag(option, word)) index++;
  }
  return undefined;
}

/** The first flag of a line that needs a value and has none: it stands last, or before another flag. */
export function emptyFlag(command: Command, words: readonly string[]): { option: Option; flag: string } | undefined {
  for (const [index, flag] of words.entries()) {
    const option = command.options.find((candidate) => candidate.required && isFlag(candidate, flag));
    if (option !== undefined && (words[index + 1] ?? '-').startsWith('-')) return { option, flag };
  }
  return undefined;
}

/**
 * The flag of a command that was meant: a name a letter or two away, or the right letter with another number of dashes or in
 * capitals.
 */
export function nearestFlag(command: Command, flag: string): string | undefined {
  const name = flag.replace(/^-+/, '').toLowerCase();
  const options = optionsOf(command);
  const short = options.find((option) => option.short?.slice(1) === name)?.short;
  if (short !== undefined || name.length < 2) return short;
  const longNames = options.flatMap((option) => option.long?.slice(2) ?? []);
  const near = nearest(name, longNames);
  return near === undefined ? undefined : `--${near}`;
}

/** `-rus-east-1`: a short flag with its value attached. */
function isAttached(short: string | undefined, word: string): boolean {
  return short !== undefined && word.startsWith(short) && !word.startsWith('--') && word.length > short.length;
}
