import type { ConfirmSubject } from '../cards/card.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { closeCard } from './close-card.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A button below a question was pressed. What changed since it was asked is said by the post that the card becomes, and what
 * is gone is left out.
 */
export async function pressConfirm(
  around: Surroundings,
  asker: Asker,
  { held, press }: Pressed,
  subject: ConfirmSubject,
): Promise<void> {
  const { cards } = around;
  const { card } = held;
  const { post } = card;
  if (post?.kind !== 'post' || !(await cards.take(held))) return;
  if (press.choice !== 'confirm') {
    await closeCard(around, card, { kind: 'cancelled' });
    await cards.forget(card);
    return;
  }
  await actOnCard(around, asker, { card, before: subject.instances }, async ({ ec2, instances }) => {
    await beginChange(around, asker, {
      ec2,
      order: subject.order,
      instances,
      card: { operationId: subject.operationId, postId: post.id },
      onBegun: async (hasBegun) => {
        if (!hasBegun) await closeCard(around, card, { kind: 'notBegun' });
        await cards.forget(card);
      },
    });
  });
}
