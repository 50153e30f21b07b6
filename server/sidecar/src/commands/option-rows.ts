/** The rows of completion that are an option, with the values that are known for it. */
import type { Command, Option } from 'commander';
import type { FleetIndex } from '../fleet/fleet-index.ts';
import type { Messages } from '../messages/messages.ts';
import { LISTING_COLUMNS } from '../views.ts';
import type { CompletionRow } from './completion.ts';
import { fleetRows } from './fleet-rows.ts';
import { fits, placeholderOf } from './placeholders.ts';
import { SINCE_OFFERED } from './since.ts';
import { standingWords } from './standing-words.ts';

/** Offered as the start of an id. */
const ID_START = 'i-';

/** The rows of one option: with each value that is known, in the spelling that was begun. */
export function optionRows(
  option: Option,
  body: string,
  knownRegions: readonly string[],
  messages: Messages,
): CompletionRow[] {
  const long = option.long ?? '';
  const flag = body.startsWith('--') ? long : (option.short ?? long);
  const joint = body.startsWith(`${long}=`) ? '=' : ' ';
  const HelpText = option.description;
  if (!option.required) return [{ Item: long, Hint: '', HelpText }];
  if (option.argChoices !== undefined) {
    return option.argChoices.map((choice) => ({ Item: `${flag}${joint}${choice}`, Hint: '', HelpText }));
  }
  switch (placeholderOf(option)) {
    case 'columns': {
      const typed = body.startsWith(`${flag}${joint}`) ? body.slice(flag.length + 1) : '';
      const head = typed.slice(0, typed.lastIndexOf(',') + 1);
      const there = head.split(',');
      const more = LISTING_COLUMNS.filter((column) => !there.includes(column));
      return more.map((column) => ({ Item: `${flag}${joint}${head}${column}`, Hint: '', HelpText }));
    }
    case 'since':
      return SINCE_OFFERED.map((since) => ({ Item: `${flag}${joint}${since}`, Hint: '', HelpText }));
    case 'what':
      return [{ Item: flag, Hint: messages.format('completion.what.hint'), HelpText }];
    case 'id':
      // Where something is typed already, the hint would be in its way.
      return [{ Item: `${flag}${joint}${ID_START}`, Hint: messages.format('completion.id.hint'), HelpText }];
    default: {
      // Enter takes the first row: in this order what is typed in full stands before what only begins with it.
      const regions = knownRegions.filter((region) => fits('region', region)).toSorted();
      const known = regions.map((region) => ({ Item: `${flag}${joint}${region}`, Hint: '', HelpText }));
      return known.length > 0 ? known : [{ Item: flag, Hint: messages.format('completion.region.hint'), HelpText }];
    }
  }
}

/** What is known of the instances, and whether it may be told. */
interface KnownFleet {
  readonly mayLook: boolean;
  readonly fleet?: FleetIndex | undefined;
  readonly now?: number;
}

/** Rows for the instances behind an option that takes one. */
export function flagInstanceRows(
  { mayLook, fleet, now = 0 }: KnownFleet,
  { command, body, most }: { readonly command: Command; readonly body: string; readonly most: number },
  messages: Messages,
): CompletionRow[] {
  const flag = command.options.find((option) => placeholderOf(option) === 'what')?.long;
  if (flag === undefined || !mayLook || fleet === undefined || !body.startsWith(flag)) return [];
  const joint = /^(?: +|=)/.exec(body.slice(flag.length))?.[0];
  if (joint === undefined) return [];
  const typed = body.slice(flag.length + joint.length);
  const question = { index: fleet, typed, standing: standingWords(''), states: undefined, patterns: true, most, now };
  return fleetRows(messages, question).map((row) => ({ ...row, Item: `${flag}${joint}${row.Item}` }));
}
