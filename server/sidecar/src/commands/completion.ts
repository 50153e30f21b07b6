import type { Command } from 'commander';
import { createMessages, type Messages } from '../messages/messages.ts';
import { INSTANCE_STATES, type InstanceState } from '../ports.ts';
import type { FleetIndex } from '../fleet/fleet-index.ts';
import { isFlag } from './flags.ts';
import { fleetRows } from './fleet-rows.ts';
import { flagInstanceRows, optionRows } from './option-rows.ts';
import { fits, placeholderOf } from './placeholders.ts';
import { qualifierRows } from './qualifier-rows.ts';
import { bareWords, standingWords, type StandingWords } from './standing-words.ts';
import { buildTree, COMMANDS } from './tree.ts';

/** One row of Mattermost's completion: what gets typed, what may follow, what it means. */
export interface CompletionRow {
  readonly Item: string;
  readonly Hint: string;
  readonly HelpText: string;
}

/** What Mattermost says of the line, and what is known. */
export interface CompletionInput {
  /** The line as far as it is typed, without its slash (Mattermost's query value `user_input`). */
  readonly userInput: string;
  /** The start of it that earlier positions have used up (Mattermost's query value `parsed`). */
  readonly parsed: string;
  /** The regions as last known. */
  readonly knownRegions: readonly string[];
  /** Whether this person may see what there is. */
  readonly mayLook: boolean;
  /** Whether this person may change what there is. */
  readonly mayChange?: boolean;
  /** The instances as last seen; undefined while none were. */
  readonly fleet?: FleetIndex | undefined;
  /** Whether there is no fleet to be read, since the settings cannot be used. */
  readonly isUnusable?: boolean;
  /** Milliseconds since the epoch, for how long something has been so. */
  readonly now?: number;
  /** English unless told. */
  readonly messages?: Messages;
}

/** Mattermost shows a few rows at a time; nobody scrolls further than this. */
const MOST_ROWS = 50;

/** The states that people list by. */
const STATES_TO_LIST: readonly InstanceState[] = ['running', 'stopped'];

/** One position of a line: a word, or a flag with its value. */
interface Position {
  /** All that is typed there so far, as Mattermost compares it with our rows. */
  readonly typed: string;
  /** The part that makes the position, without the blank that ends it. */
  readonly unit: string;
  /** Whether a blank has ended it. */
  readonly finished: boolean;
}

/** The row of what is typed alone, for those who ask too fast. */
export function typedWord({ userInput, parsed }: Pick<CompletionInput, 'userInput' | 'parsed'>): CompletionRow {
  const rest = userInput.startsWith(parsed) ? userInput.slice(parsed.length) : '';
  return { Item: rest.replace(/^ /, ''), Hint: '', HelpText: '' };
}

/**
 * What may stand at one position of a line. Mattermost asks for each position in turn, from the first: it goes on to the next
 * one as soon as a row, followed by a blank, is how the rest of the line begins; otherwise it shows the rows that begin with
 * the rest. So what is finished is answered with itself, and an answer is never empty.
 */
export function complete(input: CompletionInput): CompletionRow[] {
  const messages = input.messages ?? createMessages('en');
  const [, name = '', ...used] = input.parsed.split(' ').filter(Boolean);
  const command = treeIn(messages).commands.find((candidate) => candidate.name() === name.toLowerCase());
  const rest = input.userInput.startsWith(input.parsed) ? input.userInput.slice(input.parsed.length) : '';
  // Mattermost, too, leaves out one blank.
  const position = positionOf(rest.replace(/^ /, ''), command);
  if (position.finished) return [{ Item: position.unit, Hint: '', HelpText: '' }];
  const permission = COMMANDS.find((definition) => definition.name === command?.name())?.permission;
  if (command === undefined || (permission !== 'none' && !input.mayLook)) {
    return [{ Item: position.typed, Hint: '', HelpText: '' }];
  }
  const lead = /^ */.exec(position.typed)?.[0] ?? '';
  const body = position.typed.slice(lead.length);
  const standing = standingWords(input.parsed);
  const regions = input.knownRegions.filter((region) => !isStanding('region', region, standing));
  const rows = [
    ...instanceRows({ ...input, knownRegions: regions }, { command, used, standing, body }, messages),
    ...flagInstanceRows(input, { command, body, most: MOST_ROWS }, messages),
    ...candidates({ command, used, standing, body }, regions, messages),
  ]
    .filter((row) => row.Item.toLowerCase().startsWith(body.toLowerCase()))
    .map((row) => ({ ...row, Item: lead + row.Item }));
  if (rows.length === 0) return [echo(position.typed, body, command, messages)];
  return exactFirst(unique(rows), position.typed).slice(0, MOST_ROWS);
}

/** A tree of each language, to look at: nothing is parsed with it, so nobody's options stay in it. */
const trees = new WeakMap<Messages, Command>();

function treeIn(messages: Messages): Command {
  // Half of what a letter takes would go into making it.
  const tree = trees.get(messages) ?? buildTree(messages);
  trees.set(messages, tree);
  return tree;
}

/** What a command would do with instances, and so which are offered to it. */
const STATES_FOR: Readonly<Record<string, readonly InstanceState[] | undefined>> = {
  start: ['stopped', 'stopping'],
  stop: ['running', 'pending'],
  reboot: ['running'],
};

/** What instances can be in that is worth asking for. */
const ALL_STATES = INSTANCE_STATES.filter((state) => state !== 'terminated');

/** A line as far as it is typed. */
interface Line {
  readonly command: Command;
  /** The words behind the command that are finished, as they are typed. */
  readonly used: readonly string[];
  /** The same as they will be read. */
  readonly standing: StandingWords;
  /** What is typed of the next one. */
  readonly body: string;
}

/** Whether a region or a state stands on the line already, also as a bare word. */
function isStanding(kind: 'region' | 'state', value: string, standing: StandingWords): boolean {
  return standing.has(value) || standing.has(`${kind}:${value}`);
}

/** Rows for instances, where a word of the command may name one. */
function instanceRows(
  input: CompletionInput,
  { command, used, standing, body }: Line,
  messages: Messages,
): CompletionRow[] {
  const permission = COMMANDS.find((definition) => definition.name === command.name())?.permission;
  const may = permission === 'change' ? input.mayChange === true : input.mayLook;
  if (!may || body.startsWith('-') || !takesInstance(command, used)) return [];
  if (input.fleet === undefined) {
    const why = input.isUnusable === true ? 'completion.unusable' : 'completion.reading';
    return [{ Item: body, Hint: '', HelpText: messages.format(why) }];
  }
  const rows = fleetRows(messages, {
    index: input.fleet,
    typed: body,
    standing,
    states: STATES_FOR[command.name()],
    patterns: command.registeredArguments.some(({ variadic }) => variadic),
    most: MOST_ROWS,
    now: input.now ?? 0,
  });
  const narrowing = qualifierRows(messages, {
    qualifiers: input.fleet.qualifiers,
    regions: input.knownRegions,
    typed: body,
    standing,
    states: (STATES_FOR[command.name()] ?? ALL_STATES).filter((state) => !isStanding('state', state, standing)),
    most: MOST_ROWS,
  });
  return [...rows, ...narrowing];
}

/** Whether a further word may name an instance. */
function takesInstance(command: Command, used: readonly string[]): boolean {
  const [argument] = command.registeredArguments;
  return argument?.name() === 'what' && (argument.variadic || bareWords(command, used).length === 0);
}

function positionOf(typed: string, command: Command | undefined): Position {
  const lead = /^ */.exec(typed)?.[0].length ?? 0;
  const word = endOfWord(typed, lead);
  const flag = typed.slice(lead, word);
  const option = command?.options.find((candidate) => isFlag(candidate, flag));
  let end = word;
  if (option?.required === true) {
    const value = word + (/^ */.exec(typed.slice(word))?.[0].length ?? 0);
    // A flag without its value is not finished, however many blanks follow it.
    end = value < typed.length ? endOfWord(typed, value) : typed.length;
  }
  return { typed, unit: typed.slice(0, end), finished: end < typed.length };
}

function endOfWord(text: string, from: number): number {
  const end = text.indexOf(' ', from);
  return end < 0 ? text.length : end;
}

/** Every row for a position, whatever is typed there already. */
function candidates(
  { command, used, standing, body }: Line,
  knownRegions: readonly string[],
  messages: Messages,
): CompletionRow[] {
  const rows = command.options
    .filter((option) => placeholderOf(option) === 'id' || !used.some((word) => isFlag(option, flagPart(word))))
    .flatMap((option) => optionRows(option, body, knownRegions, messages));
  const [argument] = command.registeredArguments.slice(bareWords(command, used).length);
  for (const choice of argument?.argChoices ?? []) {
    rows.push({ Item: choice, Hint: '', HelpText: argument?.description ?? '' });
  }
  if (listsStates(command)) {
    const HelpText = messages.format('completion.state');
    const states = STATES_TO_LIST.filter((state) => !isStanding('state', state, standing));
    rows.push(...states.map((state) => ({ Item: state, Hint: '', HelpText })));
  }
  if (used.length === 0) {
    rows.push({
      Item: body.startsWith('--') ? '--help' : '-h',
      Hint: '',
      HelpText: messages.format('help.option.help'),
    });
  }
  return rows;
}

/** What is typed, given back where nothing is known to go on with it. */
function echo(typed: string, body: string, command: Command, messages: Messages): CompletionRow {
  const [word = '', value] = body.split(/[ =]+/);
  const option = command.options.find((candidate) => isFlag(candidate, word));
  const placeholder = option === undefined ? undefined : placeholderOf(option);
  const values = placeholder === 'id' ? value?.split(',') : [value];
  const isWord = !body.startsWith('-') && command.registeredArguments.some(({ variadic }) => variadic);
  const whole =
    body === '' ||
    isWord ||
    (placeholder !== undefined && values?.every((one = '') => fits(placeholder, one)) === true);
  return { Item: typed, Hint: '', HelpText: messages.format(whole ? 'completion.done' : 'completion.more') };
}

/** Whether a bare state is a word of the command: where listing is all that it does. */
function listsStates(command: Command): boolean {
  const permission = COMMANDS.find(({ name }) => name === command.name())?.permission;
  return permission === 'look' && command.registeredArguments.some(({ variadic }) => variadic);
}

function flagPart(word: string): string {
  return word.split('=')[0] ?? word;
}

/** Enter takes the first row: what is typed in full stands there, before what only begins with it. */
function exactFirst(rows: readonly CompletionRow[], typed: string): CompletionRow[] {
  const isExact = ({ Item }: CompletionRow): boolean => Item.toLowerCase() === typed.toLowerCase();
  return [...rows.filter(isExact), ...rows.filter((row) => !isExact(row))];
}

function unique(rows: readonly CompletionRow[]): CompletionRow[] {
  const seen = new Set<string>();
  // Of two the first says what the word is taken for.
  return rows.filter(({ Item }) => !seen.has(Item) && seen.add(Item));
}
