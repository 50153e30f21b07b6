import { Command } from 'commander';
import type { Messages } from '../messages/messages.ts';
import type { CommandDefinition, Settle } from './command.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { info } from './info.ts';
import { ls } from './ls.ts';
import { reboot } from './reboot.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { version } from './version.ts';

/** Every command, in the order in which they are shown. A further command joins here. */
export const COMMANDS: readonly CommandDefinition[] = [ls, info, start, stop, reboot, history, help, version];

/** The program's name as it is typed. */
export const PROGRAM = '/ec2ctl';

/**
 * The command tree: the one source of grammar, help and completion. Built anew for each line that is parsed, since commander
 * keeps the options of a parse in the tree, where a line of somebody else would find them. Nothing in it ends the process or prints.
 */
export function buildTree(messages: Messages, settle: Settle = ignore): Command {
  const program = new Command(PROGRAM);
  program
    // Before the commands, which inherit them.
    .exitOverride()
    .configureOutput({ writeOut: ignore, writeErr: ignore, outputError: ignore })
    .helpCommand(false)
    .helpOption('-h, --help', messages.format('help.option.help'))
    .version('', '-v, --version')
    .allowExcessArguments(false)
    .showSuggestionAfterError(false);
  for (const command of COMMANDS) command.register(program, messages, settle);
  return program;
}

function ignore(): void {}
