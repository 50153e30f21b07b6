import { text } from '../messages/text.ts';
import { code } from '../render/escape.ts';
import { collect } from './collect.ts';
import type { CommandDefinition } from './command.ts';
import { releaseCommas } from './held-commas.ts';
import { mistake } from './mistake.ts';
import type { Parsed } from './parsed.ts';
import { DEFAULT_SINCE, sinceMs } from './since.ts';
import { readWhat } from './what.ts';

interface HistoryOptions {
  readonly mine?: true;
  readonly instance?: readonly string[];
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
      .option('--instance <what>', messages.format('command.history.instance'), collect)
      .option('--since <since>', messages.format('command.history.since'))
      .action((options: HistoryOptions) => {
        settle(parsedHistory(options));
      });
  },
};

function parsedHistory({ mine, instance = [], since = DEFAULT_SINCE }: HistoryOptions): Parsed {
  const empty = isEmpty(since) ? '--since' : instance.some(isEmpty) ? '--instance' : undefined;
  if (empty !== undefined) return mistake(text('mistake.flag.value', { flag: code(empty) }), { command: 'history' });
  const ms = sinceMs(since);
  if (ms === undefined) {
    const values = { flag: code('--since'), value: code(releaseCommas(since)) };
    return mistake(text('mistake.history.since', values), { command: 'history' });
  }
  const what = readWhat(instance);
  if ('problem' in what) return mistake(what.problem, { command: 'history' });
  const { nouns, qualifiers } = what.selection;
  const [qualifier] = qualifiers;
  if (qualifier !== undefined) {
    const values = { flag: code('--instance'), value: code(qualifier.word) };
    return mistake(text('mistake.history.instance', values), { command: 'history' });
  }
  return { kind: 'history', mine: mine === true, instances: nouns, sinceMs: ms };
}

/** Whether a flag stands there without its value: what follows it is another flag. */
function isEmpty(value: string): boolean {
  return value.trim() === '' || value.startsWith('-');
}
