import { UpstreamError } from '../errors.ts';
import type { Errand } from '../errands/errand.ts';
import { createMessages } from '../messages/messages.ts';
import { isRefusedEdit } from '../operations/failures.ts';
import { searchWhatWasLost } from '../operations/search-lost.ts';
import { renderInterrupted } from '../render/refusal.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Tells that a command was interrupted, by the end of its process or since Mattermost did not take the answer: where something
 * waits already, there; else to the asker alone, unless they were told that it failed. Rejects when Mattermost does not answer.
 */
export async function tellInterrupted(around: Surroundings, errand: Errand): Promise<void> {
  const { posts, people, channelMessages } = around;
  const { operationId, cardToken, personId, place, head, changing, ending, fileIds, told } = errand;
  if (cardToken !== undefined && (await around.cards.interrupt(cardToken, operationId))) return;
  const post = errand.post ?? (await findPost(around, errand));
  if (post?.kind === 'post') {
    try {
      const message = ending ?? renderInterrupted(channelMessages(place), head, changing);
      await posts.edit(post.id, message, { attachment: null, ...(fileIds !== undefined && { fileIds }) });
    } catch (error) {
      // Somebody deleted it: nothing waits there any longer.
      if (!(error instanceof UpstreamError) || !isRefusedEdit(error)) throw error;
    }
    return;
  }
  if (post === undefined && told === true) return;
  const person = await people.find(personId);
  if (person === undefined) return;
  const message = renderInterrupted(createMessages(person.locale), { ...head, username: undefined }, changing);
  if (post === undefined) await posts.ephemeral(personId, place, message);
  else await posts.editEphemeral(personId, post.post, ending ?? message);
}

/**
 * What was made before that could be recorded; a change makes no post before its own record. Where the person was told already
 * nobody waits for this, so it is looked for until Mattermost does not make it any more.
 */
async function findPost(around: Surroundings, errand: Errand): Promise<Errand['post']> {
  const { posts, clock, log, ending: closing } = around;
  const { changing, place, operationId, startedAt, told } = errand;
  if (changing) return undefined;
  const find = (): Promise<string | undefined> => posts.findByOperation(place, operationId, startedAt);
  if (told !== true) return postOf(await find());
  const found = await searchWhatWasLost({ clock, log, closing }, operationId, find);
  if (found === 'unknown') {
    throw new UpstreamError('mattermost', 'NotFoundYet', 'Cannot end a command: whether it has a post is not known');
  }
  return found === 'absent' ? undefined : postOf(found.id);
}

function postOf(id: string | undefined): Errand['post'] {
  return id === undefined ? undefined : { kind: 'post', id };
}
