/** The rows of completion that name instances. */
import { beginningsOf, type FleetIndex, type Placed, type Seen } from '../fleet/fleet-index.ts';
import type { Messages } from '../messages/messages.ts';
import type { InstanceState } from '../ports.ts';
import { MARKS, stateWord } from '../render/instance.ts';
import type { CompletionRow } from './completion.ts';
import type { StandingWords } from './standing-words.ts';

/** What is asked for. */
export interface FleetQuestion {
  readonly index: FleetIndex;
  /** The word as far as it is typed. */
  readonly typed: string;
  /** What stands on the line already. */
  readonly standing: StandingWords;
  /** Only what is in one of these states; undefined: whatever it is in. */
  readonly states: readonly InstanceState[] | undefined;
  /** Whether patterns may be used. */
  readonly patterns: boolean;
  /** At most. */
  readonly most: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What begins an id. */
const ID_START = 'i-';

/**
 * Rows for instances that a word may become: by name; a pattern after the instances it stands for; by id once `i-` is typed,
 * and where no name tells them apart. An exact match stands first. Client and server print hints in the type of what gets
 * typed, hence the dot before them.
 */
export function fleetRows(messages: Messages, question: FleetQuestion): CompletionRow[] {
  const { index, standing, states, most } = question;
  const typed = question.typed.toLowerCase();
  const fits = ({ instance: { id, state }, folded }: Placed): boolean =>
    (states === undefined || states.includes(state)) &&
    !isThere(standing, id) &&
    (folded === '' || !isThere(standing, folded));
  if (typed.startsWith(ID_START)) {
    const exact = index.byId.filter(({ instance }) => instance.id === typed);
    const begun = take(index.byId, most, (placed) => placed.instance.id.startsWith(typed) && fits(placed));
    return [...new Set([...exact, ...begun])].map(({ instance }) => byId(messages, instance, question.now));
  }
  // Enter takes the first row: what is typed in full stands there, whatever state it is in.
  const exact = typed === '' ? [] : index.named.filter(({ folded }) => folded === typed);
  const begun = take(index.named, most, (placed) => placed.folded.startsWith(typed) && fits(placed));
  const named = [...new Set([...exact, ...begun])];
  const rows = named.map(({ instance }) => byName(messages, instance, question.now));
  if (exact.length === 0 && typed !== '') rows.unshift(...untold(messages, question));
  if (question.patterns) withPatterns(messages, rows, question, named);
  const others = typed === '' ? take(index.others, most, fits) : [];
  return [...rows, ...others.map(({ instance }) => byId(messages, instance, question.now))].slice(0, most);
}

/** A name that is typed in full and does not tell which is meant: as it is, or Enter took what only begins with it. */
function untold(messages: Messages, { index, typed }: FleetQuestion): CompletionRow[] {
  const bearers = index.others.filter(({ folded }) => folded === typed.toLowerCase());
  if (bearers.length === 0) return [];
  const HelpText = bearers.slice(0, 3).map(({ instance }) => instance.id);
  return [
    {
      Item: typed,
      Hint: messages.format('completion.pattern.hint', { count: bearers.length }),
      HelpText: messages.list(HelpText) + (bearers.length > HelpText.length ? '…' : ''),
    },
  ];
}

function isThere(standing: StandingWords, word: string): boolean {
  return standing.has(word) || standing.covers(word);
}

function take(placed: readonly Placed[], most: number, fits: (placed: Placed) => boolean): Placed[] {
  const found: Placed[] = [];
  for (const one of placed) {
    if (found.length >= most) break;
    if (fits(one)) found.push(one);
  }
  return found;
}

/** Puts each pattern behind the last row that it stands for. */
function withPatterns(
  messages: Messages,
  rows: CompletionRow[],
  { index, typed, standing, states }: FleetQuestion,
  named: readonly Placed[],
): void {
  const folded = typed.toLowerCase();
  const fits = ({ instance }: Placed): boolean => states === undefined || states.includes(instance.state);
  const shown = named.filter(fits);
  // Of a large fleet there are thousands of patterns, and few of them stand for what is shown.
  const beginnings = new Set(shown.flatMap((placed) => beginningsOf(placed.folded)));
  for (const { pattern, beginning, instances } of index.patterns) {
    const whole = `${beginning}*`;
    if (!(beginnings.has(beginning) || whole === folded) || !whole.startsWith(folded) || standing.has(whole)) {
      continue;
    }
    const { count, names } = meantOf(instances, fits);
    if (count < 2) continue;
    const behind = new Set(shown.filter((placed) => placed.folded.startsWith(beginning)).map(nameOf));
    rows.splice(rows.findLastIndex(({ Item }) => behind.has(Item)) + 1, 0, {
      Item: pattern,
      Hint: messages.format('completion.pattern.hint', { count }),
      HelpText: messages.list(names) + (count > names.length ? '…' : ''),
    });
  }
}

/** How many a pattern means, and what the first few are called. Nothing is made of the others: they may be all of the fleet. */
function meantOf(
  instances: readonly Placed[],
  fits: (placed: Placed) => boolean,
): { readonly count: number; readonly names: readonly string[] } {
  const names: string[] = [];
  let count = 0;
  for (const placed of instances) {
    if (!fits(placed)) continue;
    count += 1;
    if (names.length < 4) names.push(nameOf(placed));
  }
  return { count, names };
}

function nameOf({ instance: { name = '' } }: Placed): string {
  return name;
}

function byName(messages: Messages, instance: Seen, now: number): CompletionRow {
  return {
    Item: instance.name ?? instance.id,
    Hint: messages.format('completion.instance.hint', { about: instance.region }),
    HelpText: [...about(messages, instance, now), instance.id].join(messages.format('general.separator')),
  };
}

function byId(messages: Messages, instance: Seen, now: number): CompletionRow {
  const named = instance.name === undefined ? [] : [oneLine(instance.name)];
  return {
    Item: instance.id,
    Hint: messages.format('completion.instance.hint', { about: messages.list([...named, instance.region]) }),
    HelpText: about(messages, instance, now).join(messages.format('general.separator')),
  };
}

function about(messages: Messages, instance: Seen, now: number): string[] {
  const state = stateWord(messages, instance.state);
  const upSince = instance.state === 'running' ? instance.launchedAt : undefined;
  const since = upSince === undefined ? '' : ` ${messages.duration(Math.max(0, now - upSince))}`;
  return [`${MARKS[instance.state]} ${state}${since}`, instance.type];
}

/** A name in a hint, which is plain text: on one line, without what cannot be seen, and not endless. */
function oneLine(name: string): string {
  const seen = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  const characters = Array.from(seen);
  return characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : seen;
}
