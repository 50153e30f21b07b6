import { type Card, CARD_LIFE_MS, type Ending } from '../cards/card.ts';
import { showEnd } from './close-card.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Ends a card whose time is up, or of whose answer nothing came. A post that has become something else since is left alone:
 * a change that was begun says itself what became of it. Returns whether anything says it.
 */
export async function endCard(around: Surroundings, card: Card, why: Ending): Promise<boolean> {
  const { posts, operations } = around;
  const { subject, token } = card;
  if (subject.kind === 'confirm' && (await operations.has(subject.operationId))) return true;
  const posted = await withPost(around, card);
  const isThere = posted.post?.kind !== 'post' || (await posts.withButtons(posted.post.id, token)) !== undefined;
  if (isThere) await showEnd(around, posted, { kind: why });
  return isThere;
}

/** A question whose post is not in the record, since a process ended in between, is found by its operation. */
async function withPost({ posts }: Surroundings, card: Card): Promise<Card> {
  const { post, place, subject, expiresAt } = card;
  if (post !== undefined || subject.kind !== 'confirm') return card;
  const id = await posts.findByOperation(place, subject.operationId, expiresAt - CARD_LIFE_MS);
  return id === undefined ? card : { ...card, post: { kind: 'post', id } };
}
