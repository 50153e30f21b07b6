import type { Messages } from '../messages/messages.ts';
import type { Access, CommandHelp, Head } from '../views.ts';
import { renderAlone } from './alone.ts';
import { code } from './escape.ts';
import { joinLines } from './limit.ts';

/** Lines of our own are shown in full: they are there to be copied. */
const LINE_LIMIT = 300;

/**
 * The usage text: a line a command, then what this person may do. In lines, because of a table the phone app shows three
 * rows.
 *
 * @param access what this person may do; left out below a mistake, where it is not the question
 */
export function renderUsage(messages: Messages, commands: readonly CommandHelp[], access?: Access): string {
  return joinLines(messages, [
    messages.format('usage.title'),
    ...commands.map((command) => `${line(command.usage)} ${command.summary}`),
    messages.format('usage.what'),
    ...(access === undefined ? [] : [accessLine(messages, access)]),
  ]);
}

/** What a person may do, and whom to ask for more. */
export function accessLine(messages: Messages, access: Access): string {
  switch (access) {
    case 'admin':
    case 'change':
      return messages.format('access.change');
    case 'look':
      return messages.format('access.look');
    case 'none':
      return messages.format('access.none');
  }
}

/** One command with its options, examples, and who may use it. */
export function renderHelp(messages: Messages, head: Head, command: CommandHelp): string {
  return renderAlone(messages, head, [
    `${messages.format('help.title', { command: line(command.usage) })} ${command.summary}`,
    ...command.options.map((option) => `${line(option.flags)} ${option.meaning}`),
    messages.format('help.examples'),
    ...command.examples.map((example) => `${line(example.line)} ${example.meaning}`),
    command.permission,
  ]);
}

function line(text: string): string {
  return code(text, { limit: LINE_LIMIT });
}
