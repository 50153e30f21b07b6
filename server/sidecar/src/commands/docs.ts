import { createMessages } from '../messages/messages.ts';
import { code } from '../render/escape.ts';
import type { CommandHelp } from '../views.ts';
import { commandHelps } from './help-texts.ts';

/** The whole line is shown: this is a reference. */
const LINE_LIMIT = 300;

/** `docs/commands.md`: every command with its options and examples, from the command tree. */
export function commandsMarkdown(): string {
  const messages = createMessages('en');
  const column = messages.format('docs.column.option');
  const meaning = messages.format('docs.column.meaning');
  const sections = commandHelps(messages).map((command) => section(command, `| ${column} | ${meaning} |`));
  return (
    [`<!-- ${messages.format('docs.generated')} -->`, `# ${messages.format('docs.title')}`, ...sections].join('\n\n') +
    '\n'
  );
}

function section(command: CommandHelp, titles: string): string {
  const options = command.options.map((option) => `| ${line(option.flags)} | ${option.meaning} |`);
  const examples = command.examples.map((example) => `- ${line(example.line)} ${example.meaning}`);
  return [
    `## ${command.name}`,
    line(command.usage),
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}. ${command.permission}`,
    ...(options.length === 0 ? [] : [[titles, '|:--|:--|', ...options].join('\n')]),
    examples.join('\n'),
  ].join('\n\n');
}

function line(text: string): string {
  return code(text, { limit: LINE_LIMIT, inTable: true });
}
