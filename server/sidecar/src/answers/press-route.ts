import { randomUUID } from 'node:crypto';
import type { Card } from '../cards/card.ts';
import type { HeldCard } from '../cards/cards.ts';
import { CodedError } from '../errors.ts';
import { createMessages } from '../messages/messages.ts';
import type { Person } from '../ports.ts';
import { renderDefect } from '../render/refusal.ts';
import { renderNotYours } from '../render/card-end.ts';
import type { ServeHTTPParams, ServeHTTPResult } from '../rpc/protocol.ts';
import { makeAsker, ownHead } from './asker.ts';
import { excessText } from './command-hook.ts';
import { jsonAnswer } from './json-answer.ts';
import { pressChoice } from './press-choice.ts';
import { pressConfirm } from './press-confirm.ts';
import { pressInfo } from './press-info.ts';
import { pressListing } from './press-listing.ts';
import { type Press, readPress } from './press.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Answers a press of a button. Who presses is whom Mattermost's session names; which card it is, its token says, and nothing
 * else in the request is believed: channel and post must be those of the card's own record. The answer comes at once, what
 * the button does goes on behind it.
 */
export function createPressRoute(around: Surroundings): (params: ServeHTTPParams) => Promise<ServeHTTPResult> {
  /** What a button has to say to one person, where the card stands. */
  async function tell(person: Person, { place }: Card, message: string): Promise<void> {
    await around.posts.ephemeral(person.id, place, message);
  }

  /** Carries out what a button says. Whatever goes wrong is told to the person alone. */
  async function carryOut(held: HeldCard, person: Person, press: Press): Promise<void> {
    const { card } = held;
    const { place, head, layout } = card;
    const asker = makeAsker(around, { person, place, typed: head.typed, layout });
    const pressed = { held, press };
    try {
      switch (card.subject.kind) {
        case 'confirm':
          await pressConfirm(around, asker, pressed, card.subject);
          break;
        case 'choice':
          await pressChoice(around, asker, pressed, card.subject);
          break;
        case 'info':
          await pressInfo(around, asker, pressed, card.subject);
          break;
        case 'listing':
          await pressListing(around, asker, pressed);
      }
    } catch (error) {
      const reference = randomUUID();
      around.log('error', 'a button failed', {
        reference,
        userId: person.id,
        channelId: place.channelId,
        error: error instanceof CodedError ? `${error.code}: ${error.message}` : String((error as Error).stack),
      });
      const isChange = card.subject.kind !== 'listing';
      await tell(person, card, renderDefect(asker.own, ownHead(asker), reference, isChange)).catch(
        (failure: unknown) => {
          around.log('error', 'a person could not be told of a failure', { reference, error: String(failure) });
        },
      );
    }
  }

  return async ({ userId, body }) => {
    const press = readPress(body);
    if (press === undefined) return jsonAnswer(400, { error: 'That is no press of a button.' });
    const person = await around.people.find(userId);
    if (person === undefined) return jsonAnswer(403, { error: 'Nobody is known by this session.' });
    const messages = createMessages(person.locale);
    const held = await around.cards.find(press.token);
    if (held === undefined || !isWhereItStands(held.card, press)) {
      around.log('info', 'Press of a button refused', { userId, channelId: press.channelId, reason: 'no-card' });
      return jsonAnswer(200, { ephemeral_text: messages.format('press.gone') });
    }
    const { card } = held;
    if (card.personId !== userId) {
      around.log('info', 'Press of a button refused', {
        userId,
        channelId: card.place.channelId,
        reason: 'not-theirs',
      });
      await tell(person, card, renderNotYours(messages, card));
      return jsonAnswer(200, {});
    }
    const excess = around.limits.command(userId, press.choice !== 'cancel' && card.subject.kind !== 'listing');
    if (excess !== undefined) {
      await tell(person, card, excessText(messages, excess));
      return jsonAnswer(200, {});
    }
    if (around.ending.aborted) {
      await tell(person, card, messages.format('general.ending'));
      return jsonAnswer(200, {});
    }
    if (held.takenAt !== undefined) {
      await tell(person, card, messages.format('press.taken'));
    } else if (card.expiresAt <= around.clock.now()) {
      await around.cards.expire(held);
    } else {
      around.track(carryOut(held, person, press));
    }
    return jsonAnswer(200, {});
  };
}

/** Whether a press comes from the very post of the card. */
function isWhereItStands({ post, place }: Card, press: Press): boolean {
  if (post === undefined || press.channelId !== place.channelId) return false;
  return press.postId === (post.kind === 'post' ? post.id : post.post.id);
}
