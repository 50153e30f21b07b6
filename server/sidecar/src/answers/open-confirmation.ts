import type { Card, CardPost } from '../cards/card.ts';
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
 * Asks in the channel, or in the thread, whether to do it: in the post that becomes the change. Where Mattermost keeps no
 * record or post, that is told to the asker alone.
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
  const show = async ({ token }: Card): Promise<CardPost> => {
    const { message, attachment } = renderConfirmation(asker.channel, head, { confirmation, token });
    const id = await around.posts.create({ ...asker.place, message, attachment, operationId });
    return { kind: 'post', id };
  };
  try {
    await around.cards.open(draft, show);
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.source !== 'mattermost') throw error;
    around.log('warn', 'A question could not be asked', { ...reasonOf(error), userId: asker.person.id });
    await around.posts.ephemeral(
      asker.person.id,
      asker.place,
      renderNotRecorded(asker.own, ownHead(asker, ec2.demo), error.code),
    );
  }
}
