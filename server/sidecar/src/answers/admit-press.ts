import type { Card } from '../cards/card.ts';
import { renderNotAllowed, renderUnusable } from '../render/refusal.ts';
import type { Settings } from '../settings.ts';
import { type Access, mayChange } from '../views.ts';
import { type Asker, byPerson, ownHead } from './asker.ts';
import { logPressRefused } from './log-refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** What a press takes, and of which card it is. */
export interface PressNeeds {
  readonly needed: 'look' | 'change';
  readonly card: Card;
}

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
  { needed, card }: PressNeeds,
): Promise<Admitted | undefined> {
  const { person, place, own } = asker;
  const tell = (message: string): Promise<unknown> => around.posts.ephemeral(person.id, place, message);
  const who = byPerson(asker);
  const access = await around.access.rightsOf(person, place.channelId);
  const isAllowed = needed === 'change' ? mayChange(access) : access !== 'none';
  if (!isAllowed) {
    logPressRefused(around, who, card, 'no-right');
    await tell(renderNotAllowed(own, ownHead(asker), needed === 'change', access !== 'none'));
    return undefined;
  }
  const judgement = around.judgement();
  if (!judgement.usable) {
    logPressRefused(around, who, card, 'settings-unusable');
    await tell(renderUnusable(own, ownHead(asker), judgement.problem, false, person.isSystemAdmin));
    return undefined;
  }
  return { access, settings: judgement.settings };
}
