import type { Messages } from '../messages/messages.ts';
import type { InstanceState, SwitchVerb } from '../ports.ts';
import type { Change, ChangeLine } from '../views.ts';
import { isMoving } from './change-line.ts';
import { code } from './escape.ts';
import { failureSummary, leavesRebootOpen } from './failure.ts';
import { nameInLine, sharedNames, stateWord } from './instance.ts';

/** How many of those that failed are named. */
const MOST_NAMED = 3;

/** What Mattermost takes for a name of its own, and notifies many by. No account can have them, but nobody checks that here. */
const FOR_MANY: ReadonlySet<string> = new Set(['all', 'channel', 'here']);

const WANTED: Readonly<Record<SwitchVerb, InstanceState>> = { start: 'running', stop: 'stopped' };

/** What there is to tell, and to whom. */
export interface ReplyInput {
  /** As the person is called now; undefined where they need not be named to hear of it. */
  readonly username: string | undefined;
  /** As it ended. */
  readonly change: Change;
}

/**
 * The reply that tells the end of a change: the result itself in one short line, since it is read on a locked phone. The
 * one thing in it that notifies anybody is the name of the one who asked.
 */
export function renderChangeReply(messages: Messages, { username, change }: ReplyInput): string {
  const acted = change.lines.filter(({ outcome }) => outcome !== 'already' && outcome !== 'unfit');
  const [only] = acted;
  const result =
    acted.length === 1 && only !== undefined ? one(messages, change, only) : several(messages, change, acted);
  if (username === undefined) return result;
  return messages.format('reply.to', { mention: mention(username), result });
}

/** A name that notifies its bearer and nobody else; in a code span, where it does not, if it is none that could. */
function mention(username: string): string {
  const isOne = /^[a-z0-9][a-z0-9._-]*$/.test(username) && !FOR_MANY.has(username);
  return isOne ? `@${username}` : code(username);
}

function one(messages: Messages, change: Change, line: ChangeLine): string {
  const name = nameInLine(line.instance, new Set());
  const state = stateWord(messages, line.instance.state);
  if (line.outcome === 'failed') return failed(messages, change, line);
  if (isMoving(line)) {
    return change.watchEnd === 'settings-changed'
      ? messages.format('reply.one.settingsChanged', { name, state })
      : messages.format('reply.one.limit', { name, state, time: messages.duration(change.elapsedMs) });
  }
  if (change.verb === 'reboot') return messages.format('reply.one.told', { name });
  const arrived = after(messages, messages.format('reply.one.arrived', { name, state }), line.tookMs);
  const address = line.instance.publicAddress ?? line.instance.privateAddress;
  if (change.verb !== 'start' || address === undefined) return arrived;
  return messages.format('reply.at', { result: arrived, address: code(address) });
}

function failed(messages: Messages, change: Change, line: ChangeLine): string {
  const values = {
    name: nameInLine(line.instance, new Set()),
    state: stateWord(messages, line.instance.state),
    reason: reasonOf(messages, change, line),
  };
  if (change.verb === 'reboot') {
    return messages.format(leavesRebootOpen(line.failure) ? 'reply.one.told.open' : 'reply.one.told.not', values);
  }
  if (line.failure?.code === 'Gone') return messages.format('reply.one.gone', values);
  return messages.format(line.instance.state === line.before ? 'reply.one.still' : 'reply.one.became', values);
}

function several(messages: Messages, change: Change, acted: readonly ChangeLine[]): string {
  const count = acted.length;
  const arrived = acted.filter((line) => line.outcome === 'arrived').length;
  const failures = acted.filter((line) => line.outcome === 'failed');
  const moving = count - arrived - failures.length;
  const result = sumOf(messages, change, arrived, count);
  return messages.list([
    after(messages, result, moving === 0 && arrived > 0 ? change.elapsedMs : undefined),
    ...(moving > 0 ? [stillMoving(messages, change, moving)] : []),
    ...(failures.length > 0 ? [theseFailed(messages, change, failures)] : []),
  ]);
}

function sumOf(messages: Messages, { verb }: Change, arrived: number, count: number): string {
  if (verb === 'reboot') {
    return arrived === count
      ? messages.format('reply.several.told', { count })
      : messages.format('reply.several.told.part', { arrived, count });
  }
  const state = stateWord(messages, WANTED[verb]);
  return arrived === count
    ? messages.format('reply.several.all', { count, state })
    : messages.format('reply.several.part', { arrived, count, state });
}

function stillMoving(messages: Messages, change: Change, count: number): string {
  const { verb } = change;
  // A reboot is never watched.
  if (change.watchEnd === 'settings-changed' || verb === 'reboot') {
    return messages.format('reply.several.settingsChanged', { count });
  }
  return messages.format(`reply.several.still.${verb}`, { count, time: messages.duration(change.elapsedMs) });
}

/** The first few that failed by name, those with one reason together; of the rest how many they are. */
function theseFailed(messages: Messages, change: Change, lines: readonly ChangeLine[]): string {
  const shared = sharedNames(change.lines.map((line) => line.instance));
  const named = lines.slice(0, MOST_NAMED);
  const alike = Map.groupBy(named, (line) => reasonOf(messages, change, line));
  const parts = Array.from(alike, ([reason, these]) => {
    const names = messages.list(these.map((line) => nameInLine(line.instance, shared)));
    return messages.format('reply.failures.alike', { names, reason });
  });
  const more = lines.length - named.length;
  if (more > 0) parts.push(messages.format('reply.failures.more', { count: more }));
  const failures = parts.join(messages.format('reply.failures.separator'));
  return messages.format('reply.several.failed', { count: lines.length, failures });
}

function reasonOf(messages: Messages, { verb }: Change, { failure, instance }: ChangeLine): string {
  return failureSummary(messages, failure, verb, instance.state);
}

function after(messages: Messages, result: string, ms: number | undefined): string {
  return ms === undefined ? result : messages.format('reply.after', { result, time: messages.duration(ms) });
}
