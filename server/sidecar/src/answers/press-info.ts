import type { Card, InfoSubject } from '../cards/card.ts';
import type { HeldCard } from '../cards/card-records.ts';
import type { Verb } from '../ports.ts';
import { infoAttachment } from '../render/info-buttons.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { messagesFor, showCard, showEnd } from './close-card.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { finishShowing, takeUp, turnAway } from './take-up.ts';

const VERBS: readonly Verb[] = ['start', 'stop', 'reboot'];

/**
 * A button below `info` was pressed. The first press asks, by other buttons below the same text; the second acts, in a post of
 * its own, and the buttons go.
 */
export async function pressInfo(
  around: Surroundings,
  asker: Asker,
  { held, press }: Pressed,
  subject: InfoSubject,
): Promise<void> {
  const { card } = held;
  const { asks, instance } = subject;
  if (press.choice !== 'confirm') {
    await ask(around, asker, held, { ...subject, asks: VERBS.find((one) => one === press.choice) });
    return;
  }
  if (asks === undefined) return;
  const taken = await takeUp(around, asker, held);
  if (taken === undefined) return;
  await actOnCard(around, asker, { taken, before: [instance] }, async ({ ec2, instances }) => {
    if (!(await finishShowing(around, asker, taken, () => showEnd(around, card, { kind: 'done' })))) return;
    const typed = `ec2ctl ${asks} ${instance.id}`;
    await beginChange(around, { ...asker, typed }, { ec2, order: { verb: asks }, instances });
  });
}

/** Asks whether to do it, or offers all that can be done again. */
async function ask(around: Surroundings, asker: Asker, held: HeldCard, subject: InfoSubject): Promise<void> {
  const { cards } = around;
  // Two presses at once may show the question of one and keep that of the other: it is drawn as it is kept.
  const changed = await cards.change(held, subject);
  if (changed === undefined) {
    if (cards.isOver(held)) await turnAway(around, asker, held.card, 'expired');
    return;
  }
  await showButtons(around, changed.card, subject);
  const now = await cards.find(held.card.token);
  // What was drawn too late would stand there as if it could still be pressed.
  if (now === undefined || now.state.kind === 'answered') await showEnd(around, held.card, { kind: 'done' });
}

async function showButtons(around: Surroundings, card: Card, { instance, asks }: InfoSubject): Promise<void> {
  const { message, attachment } = card.face;
  const below = infoAttachment(await messagesFor(around, card), attachment, {
    instance,
    asks,
    token: card.token,
    username: card.post?.kind === 'post' ? card.username : undefined,
  });
  await showCard(around, card, { message, attachment: below });
}
