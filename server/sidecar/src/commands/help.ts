import { Argument } from 'commander';
import { code } from '../render/escape.ts';
import { text } from '../messages/text.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import { nearest } from './nearest.ts';

/** `/ec2ctl help [command]`: the usage, or one command with its options and examples. */
export const help: CommandDefinition = {
  name: 'help',
  permission: 'none',
  examples: [
    { arguments: '', meaning: 'command.help.example.all' },
    { arguments: 'start', meaning: 'command.help.example.one' },
  ],
  register(program, messages, settle) {
    // The commands are known once all are registered, and their names are what completion offers here.
    const argument = new Argument('[command]', messages.format('command.help.argument'));
    Object.defineProperty(argument, 'argChoices', { get: () => program.commands.map((command) => command.name()) });
    program
      .command('help')
      .summary(messages.format('command.help.summary'))
      .addArgument(argument)
      .action((word: string | undefined) => {
        const names = program.commands.map((command) => command.name());
        const name = word?.toLowerCase();
        if (word === undefined || name === undefined) {
          settle({ kind: 'usage' });
        } else if (names.includes(name)) {
          settle({ kind: 'help', command: name });
        } else {
          const near = nearest(name, names);
          const suggestion = near === undefined ? undefined : `/ec2ctl help ${near}`;
          settle(mistake(text('mistake.unknownCommand', { command: code(word) }), { suggestion }));
        }
      });
  },
};
