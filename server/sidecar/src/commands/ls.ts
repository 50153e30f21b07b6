import { Option } from 'commander';
import { code } from '../render/escape.ts';
import { text } from '../messages/text.ts';
import { LISTING_COLUMNS, type ListingColumn, SORT_KEYS, type SortKey } from '../views.ts';
import { collect } from './collect.ts';
import type { CommandDefinition } from './command.ts';
import { releaseCommas } from './held-commas.ts';
import { mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import type { Parsed } from './parsed.ts';
import { readWhat } from './what.ts';

interface LsOptions {
  readonly region?: readonly string[];
  readonly sort?: SortKey;
  readonly columns?: readonly string[];
  readonly csv?: true;
  readonly public?: true;
  readonly private?: true;
}

/** `/ec2ctl ls [what…]`: every instance of every enabled region, or those that are asked for. */
export const ls: CommandDefinition = {
  name: 'ls',
  permission: 'look',
  examples: [
    { arguments: '', meaning: 'command.ls.example.all' },
    { arguments: 'us-west-2', meaning: 'command.ls.example.region' },
    { arguments: 'web-* stopped', meaning: 'command.ls.example.pattern' },
    { arguments: 'tag:Env=dev --sort launched', meaning: 'command.ls.example.tag' },
  ],
  register(program, messages, settle) {
    program
      .command('ls')
      .summary(messages.format('command.ls.summary'))
      .argument('[what...]', messages.format('command.ls.what'))
      .option('-r, --region <region>', messages.format('command.ls.region'), collect)
      .addOption(new Option('--sort <key>', messages.format('command.ls.sort')).choices(SORT_KEYS))
      .option('--columns <columns>', messages.format('command.ls.columns'), collect)
      .option('--csv', messages.format('command.ls.csv'))
      .option('--public', messages.format('command.ls.public'))
      .option('--private', messages.format('command.ls.private'))
      .action((what: readonly string[], options: LsOptions) => {
        settle(parsedLs(what, options));
      });
  },
};

function parsedLs(words: readonly string[], options: LsOptions): Parsed {
  const { region = [], sort, columns = [] } = options;
  if (region.some((value) => value.trim() === '' || value.startsWith('-'))) {
    return mistake(text('mistake.flag.value', { flag: code('-r') }), { command: 'ls' });
  }
  if (options.public === true && options.private === true) {
    return mistake(text('mistake.ls.publicAndPrivate'), { command: 'ls' });
  }
  const what = readWhat(words, region);
  if ('problem' in what) return mistake(what.problem, { command: 'ls' });
  const chosen = columns.flatMap((value) => releaseCommas(value).split(',')).map((value) => value.trim().toLowerCase());
  const unknown = chosen.find((column) => !isColumn(column));
  if (unknown !== undefined) return unknownColumn(unknown);
  return {
    kind: 'ls',
    selection: what.selection,
    sort,
    columns: chosen.filter(isColumn),
    csv: options.csv === true,
    visibility: options.public === true ? 'public' : options.private === true ? 'private' : undefined,
  };
}

function unknownColumn(column: string): Parsed {
  const near = nearest(column, LISTING_COLUMNS);
  const known = LISTING_COLUMNS.map((name) => code(name));
  const values = { column: code(column), known };
  return near === undefined
    ? mistake(text('mistake.ls.column', values), { command: 'ls' })
    : mistake(text('mistake.ls.column.near', { column: code(column), near: code(near) }), { command: 'ls' });
}

function isColumn(word: string): word is ListingColumn {
  return LISTING_COLUMNS.some((column) => column === word);
}
