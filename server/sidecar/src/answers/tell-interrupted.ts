import { UpstreamError } from '../errors.ts';
import type { Errand } from '../errands/errand.ts';
import { createMessages } from '../messages/messages.ts';
import { isRefusedEdit } from '../operations/failures.ts';
import { renderInterrupted } from '../render/refusal.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Tells that a command was interrupted by the end of its process: where something waits already, there; else to the asker
 * alone. Rejects when Mattermost does not answer.
 */
export async function tellInterrupted(around: Surroundings, errand: Errand): Promise<void> {
  const { posts, people, channelMessages } = around;
  const { personId, place, head, changing, ending } = errand;
  const post = errand.post ?? (await findPost(around, errand));
  if (post?.kind === 'post') {
    try {
      const message = ending ?? renderInterrupted(channelMessages(place), head, changing);
      await posts.edit(post.id, message, { attachment: null });
    } catch (error) {
      // Somebody deleted it: nothing waits there any longer.
      if (!(error instanceof UpstreamError) || !isRefusedEdit(error)) throw error;
    }
    return;
  }
  const person = await people.find(personId);
  if (person === undefined) return;
  const message = renderInterrupted(createMessages(person.locale), { ...head, username: undefined }, changing);
  if (post === undefined) await posts.ephemeral(personId, place, message);
  else await posts.editEphemeral(personId, post.post, ending ?? message);
}

/** What a process made before it could record that; a change makes no post before its own record. */
async function findPost({ posts }: Surroundings, { changing, place, operationId }: Errand): Promise<Errand['post']> {
  if (changing) return undefined;
  const id = await posts.findByOperation(place, operationId);
  return id === undefined ? undefined : { kind: 'post', id };
}
