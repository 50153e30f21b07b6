import type { Card } from '../cards/card.ts';
import { UpstreamError } from '../errors.ts';
import { newId } from '../operations/change.ts';
import { reasonOf } from '../operations/failures.ts';
import type { Ec2 } from '../ports.ts';
import { renderConfirmation } from '../render/confirmation.ts';
import { renderNotRecorded } from '../render/refusal.ts';
import type { Confirmation } from '../card-views.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import { draftOf } from './card-draft.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Asks in the channel, or in the thread, whether to do it: in the post that becomes the change. Where Mattermost does not keep
 * the question the person is told that nothing was changed.
 */
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
  try {
    await around.cards.open(draft, async ({ token }: Card) => {
      const { message, attachment } = renderConfirmation(asker.channel, head, { confirmation, token });
      const id = await around.posts.create({ ...asker.place, message, attachment, operationId });
      return { kind: 'post', id };
    });
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.source !== 'mattermost') throw error;
    around.log('warn', 'A question could not be asked', { userId: asker.person.id, ...reasonOf(error) });
    const message = renderNotRecorded(asker.own, ownHead(asker), error.code);
    await around.posts.ephemeral(asker.person.id, asker.place, message);
  }
}
