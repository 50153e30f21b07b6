import { expect } from '@jest/globals';
import { pressBody, sendCrafted } from './own-routes.ts';
import type { Person } from './person.ts';
import { PLUGIN_ID, type World } from './world.ts';

let asked = 0;

/**
 * Remembers where the server's log ends. What is returned gives the presses that our plugin refused since, by whom and why, as
 * `bob not-theirs`, in turn and each as often as it was refused.
 */
export function refusedPresses(world: World): (by: Person) => Promise<string[]> {
  const since = world.server.log.entries().length;
  return async (by) => {
    asked += 1;
    // One more press that is refused closes the list: their lines come in turn.
    const closing = `closing-${String(asked)}`;
    const context = { token: closing, choice: closing };
    const sent = { path: '/action', as: by, body: pressBody({ channel_id: closing, context }) };
    expect(await sendCrafted(world, sent)).toMatchObject({ status: 200 });
    await world.server.log.wait('the last refusal', ({ channelId }) => channelId === closing, since);
    const refused = world.server.log
      .entries()
      .slice(since)
      .filter(({ plugin_id: plugin, msg }) => plugin === PLUGIN_ID && msg === 'Press of a button refused');
    const end = refused.findIndex(({ channelId }) => channelId === closing);
    return refused.slice(0, end).map(({ username, reason }) => `${String(username)} ${String(reason)}`);
  };
}
