import { createMessages, type Messages } from '../../messages/messages.ts';
import type { Instance, InstanceState } from '../../ports.ts';
import type { ChangeLine, Head } from '../../views.ts';

/** English, as the tests read it. */
export const messages: Messages = createMessages('en');

/** The head of a post of bob's. */
export function head(typed: string, more: Partial<Head> = {}): Head {
  return { typed, username: 'bob', demo: false, settingsUrl: undefined, ...more };
}

/** An instance in us-west-2, running, without addresses, unless told. */
export function instance(name: string | undefined, more: Partial<Instance> = {}): Instance {
  return {
    id: 'i-0a1f39c5d2e84b7f6',
    name,
    type: 't3.small',
    state: 'running',
    region: 'us-west-2',
    publicAddress: undefined,
    privateAddress: undefined,
    launchedAt: undefined,
    ...more,
  };
}

/** A line of a change that is on its way, unless told. */
export function changeLine(of: Instance, before: InstanceState, more: Partial<ChangeLine> = {}): ChangeLine {
  return { instance: of, before, outcome: 'moving', tookMs: undefined, failure: undefined, ...more };
}

/** Lines joined to a message. */
export function post(...lines: string[]): string {
  return lines.join('\n');
}
