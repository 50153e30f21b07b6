import type { Card, InfoSubject } from '../cards/card.ts';
import type { HeldCard } from '../cards/card-records.ts';
import { reasonOf } from '../operations/failures.ts';
import { VERBS } from '../ports.ts';
import { infoAttachment } from '../render/info-buttons.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { messagesFor, showCard, showEnd } from './close-card.ts';
import { isConfirm } from './judge-press.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { finishShowing, takeUp, turnAway } from './take-up.ts';

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
  if (asks === undefined || !isConfirm(press.choice)) {
    await ask(around, asker, held, { ...subject, asks: VERBS.find((one) => one === press.choice) });
    return;
  }
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
  const { cards, log } = around;
  const changed = await cards.change(held, subject);
  if (changed === undefined) {
    // Another press of theirs asks something else, or acts.
    const now = await cards.find(held.card.token);
    if (now === undefined || now.state.kind === 'ending') await turnAway(around, asker, held.card, 'expired');
    return;
  }
  await showButtons(around, changed.card, subject);
  try {
    await mendLateDrawing(around, changed, subject.asks);
  } catch (error) {
    // What stands there most likely is right, and counts only if it is.
    log('warn', 'Buttons that were drawn cannot be compared with their card', reasonOf(error));
  }
}

/** What is drawn too late would hide what is asked now, or stand there as if it could still be pressed. */
async function mendLateDrawing(around: Surroundings, drawn: HeldCard, asks: InfoSubject['asks']): Promise<void> {
  const now = await around.cards.find(drawn.card.token);
  const state = now?.state.kind ?? 'ending';
  if (state === 'answered' || state === 'ending') {
    await showCard(around, drawn.card, drawn.card.face);
    return;
  }
  const subject = now?.card.subject;
  // What was read may be older than what was drawn.
  const isLater = now !== undefined && now.card.expiresAt >= drawn.card.expiresAt;
  if (subject?.kind === 'info' && isLater && subject.asks !== asks) await showButtons(around, now.card, subject);
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
