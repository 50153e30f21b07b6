import type { Messages } from '../messages/messages.ts';
import type { Instance, InstanceState, SwitchVerb } from '../ports.ts';
import type { Change, ChangeFile, ChangeLine, WatchEnd } from '../views.ts';
import { code, plain } from './escape.ts';
import { failureSentence } from './failure.ts';
import { FAILED, MARKS, MOVING, nameInLine, stateWord } from './instance.ts';

/** Above this many instances, those that are where they were wanted are counted by region; a file names them. */
const COUNTED_ABOVE = 30;

/** What a line needs to know of the change it belongs to. */
export interface LineContext {
  readonly verb: SwitchVerb;
  readonly watchEnd: WatchEnd | undefined;
  /** Names that several of its instances have. */
  readonly shared: ReadonlySet<string>;
  /** Whether the instances are in several regions. */
  readonly withRegion: boolean;
  readonly file: ChangeFile | undefined;
}

/** A start or a stop. */
export type SwitchChange = Change & { readonly verb: SwitchVerb };

/** Whether the risks of the order are told of an instance: it is asked, and not known to have failed. */
export function isWarned({ outcome }: ChangeLine): boolean {
  return outcome === 'asked' || outcome === 'moving' || outcome === 'arrived';
}

/** Whether an instance is not where it is going, nor known not to get there. */
export function isMoving(line: ChangeLine): boolean {
  return line.outcome === 'asked' || line.outcome === 'moving';
}

/** Whether an instance is where it was wanted. */
function isThere(line: ChangeLine): boolean {
  return line.outcome === 'arrived' || line.outcome === 'already';
}

/** The command by which to look again at an instance. */
export function lookAgain(instance: Instance): string {
  return code(`/ec2ctl ls -r ${instance.region}`);
}

/** Whether so many instances are acted on that those that are there are counted, and a file names them. */
export function isLarge({ lines }: Change): boolean {
  return lines.filter(({ outcome }) => outcome !== 'already' && outcome !== 'unfit').length > COUNTED_ABOVE;
}

/** The lines of a change, in the order given; of a large one, those that are there are counted by region. */
export function collapse(messages: Messages, lines: readonly ChangeLine[], context: LineContext): string[] {
  const { verb, file } = context;
  if (lines.length <= COUNTED_ABOVE || file === 'none') {
    return lines.map((line) => renderLine(messages, line, context));
  }
  const others = lines.filter((line) => !isThere(line));
  const state = verb === 'start' ? 'running' : 'stopped';
  return [
    ...others.map((line) => renderLine(messages, line, context)),
    ...countedByRegion(messages, lines.filter(isThere), state),
  ];
}

/** A line for each region with how many of them are in this state. */
function countedByRegion(messages: Messages, lines: readonly ChangeLine[], state: InstanceState): string[] {
  const byRegion = Map.groupBy(lines, (line) => line.instance.region);
  return Array.from(byRegion, ([region, { length: count }]) => {
    const values = { region: plain(region), count, state: stateWord(messages, state) };
    return `${MARKS[state]} ${messages.format('change.line.collapsed', values)}`;
  });
}

/** One instance of a change of several: mark, name, region if there are several, and what happens. */
export function renderLine(messages: Messages, line: ChangeLine, context: LineContext): string {
  const name = nameInLine(line.instance, context.shared);
  const region = context.withRegion ? `${plain(line.instance.region)}${messages.format('general.separator')}` : '';
  return `${markOf(line)} ${name} ${region}${whatHappens(messages, line, context)}`;
}

/** The mark of an instance in a change: on its way counts as moving even before EC2 shows it. */
export function markOf(line: ChangeLine): string {
  if (line.outcome === 'failed') return FAILED;
  return isMoving(line) ? MOVING : MARKS[line.instance.state];
}

/** The states that an instance goes through: `stopped → pending`, or the one that it is still in. */
export function statesOf(messages: Messages, line: ChangeLine): string {
  const before = stateWord(messages, line.before);
  if (line.before === line.instance.state) return before;
  return messages.format('change.states', { before, current: stateWord(messages, line.instance.state) });
}

function whatHappens(messages: Messages, line: ChangeLine, context: LineContext): string {
  const state = stateWord(messages, line.instance.state);
  switch (line.outcome) {
    case 'failed':
      return failed(messages, line, context.verb);
    case 'unfit':
      return state;
    case 'arrived':
    case 'already': {
      const there =
        line.tookMs === undefined
          ? state
          : messages.format('change.line.after', { state, time: messages.duration(line.tookMs) });
      const address = line.instance.publicAddress ?? line.instance.privateAddress;
      if (context.verb === 'stop' || address === undefined) return there;
      return `${there}${messages.format('general.separator')}${code(address)}`;
    }
    case 'asked':
    case 'moving':
      return moving(messages, line, context);
  }
}

function moving(messages: Messages, line: ChangeLine, context: LineContext): string {
  const state = stateWord(messages, line.instance.state);
  if (context.watchEnd === 'limit') {
    return messages.format('change.line.unwatched', { state, command: lookAgain(line.instance) });
  }
  if (context.watchEnd !== undefined) {
    return messages.format('change.line.lastSeen', { state, command: lookAgain(line.instance) });
  }
  return line.outcome === 'asked'
    ? messages.format(`change.line.asked.${context.verb}`, { state })
    : statesOf(messages, line);
}

function failed(messages: Messages, line: ChangeLine, verb: SwitchVerb): string {
  const values = {
    state: stateWord(messages, line.instance.state),
    sentence: failureSentence(messages, line.failure, verb, line.instance.state),
  };
  if (line.failure?.code === 'Gone') return messages.format('change.line.gone', values);
  return messages.format(line.instance.state === line.before ? 'change.line.still' : 'change.line.became', values);
}
