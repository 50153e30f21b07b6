import { renderNotAllowed, renderUnusable } from '../render/refusal.ts';
import type { Settings } from '../settings.ts';
import { type Access, mayChange } from '../views.ts';
import { type Asker, ownHead } from './asker.ts';
import { logPressRefused } from './log-refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** What a press goes on with. */
export interface Admitted {
  readonly access: Access;
  readonly settings: Settings;
}

/**
 * Looks at the right of somebody who pressed, and at the settings, as they are now. Where the press may not go on, it is
 * logged, the person is told why, and there is nothing to go on with.
 */
export async function admitPress(
  around: Surroundings,
  asker: Asker,
  needed: 'look' | 'change',
): Promise<Admitted | undefined> {
  const { person, place, own } = asker;
  const tell = (message: string): Promise<unknown> => around.posts.ephemeral(person.id, place, message);
  const who = { userId: person.id, channelId: place.channelId };
  const access = await around.access.rightsOf(person, place.channelId);
  const isAllowed = needed === 'change' ? mayChange(access) : access !== 'none';
  if (!isAllowed) {
    logPressRefused(around.log, who, 'no-right');
    await tell(renderNotAllowed(own, ownHead(asker), needed === 'change', access !== 'none'));
    return undefined;
  }
  const judgement = around.judgement();
  if (!judgement.usable) {
    logPressRefused(around.log, who, 'settings-unusable');
    await tell(renderUnusable(own, ownHead(asker), judgement.problem, false, person.isSystemAdmin));
    return undefined;
  }
  return { access, settings: judgement.settings };
}
