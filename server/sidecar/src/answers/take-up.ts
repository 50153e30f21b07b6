import { isDeepStrictEqual } from 'node:util';
import type { Card } from '../cards/card.ts';
import type { HeldCard, TakenCard } from '../cards/card-records.ts';
import type { RefusalReason } from '../history-rows.ts';
import { type Asker, byPerson } from './asker.ts';
import { keepsFace } from './close-card.ts';
import { logPressRefused } from './log-refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** What is read may be old, where the database has replicas: then it is read once more. */
const READINGS = 2;

/**
 * Takes a card up for the press of whom it asks, once for all. Undefined for whoever comes second: after another press of
 * their own, which is no refusal, or after its time, which is.
 */
export async function takeUp(around: Surroundings, asker: Asker, held: HeldCard): Promise<TakenCard | undefined> {
  const { cards } = around;
  const { card } = held;
  let now: HeldCard | undefined = held;
  for (let tried = 1; tried <= READINGS && isAsStill(now, card) && !cards.isOver(now); tried += 1) {
    const taken = await cards.take(now, asker.errand.operationId);
    if (taken !== undefined) return taken;
    now = await cards.find(card.token);
  }
  const state = now?.state.kind;
  if (state === 'taken' || state === 'answered') return undefined;
  const isOtherQuestion = now !== undefined && !cards.isOver(now);
  await turnAway(around, asker, card, isOtherQuestion ? 'not-offered' : 'expired');
  return undefined;
}

function isAsStill(now: HeldCard | undefined, card: Card): now is HeldCard {
  return now?.state.kind === 'waiting' && isDeepStrictEqual(now.card.subject, card.subject);
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

/** Notes a press of which nothing comes, and tells it where the card does not: one that was ended says so itself. */
export async function turnAway(around: Surroundings, asker: Asker, card: Card, reason: RefusalReason): Promise<void> {
  logPressRefused(around, byPerson(asker), card, reason);
  if (!keepsFace(card) && reason !== 'not-offered') return;
  await around.posts.ephemeral(asker.person.id, asker.place, asker.own.format('press.gone'));
}
