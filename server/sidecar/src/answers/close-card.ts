import type { Attachment } from '../attachment.ts';
import type { Card } from '../cards/card.ts';
import type { TakenCard } from '../cards/card-records.ts';
import { createMessages, type Messages } from '../messages/messages.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit } from '../operations/failures.ts';
import { renderCardEnd } from '../render/card-end.ts';
import type { CardEnd } from '../card-views.ts';
import type { Surroundings } from './surroundings.ts';

/** Ends of which somebody who has the rest of the card before them need not be told. */
const SILENT: readonly CardEnd['kind'][] = ['cancelled', 'expired', 'notBegun', 'done'];

/** Answers a card that was taken up: takes its buttons away, and says in one line what came of it. */
export async function closeCard(around: Surroundings, taken: TakenCard, end: CardEnd): Promise<void> {
  await showEnd(around, taken.card, end);
  await around.cards.settle(taken);
}

/**
 * Takes the buttons of a card away and says in one line what came of it. Of `info` and of a listing the rest stays, since that
 * is what was asked for; what there is to say is told to the person alone then.
 */
export async function showEnd(around: Surroundings, card: Card, end: CardEnd): Promise<void> {
  const { face, personId, place } = card;
  if (!keepsFace(card) || end.kind === 'shown') {
    await showCard(around, card, { message: renderCardEnd(await messagesFor(around, card), card.head, end) });
    return;
  }
  await showCard(around, card, face);
  if (SILENT.includes(end.kind)) return;
  const message = renderCardEnd(await messagesFor(around, { ...card, post: undefined }), card.head, end);
  await around.posts.ephemeral(personId, place, message);
}

/** Whether a card answers something besides asking, which stays when its buttons go. */
export function keepsFace({ subject }: Card): boolean {
  return subject.kind === 'info' || subject.kind === 'listing';
}

/** What a card shows. */
interface Shown {
  readonly message: string;
  readonly attachment?: Attachment | undefined;
}

/** Replaces a card, again while Mattermost does not answer. Where somebody deleted the post there is nothing to mend. */
export async function showCard(
  around: Surroundings,
  { post, personId }: Card,
  { message, attachment }: Shown,
): Promise<void> {
  if (post === undefined) return;
  const { posts, clock, ending: signal } = around;
  if (post.kind === 'ephemeral') {
    await posts.editEphemeral(personId, post.post, message, attachment);
    return;
  }
  const patience = { clock, signal, mayHelp: (error: unknown) => !isRefusedEdit(error) };
  try {
    await again(patience, () => posts.edit(post.id, message, { attachment: attachment ?? null, fileIds: [] }));
  } catch (error) {
    if (!isRefusedEdit(error)) throw error;
  }
}

/** The language of whoever reads a card. */
export async function messagesFor(around: Surroundings, { post, place, personId }: Card): Promise<Messages> {
  if (post?.kind === 'post') return around.channelMessages(place);
  const person = await around.people.find(personId);
  return createMessages(person?.locale ?? 'en');
}
