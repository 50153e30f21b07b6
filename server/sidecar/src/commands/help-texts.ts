import type { Argument, Command } from 'commander';
import type { Messages } from '../messages/messages.ts';
import type { CommandHelp } from '../views.ts';
import type { Permission } from './command.ts';
import { placeholderOf } from './placeholders.ts';
import { buildTree, COMMANDS, PROGRAM } from './tree.ts';

const PERMISSIONS = {
  none: 'permission.none',
  look: 'permission.look',
  change: 'permission.change',
} as const satisfies Record<Permission, string>;

/** What a person reads about each command, from the tree, in the order in which commands are shown. */
export function commandHelps(messages: Messages): CommandHelp[] {
  const program = buildTree(messages);
  return COMMANDS.flatMap((definition) => {
    const command = program.commands.find((candidate) => candidate.name() === definition.name);
    if (command === undefined) return [];
    const line = `${PROGRAM} ${definition.name}`;
    return {
      name: definition.name,
      usage: [line, argumentsHint(command)].filter(Boolean).join(' '),
      summary: command.summary(),
      options: [
        ...command.options.map((option) => ({ flags: option.flags, meaning: option.description })),
        ...command.registeredArguments.map((argument) => ({ flags: argument.name(), meaning: argument.description })),
      ],
      examples: definition.examples.map((example) => ({
        line: [line, example.arguments].filter(Boolean).join(' '),
        meaning: messages.format(example.meaning),
      })),
      permission: messages.format(PERMISSIONS[definition.permission]),
    };
  });
}

function nameOf(argument: Argument): string {
  return argument.variadic ? `${argument.name()}…` : argument.name();
}

/** What may follow a command's name: `[-r <region>]`, `-i <id>`, `[what…]`. */
export function argumentsHint(command: Command): string {
  const options = command.options.map((option) => {
    const value = /<[^>]+>/.exec(option.flags)?.[0];
    const flag = [option.short ?? option.long, value].filter(Boolean).join(' ');
    return option.mandatory ? flag : `[${flag}]`;
  });
  // What may stand behind `-i` as well is an option to commander, and still somebody has to be named.
  const isNeeded = command.options.some((option) => placeholderOf(option) === 'id');
  const words = command.registeredArguments.map((argument) =>
    argument.required || isNeeded ? `<${nameOf(argument)}>` : `[${nameOf(argument)}]`,
  );
  // Where words say it, the options are details: `help` has them.
  return (words.length > 0 ? words : options).join(' ');
}
