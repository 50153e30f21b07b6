import { text } from '../messages/text.ts';
import { code } from '../render/escape.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import type { Parsed } from './parsed.ts';
import { DEFAULT_SINCE, sinceMs } from './since.ts';
import { releaseCommas } from './held-commas.ts';

interface HistoryOptions {
  readonly mine?: true;
  readonly instance?: string;
  readonly since?: string;
}

/** `/ec2ctl history`: who did what, as far as the asker may know. */
export const history: CommandDefinition = {
  name: 'history',
  permission: 'look',
  examples: [
    { arguments: '', meaning: 'command.history.example.week' },
    { arguments: '--mine --since 24h', meaning: 'command.history.example.mine' },
    { arguments: '--instance web-* --since 30d', meaning: 'command.history.example.instance' },
  ],
  register(program, messages, settle) {
    program
      .command('history')
      .summary(messages.format('command.history.summary'))
      .option('--mine', messages.format('command.history.mine'))
      .option('--instance <what>', messages.format('command.history.instance'))
      .option('--since <since>', messages.format('command.history.since'))
      .action((options: HistoryOptions) => {
        settle(parsedHistory(options));
      });
  },
};

function parsedHistory({ mine, instance, since = DEFAULT_SINCE }: HistoryOptions): Parsed {
  const wanted = instance === undefined ? undefined : releaseCommas(instance).trim();
  const empty = [
    ['--instance', wanted],
    ['--since', since],
  ].find(([, value]) => value !== undefined && (value === '' || value.startsWith('-')));
  if (empty !== undefined) {
    return mistake(text('mistake.flag.value', { flag: code(empty[0] ?? '') }), { command: 'history' });
  }
  const long = sinceMs(since);
  if (long === undefined) {
    return mistake(text('mistake.history.since', { value: code(releaseCommas(since)) }), { command: 'history' });
  }
  return { kind: 'history', mine: mine === true, instance: wanted, sinceMs: long };
}
