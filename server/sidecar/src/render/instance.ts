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

/** Names that more than one of the instances has, so that a name does not tell which is meant. */
export function sharedNames(instances: readonly Instance[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of instances) {
    if (name === undefined) continue;
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}

/** What an instance is called in a line: its name, its id if it has none, both if the name is shared. */
export function nameInLine(instance: Instance, shared: ReadonlySet<string>): string {
  if (!isShown(instance.name)) return code(instance.id);
  return shared.has(instance.name) ? `${code(instance.name)} ${code(instance.id)}` : code(instance.name);
}
