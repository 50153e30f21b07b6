import { createMessages, type Messages } from '../../messages/messages.ts';
import type { Instance, InstanceState, ListedInstance } from '../../ports.ts';
import { plainInstance } from '../../testing/plain-instance.ts';
import type { ChangeLine, Head } from '../../views.ts';

/** English, as the tests read it. */
export const messages: Messages = createMessages('en');

/** The head of a post of bob's. */
export function head(typed: string, more: Partial<Head> = {}): Head {
  return { typed, username: 'bob', demo: false, settingsUrl: undefined, ...more };
}

/** An instance in us-west-2, running, without addresses and tags, unless told. */
export function instance(name: string | undefined, more: Partial<ListedInstance> = {}): ListedInstance {
  const plain = plainInstance('i-0a1f39c5d2e84b7f6', 'us-west-2', 'running');
  return { ...plain, tags: new Map(), name, type: 't3.small', ...more };
}

/** A line of a change that is on its way, unless told. */
export function changeLine(of: Instance, before: InstanceState, more: Partial<ChangeLine> = {}): ChangeLine {
  return { instance: of, before, outcome: 'moving', tookMs: undefined, failure: undefined, ...more };
}

/** Lines joined to a message. */
export function post(...lines: string[]): string {
  return lines.join('\n');
}
