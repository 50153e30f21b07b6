import type { Card, CardPost } from '../cards/card.ts';
import { UpstreamError } from '../errors.ts';
import { reasonOf } from '../operations/failures.ts';
import { newId } from '../operations/new-id.ts';
import { uploadFile } from '../operations/upload-file.ts';
import type { Ec2 } from '../ports.ts';
import { confirmationFile, renderConfirmation } from '../render/confirmation.ts';
import { renderNotRecorded } from '../render/refusal.ts';
import type { Confirmation } from '../card-views.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import { draftOf } from './card-draft.ts';
import { settlesWithin } from './settles-within.ts';
import type { Surroundings } from './surroundings.ts';

/** How long a question waits for its file, in milliseconds. Without one each instance has a line, as far as there is room. */
const FILE_MS = 2_000;

/**
 * Asks in the channel, or in the thread, whether to do it: in the post that becomes the change. Where Mattermost keeps no
 * record or post, that is told to the asker alone.
 *
 * @param operationId of the change that it may become
 */
export async function openConfirmation(
  around: Surroundings,
  asker: Asker,
  ec2: Ec2,
  confirmation: Confirmation,
  operationId = newId(),
): Promise<void> {
  const { order, lines } = confirmation;
  const head = postHead(asker, ec2.demo);
  const instances = lines.map((line) => line.instance);
  const draft = { ...draftOf(asker, ec2, head), subject: { kind: 'confirm' as const, order, instances, operationId } };
  // Before the card, since it may take a while, and the time of a card runs from its record on.
  const fileIds = await uploadIds(around, asker, confirmation);
  const show = async ({ token }: Card): Promise<CardPost> => {
    const hasFile = fileIds.length > 0;
    const { message, attachment } = renderConfirmation(asker.channel, head, { confirmation, token, hasFile });
    const id = await around.posts.create({ ...asker.place, message, attachment, operationId, fileIds });
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

/** The file with the ids of those that have no line in the question; none for few, or where Mattermost does not take it in time. */
async function uploadIds(around: Surroundings, { place }: Asker, confirmation: Confirmation): Promise<string[]> {
  const file = confirmationFile(confirmation, around.clock.now());
  if (file === undefined) return [];
  const channel = (): Promise<string> => Promise.resolve(place.channelId);
  const uploading = uploadFile(around, { file, channel, signal: around.ending });
  if (!(await settlesWithin(around.clock, uploading, FILE_MS))) return [];
  const id = await uploading;
  return id === undefined ? [] : [id];
}
