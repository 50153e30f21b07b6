import { code } from '../render/escape.ts';
import { text } from '../messages/text.ts';
import type { Verb } from '../ports.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import { asMeant } from './placeholders.ts';

/** The most instances that one command may change. */
export const ID_LIMIT = 50;

const FLAG = '-i';

/** What the two commands that change an instance have in common: the option that names the instances. */
export function switchCommand(verb: Verb, examples: CommandDefinition['examples']): CommandDefinition {
  return {
    name: verb,
    permission: 'change',
    examples,
    register(program, messages, settle) {
      program
        .command(verb)
        .summary(messages.format(`command.${verb}.summary`))
        .requiredOption('-i, --id <id>', messages.format(`command.${verb}.id`), collectIds)
        .action((options: { id: readonly string[] }) => {
          settle(parsedIds(verb, options.id));
        });
    },
  };
}

function parsedIds(verb: Verb, words: readonly string[]): Parameters<Parameters<CommandDefinition['register']>[2]>[0] {
  const ids = [...new Set(words.filter((word) => word !== ''))];
  // An empty list of ids means every instance to AWS.
  if (ids.length === 0 || words.some((word) => word.startsWith('-'))) {
    return mistake(text('mistake.id.empty', { flag: code(FLAG) }), { command: verb, changing: true });
  }
  if (ids.length > ID_LIMIT) {
    const values = { count: ids.length, limit: ID_LIMIT };
    return mistake(text('mistake.id.tooMany', values), { command: verb, changing: true });
  }
  return { kind: verb, ids };
}

/** Adds the ids of one `-i`. */
function collectIds(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...value.split(',').map((word) => asMeant('id', word))];
}
