import type { MessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { Instance, InstanceState } from '../ports.ts';
import { code, isShown } from './escape.ts';

/** The mark before an instance: its state at a glance, in a shape or colour of its own. */
export const MARKS: Readonly<Record<InstanceState, string>> = {
  running: '🟢',
  stopped: '⚪',
  pending: '⏳',
  stopping: '⏳',
  'shutting-down': '⏳',
  terminated: '⚫',
};

/** The states in the order of a sum: at rest first, then what moves, then what is gone. */
export const LISTED_STATES: readonly InstanceState[] = [
  'running',
  'stopped',
  'pending',
  'stopping',
  'shutting-down',
  'terminated',
];

/** Not what was asked for. */
export const FAILED = '❌';

/** On its way, or nobody knows yet. */
export const MOVING = '⏳';

/** Opens a line of warning. */
export const WARNING = '⚠️';

const STATES = {
  pending: 'state.pending',
  running: 'state.running',
  'shutting-down': 'state.shuttingDown',
  terminated: 'state.terminated',
  stopping: 'state.stopping',
  stopped: 'state.stopped',
} as const satisfies Record<InstanceState, MessageId>;

/** A state as a word inside a sentence. */
export function stateWord(messages: Messages, state: InstanceState): string {
  return messages.format(STATES[state]);
}

/**
 * Names that more than one of the instances has, as they are drawn, so that a name does not tell which is meant. Two long
 * names that differ where both are cut look the same, and whoever may tag could make them so.
 */
export function sharedNames(instances: readonly Instance[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of instances) {
    if (name === undefined) continue;
    const drawn = code(name);
    if (seen.has(drawn)) shared.add(drawn);
    seen.add(drawn);
  }
  return shared;
}

/** What an instance is called in a line: its name, its id if it has none, both if the name is shared. */
export function nameInLine(instance: Instance, shared: ReadonlySet<string>): string {
  if (!isShown(instance.name)) return code(instance.id);
  const drawn = code(instance.name);
  return shared.has(drawn) ? `${drawn} ${code(instance.id)}` : drawn;
}
