import type { Person } from '../ports.ts';
import { type Asker, makeAsker } from './asker.ts';
import { isChanging } from './judge-press.ts';
import { pressChoice } from './press-choice.ts';
import { pressConfirm } from './press-confirm.ts';
import { pressInfo } from './press-info.ts';
import { pressListing } from './press-listing.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { tellDefect } from './tell-defect.ts';

/** Carries out what a button says. Whatever goes wrong is told to the person alone; the card ends then. Never rejects. */
export async function carryOut(around: Surroundings, person: Person, pressed: Pressed): Promise<void> {
  const { card } = pressed.held;
  const { choice } = pressed.press;
  const { token, place, head, layout } = card;
  const changing = isChanging(card, choice);
  const asker = makeAsker(around, { person, place, typed: head.typed, layout }, { changing, cardToken: token });
  try {
    await carryOutFor(around, asker, pressed);
  } catch (error) {
    const failed = { what: 'a button failed', error, changing };
    await asker.errand.leave(await tellDefect(around, asker, failed));
    await around.cards.abandon(token, asker.errand.operationId);
  } finally {
    await asker.errand.end();
  }
}

async function carryOutFor(around: Surroundings, asker: Asker, pressed: Pressed): Promise<void> {
  const { subject } = pressed.held.card;
  switch (subject.kind) {
    case 'confirm':
      await pressConfirm(around, asker, pressed, subject);
      break;
    case 'choice':
      await pressChoice(around, asker, pressed, subject);
      break;
    case 'info':
      await pressInfo(around, asker, pressed, subject);
      break;
    case 'listing':
      await pressListing(around, asker, pressed);
  }
}
