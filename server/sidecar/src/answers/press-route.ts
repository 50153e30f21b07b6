import type { Card, Ending } from '../cards/card.ts';
import { endingOf } from '../cards/cards.ts';
import type { RefusalReason } from '../history-rows.ts';
import { createMessages, type Messages } from '../messages/messages.ts';
import type { Person, Place } from '../ports.ts';
import { renderNotYours } from '../render/card-end.ts';
import type { ServeHTTPParams, ServeHTTPResult } from '../rpc/protocol.ts';
import { carryOut } from './carry-out.ts';
import { clearButtons } from './clear-buttons.ts';
import { keepsFace } from './close-card.ts';
import { excessText } from './command-hook.ts';
import { type Found, findCard } from './find-card.ts';
import { jsonAnswer } from './json-answer.ts';
import { isChanging, isGivingUp, isOffered } from './judge-press.ts';
import { logPressRefused } from './log-refusal.ts';
import { type Press, readPress } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { logFailedAnswer } from './tell-defect.ts';

/** Who pressed what. */
interface Pressing {
  readonly person: Person;
  readonly press: Press;
  readonly messages: Messages;
}

/** Why a press comes to nothing of a card that was ended, or is to be, before it. */
const LATE: Readonly<Record<Ending, RefusalReason>> = {
  expired: 'expired',
  interrupted: 'not-begun',
  notBegun: 'not-begun',
};

/** What a press is answered with at once: nothing, or a text that Mattermost shows to the person itself. */
interface Answer {
  readonly ephemeral_text?: string;
}

/**
 * Answers a press of a button. Who presses is whom Mattermost's session names, which card it is its token says, and nothing
 * else in the request is believed. The answer comes at once, what the button does goes on behind it. What there is to say
 * the bot says where the card stands; only where no card is known does Mattermost say it.
 */
export function createPressRoute(around: Surroundings): (params: ServeHTTPParams) => Promise<ServeHTTPResult> {
  function refuse({ person, press }: Pressing, card: Card | undefined, reason: RefusalReason): void {
    const who = { personId: person.id, username: person.username, channelId: press.channelId };
    logPressRefused(around, who, card, reason);
  }

  /** Says something to one person, where the card stands. */
  async function tell({ person }: Pressing, place: Place, message: string): Promise<Answer> {
    await around.posts.ephemeral(person.id, place, message);
    return {};
  }

  async function answerCard(pressing: Pressing, { held }: Extract<Found, { kind: 'card' }>): Promise<Answer> {
    const { person, press, messages } = pressing;
    const { card, state } = held;
    const { place } = card;
    const isTheirs = card.personId === person.id;
    if (around.cards.isOver(held)) {
      refuse(pressing, card, isTheirs ? LATE[endingOf(held)] : 'not-theirs');
      await around.cards.endOver(held);
      return keepsFace(card) ? await tell(pressing, place, messages.format('press.gone')) : {};
    }
    if (!isTheirs) {
      refuse(pressing, card, 'not-theirs');
      return await tell(pressing, place, renderNotYours(messages, card));
    }
    if (around.ending.aborted) {
      refuse(pressing, card, 'not-begun');
      return await tell(pressing, place, messages.format('general.ending'));
    }
    if (state.kind === 'ending') {
      refuse(pressing, card, LATE[state.why]);
      return await tell(pressing, place, messages.format('press.gone'));
    }
    // By another press of the same person, which does what there is to do: nothing is refused to them.
    if (state.kind !== 'waiting') return await tell(pressing, place, messages.format('press.taken'));
    if (!isOffered(card, press.choice)) {
      refuse(pressing, card, 'not-offered');
      return await tell(pressing, place, messages.format('press.gone'));
    }
    around.track(carryOut(around, person, { held, press }));
    return {};
  }

  async function answerLeft(pressing: Pressing, { post }: Extract<Found, { kind: 'left' }>): Promise<Answer> {
    refuse(pressing, undefined, 'no-card');
    await clearButtons(around, pressing.press, post);
    return await tell(pressing, post, pressing.messages.format('press.gone'));
  }

  /** Somebody who presses more than one can is told so, where the card stands if there is one. */
  async function excessOf(pressing: Pressing, found: Found): Promise<Answer | undefined> {
    const { person, press, messages } = pressing;
    const card = found.kind === 'card' ? found.held.card : undefined;
    const isTheirs = card?.personId === person.id;
    const isWaiting = found.kind === 'card' && found.held.state.kind === 'waiting' && !around.cards.isOver(found.held);
    if (isTheirs && isWaiting && isGivingUp(card, press.choice)) return undefined;
    const excess = around.limits.command(person.id, isTheirs && isChanging(card, press.choice));
    if (excess === undefined) return undefined;
    refuse(pressing, card, 'limit');
    const text = excessText(messages, excess);
    return card === undefined ? { ephemeral_text: text } : await tell(pressing, card.place, text);
  }

  async function answer(pressing: Pressing): Promise<Answer> {
    const found = await findCard(around, pressing.press);
    const excess = await excessOf(pressing, found);
    if (excess !== undefined) return excess;
    switch (found.kind) {
      case 'card':
        return await answerCard(pressing, found);
      case 'left':
        return await answerLeft(pressing, found);
      case 'nothing':
        refuse(pressing, undefined, 'no-card');
        return { ephemeral_text: pressing.messages.format('press.gone') };
    }
  }

  return async ({ userId, body }) => {
    const press = readPress(body);
    if (press === undefined) return jsonAnswer(400, { error: 'That is no press of a button.' });
    let messages = around.channelMessages();
    try {
      const person = await around.people.find(userId);
      if (person === undefined) {
        const who = { personId: userId, username: undefined, channelId: press.channelId };
        logPressRefused(around, who, undefined, 'no-session');
        return jsonAnswer(403, { error: 'Nobody is known by this session.' });
      }
      messages = createMessages(person.locale);
      return jsonAnswer(200, await answer({ person, press, messages }));
    } catch (error) {
      const failed = { what: 'a press could not be answered', userId, channelId: press.channelId, error };
      const reference = logFailedAnswer(around.log, failed);
      return jsonAnswer(200, { ephemeral_text: messages.format('press.failed', { reference }) });
    }
  };
}
