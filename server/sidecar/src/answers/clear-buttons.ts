import type { ButtonPost } from '../ports.ts';
import type { Press } from './press.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Takes the buttons away of a post whose card is no more: its record ran out while no process was there to end it. A question
 * shrinks to one line below what was typed; of other posts the rest stays.
 */
export async function clearButtons(around: Surroundings, { postId }: Press, post: ButtonPost): Promise<void> {
  const { message, isQuestion, rest } = post;
  const [head = ''] = message.split('\n');
  const gone = around.channelMessages().format('press.gone');
  await around.posts.edit(postId, isQuestion ? `${head}\n${gone}` : message, { attachment: rest ?? null, fileIds: [] });
}
