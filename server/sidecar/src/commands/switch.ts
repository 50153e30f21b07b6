import { code } from '../render/escape.ts';
import { text } from '../messages/text.ts';
import type { Verb } from '../ports.ts';
import { readSelector } from '../selection/selector.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import type { Parsed } from './parsed.ts';
import { asMeant } from './placeholders.ts';
import { mayMeanMany, separated } from './what.ts';

/** The most instances that one command may change. */
export const INSTANCE_LIMIT = 50;

const FLAG = '-i';

/** What the two commands that change an instance have in common: the words that name the instances, behind `-i` or not. */
export function switchCommand(verb: Verb, examples: CommandDefinition['examples']): CommandDefinition {
  return {
    name: verb,
    permission: 'change',
    examples,
    register(program, messages, settle) {
      program
        .command(verb)
        .summary(messages.format(`command.${verb}.summary`))
        .argument('[what...]', messages.format('command.change.what'))
        .option('-i, --id <id>', messages.format('command.change.id'), collect)
        .action((what: readonly string[], options: { id?: readonly string[] }) => {
          settle(parsedWords(verb, what, options.id ?? []));
        });
    },
  };
}

function parsedWords(verb: Verb, what: readonly string[], ids: readonly string[]): Parsed {
  const about = { command: verb, changing: true };
  const words = [...new Set(separated([...what, ...ids]).map((word) => asMeant('id', word)))];
  // No words would mean every instance to AWS.
  if (ids.some((word) => word.startsWith('-')) || (words.length === 0 && ids.length > 0)) {
    return mistake(text('mistake.id.empty', { flag: code(FLAG) }), about);
  }
  if (words.length === 0) return mistake(text('mistake.what.missing'), about);
  if (words.length > INSTANCE_LIMIT) {
    return mistake(text('mistake.what.tooMany', { count: words.length, limit: INSTANCE_LIMIT }), about);
  }
  for (const word of words) {
    const selector = readSelector(word);
    if (selector.kind === 'problem') return mistake(selector.text, about);
    if (selector.kind !== 'id' && selector.kind !== 'name') return mayMeanMany(word, about);
  }
  return { kind: verb, words };
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
