import { text } from '../messages/text.ts';
import type { Order, Verb } from '../ports.ts';
import { code } from '../render/escape.ts';
import { collect } from './collect.ts';
import type { CommandDefinition } from './command.ts';
import { mistake } from './mistake.ts';
import type { Parsed } from './parsed.ts';
import { readWhat, separated } from './what.ts';

const ID_FLAG = '-i';

/** What stands behind the flags of a line. */
interface ChangeOptions {
  readonly id?: readonly string[];
  readonly region?: readonly string[];
  readonly dryRun?: true;
  readonly yes?: true;
  readonly force?: true;
  readonly hibernate?: true;
}

/** What the commands that change instances have in common: the words that say which, behind `-i` or not, and the flags. */
export function changeCommand(verb: Verb, examples: CommandDefinition['examples']): CommandDefinition {
  return {
    name: verb,
    permission: 'change',
    examples,
    register(program, messages, settle) {
      const command = program
        .command(verb)
        .summary(messages.format(`command.${verb}.summary`))
        .argument('[what...]', messages.format('command.change.what'))
        .option('-i, --id <id>', messages.format('command.change.id'), collect)
        .option('-r, --region <region>', messages.format('command.change.region'), collect)
        .option('-n, --dry-run', messages.format('command.change.dryRun'))
        .option('-y, --yes', messages.format('command.change.yes'));
      if (verb === 'stop') {
        command
          .option('--force', messages.format('command.stop.force'))
          .option('--hibernate', messages.format('command.stop.hibernate'));
      }
      command.action((what: readonly string[], options: ChangeOptions) => {
        settle(parsedChange(verb, what, options));
      });
    },
  };
}

function parsedChange(verb: Verb, words: readonly string[], options: ChangeOptions): Parsed {
  const { id: ids = [], region: regions = [], force, hibernate, dryRun = false, yes = false } = options;
  const about = { command: verb, changing: true };
  const isEmpty = ids.some((word) => word.startsWith('-')) || (ids.length > 0 && separated(ids).length === 0);
  if (isEmpty) return mistake(text('mistake.id.empty', { flag: code(ID_FLAG) }), about);
  if (regions.some((value) => value.trim() === '' || value.startsWith('-'))) {
    return mistake(text('mistake.flag.value', { flag: code('-r') }), about);
  }
  if (force === true && hibernate === true) return mistake(text('mistake.stop.forceAndHibernate'), about);
  const what = readWhat([...words, ...ids], regions);
  if ('problem' in what) return mistake(what.problem, about);
  const { nouns, qualifiers } = what.selection;
  // To AWS nothing would mean everything.
  if (nouns.length + qualifiers.length === 0) return mistake(text('mistake.what.missing'), about);
  return { kind: 'change', order: orderFor(verb, force, hibernate), selection: what.selection, dryRun, yes };
}

function orderFor(verb: Verb, force: true | undefined, hibernate: true | undefined): Order {
  if (verb === 'reboot') return { verb };
  return { verb, ...(force && { force }), ...(hibernate && { hibernate }) };
}
