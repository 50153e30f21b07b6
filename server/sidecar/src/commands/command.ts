import type { Command } from 'commander';
import type { PlainMessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { Parsed } from './parsed.ts';

/** What a person must be allowed to do to use a command. */
export type Permission = 'none' | 'look' | 'change';

/** A line to show, without `/ec2ctl` and the command's name, and what it does. */
export interface Example {
  readonly arguments: string;
  readonly meaning: PlainMessageId;
}

/** One command of the grammar: its file says all there is to say about it. */
export interface CommandDefinition {
  readonly name: string;
  readonly permission: Permission;
  readonly examples: readonly Example[];
  /**
   * Adds the command to a program with `program.command()`, never with `addCommand`: only then does it inherit that
   * nothing may end the process. Its action hands what was asked for to `settle`.
   */
  register(program: Command, messages: Messages, settle: Settle): void;
}

/** Takes what a line asks for; called once a line. */
export type Settle = (parsed: Parsed) => void;
