import type { Card } from '../cards/card.ts';
import { newId } from '../operations/change.ts';
import type { Ec2 } from '../ports.ts';
import { renderConfirmation } from '../render/confirmation.ts';
import type { Confirmation } from '../card-views.ts';
import { type Asker, postHead } from './asker.ts';
import { draftOf } from './card-draft.ts';
import type { Surroundings } from './surroundings.ts';

/** Asks in the channel, or in the thread, whether to do it: in the post that becomes the change. */
export async function openConfirmation(
  around: Surroundings,
  asker: Asker,
  ec2: Ec2,
  confirmation: Confirmation,
): Promise<void> {
  const { order, lines } = confirmation;
  const operationId = newId();
  const head = postHead(asker, ec2.demo);
  const instances = lines.map((line) => line.instance);
  const draft = { ...draftOf(asker, ec2, head), subject: { kind: 'confirm' as const, order, instances, operationId } };
  await around.cards.open(draft, async ({ token }: Card) => {
    const { message, attachment } = renderConfirmation(asker.channel, head, { confirmation, token });
    const id = await around.posts.create({ ...asker.place, message, attachment, operationId });
    return { kind: 'post', id };
  });
}
