import { text } from '../messages/text.ts';
import { readSelector } from '../selection/selector.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import type { Parsed } from './parsed.ts';
import { asMeant } from './placeholders.ts';
import { mayMeanMany } from './what.ts';

/** `/ec2ctl info <what>`: all that is to know of one instance. */
export const info: CommandDefinition = {
  name: 'info',
  permission: 'look',
  examples: [
    { arguments: 'web-1', meaning: 'command.info.example.name' },
    { arguments: 'i-0a1f39c5d2e84b7f6', meaning: 'command.info.example.id' },
  ],
  register(program, messages, settle) {
    program
      .command('info')
      .summary(messages.format('command.info.summary'))
      .argument('<what>', messages.format('command.info.what'))
      .action((what: string) => {
        settle(parsedInfo(what.trim()));
      });
  },
};

function parsedInfo(word: string): Parsed {
  const about = { command: 'info', changing: false };
  if (word === '') return mistake(text('mistake.what.missing'), about);
  const selector = readSelector(word);
  if (selector.kind === 'problem') return mistake(selector.text, about);
  if (selector.kind !== 'id' && selector.kind !== 'name') return mayMeanMany(word, about);
  return { kind: 'info', word: asMeant('id', word) };
}
