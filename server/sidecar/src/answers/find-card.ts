import type { Card } from '../cards/card.ts';
import type { HeldCard } from '../cards/card-records.ts';
import type { ButtonPost } from '../ports.ts';
import type { Press } from './press.ts';
import type { Surroundings } from './surroundings.ts';

/** How often a card is looked for whose record has no post yet, and the pause in between. */
const LOOKS = 6;
const LOOK_PAUSE_MS = 200;

/** What a press belongs to: a card; a post of ours whose card is no more; or neither. */
export type Found =
  | { readonly kind: 'card'; readonly held: HeldCard }
  | { readonly kind: 'left'; readonly post: ButtonPost }
  | { readonly kind: 'nothing' };

/**
 * Finds what was pressed. The token says which card it is, and nothing else in the press is believed: its channel and post
 * must be those of the card's own record. Without a record, they must be those of a post by our bot whose buttons carry this
 * very token; clients are not told it (but for that of a post that is deleted, which is no post any longer).
 */
export async function findCard(around: Surroundings, press: Press): Promise<Found> {
  const held = await findWithPost(around, press);
  const { post, place } = held?.card ?? {};
  if (held !== undefined && post !== undefined) {
    const isItsOwn = press.channelId === place?.channelId && press.postId === idOf(post);
    return isItsOwn ? { kind: 'card', held } : { kind: 'nothing' };
  }
  const left = await around.posts.withButtons(press.postId, press.token);
  if (left?.channelId !== press.channelId) return { kind: 'nothing' };
  if (held === undefined) return { kind: 'left', post: left };
  // A process ended between post and record.
  const card: Card = { ...held.card, post: { kind: 'post', id: press.postId } };
  return { kind: 'card', held: { ...held, card } };
}

/** The card with its post, which is in its record a moment after it is on the screen: a quick thumb waits for that. */
async function findWithPost({ cards, clock, ending }: Surroundings, { token }: Press): Promise<HeldCard | undefined> {
  for (let looked = 1; ; looked += 1) {
    const held = await cards.find(token);
    if (held === undefined || held.card.post !== undefined || looked === LOOKS) return held;
    await clock.sleep(LOOK_PAUSE_MS, ending);
  }
}

function idOf(post: NonNullable<Card['post']>): string {
  return post.kind === 'post' ? post.id : post.post.id;
}
