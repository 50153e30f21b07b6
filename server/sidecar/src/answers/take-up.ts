import type { HeldCard } from '../cards/card-records.ts';
import { type Asker, byPerson } from './asker.ts';
import { logPressRefused } from './log-refusal.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Takes a card up for the press of whom it asks, once for all. Undefined for whoever comes second: after another press of
 * their own, which is no refusal, or after its time, which is.
 */
export async function takeUp(around: Surroundings, asker: Asker, held: HeldCard): Promise<HeldCard | undefined> {
  const taken = await around.cards.take(held);
  if (taken === undefined && around.cards.isOver(held)) {
    logPressRefused(around, byPerson(asker), held.card, 'expired');
  }
  return taken;
}

/**
 * Whether a press may begin what it leads to. Not where the card was ended meanwhile, since the press took too long: the card
 * says that nothing was begun.
 *
 * @param still asks the card: `renew`, or `finish`
 */
export async function mayBegin(
  around: Surroundings,
  asker: Asker,
  taken: HeldCard,
  still: 'renew' | 'finish',
): Promise<boolean> {
  const { cards } = around;
  const isStill = still === 'finish' ? await cards.finish(taken) : (await cards.renew(taken)) !== undefined;
  if (!isStill) logPressRefused(around, byPerson(asker), taken.card, 'not-begun');
  return isStill;
}
