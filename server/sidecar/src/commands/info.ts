import { text } from '../messages/text.ts';
import { collect } from './collect.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import type { Parsed } from './parsed.ts';
import { readWhat } from './what.ts';

/** `/ec2ctl info <what>`: all there is to know about one instance. */
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
      .option('-r, --region <region>', messages.format('command.info.region'), collect)
      .action((what: string, options: { region?: readonly string[] }) => {
        settle(parsedInfo([what], options.region ?? []));
      });
  },
};

function parsedInfo(words: readonly string[], regions: readonly string[]): Parsed {
  const about = { command: 'info', changing: false };
  const what = readWhat(words, regions);
  if ('problem' in what) return mistake(what.problem, about);
  const isNamed = what.selection.nouns.length + what.selection.qualifiers.length > 0;
  return isNamed ? { kind: 'info', selection: what.selection } : mistake(text('mistake.what.missing'), about);
}
