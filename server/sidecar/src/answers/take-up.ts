import type { Card } from '../cards/card.ts';
import type { HeldCard, TakenCard } from '../cards/card-records.ts';
import type { RefusalReason } from '../history-rows.ts';
import { type Asker, byPerson } from './asker.ts';
import { keepsFace } from './close-card.ts';
import { logPressRefused } from './log-refusal.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Takes a card up for the press of whom it asks, once for all, and leaves word of the press: should its process end, another one
 * says so. Undefined for whoever comes second: after another press of their own, which is no refusal, or after its time, which is.
 */
export async function takeUp(around: Surroundings, asker: Asker, held: HeldCard): Promise<TakenCard | undefined> {
  const taken = await around.cards.take(held, asker.errand.operationId);
  if (taken === undefined && around.cards.isOver(held)) await turnAway(around, asker, held.card, 'expired');
  if (taken !== undefined) await asker.errand.begin();
  return taken;
}

/**
 * Takes a card up anew, right before what the press leads to is begun. Undefined where the card was ended meanwhile, since the
 * press took too long: nothing may be begun, since the card says that nothing was.
 */
export async function stillTaken(around: Surroundings, asker: Asker, taken: TakenCard): Promise<TakenCard | undefined> {
  const still = await around.cards.renew(taken);
  if (still === undefined) await turnAway(around, asker, taken.card, 'not-begun');
  return still;
}

/**
 * The same for what does not show by itself that it was begun: the card is answered, and shows that, before. False where
 * `stillTaken` gives nothing.
 */
export async function finishShowing(
  around: Surroundings,
  asker: Asker,
  taken: TakenCard,
  show: () => Promise<void>,
): Promise<boolean> {
  const { cards } = around;
  if (!(await cards.finish(taken))) {
    await turnAway(around, asker, taken.card, 'not-begun');
    return false;
  }
  try {
    await show();
  } catch (error) {
    // Buttons that no card knows are taken away by the next press.
    await cards.forget(taken.card);
    throw error;
  }
  return true;
}

/** Notes a press that comes too late, and tells it where the card does not. */
export async function turnAway(around: Surroundings, asker: Asker, card: Card, reason: RefusalReason): Promise<void> {
  logPressRefused(around, byPerson(asker), card, reason);
  if (!keepsFace(card)) return;
  await around.posts.ephemeral(asker.person.id, asker.place, asker.own.format('press.gone'));
}
