import type { ConfirmSubject } from '../cards/card.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { closeCard } from './close-card.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { stillTaken, takeUp } from './take-up.ts';

/**
 * A button below a question was pressed. What changed since it was asked is said by the post that the card becomes, and what
 * is gone is left out.
 */
export async function pressConfirm(
  around: Surroundings,
  asker: Asker,
  { held, press }: Pressed,
  { order, instances: before, operationId }: ConfirmSubject,
): Promise<void> {
  const { cards } = around;
  const { card } = held;
  const { post } = card;
  if (post?.kind !== 'post') return;
  const taken = await takeUp(around, asker, held);
  if (taken === undefined) return;
  if (press.choice === 'cancel') {
    await closeCard(around, taken, { kind: 'cancelled' });
    return;
  }
  await actOnCard(around, asker, { taken, before }, async ({ ec2, instances }) => {
    const still = await stillTaken(around, asker, taken);
    if (still === undefined) return;
    await beginChange(around, asker, {
      ec2,
      order,
      instances,
      card: { operationId, postId: post.id },
      onBegun: (hasBegun) => (hasBegun ? cards.settle(still) : cards.abandon(card.token, still.state.by)),
    });
  });
}
