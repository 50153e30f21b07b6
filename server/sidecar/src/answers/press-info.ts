import type { Card, InfoSubject } from '../cards/card.ts';
import type { Verb } from '../ports.ts';
import { infoAttachment } from '../render/info-buttons.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { messagesFor, showCard, showEnd } from './close-card.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';
import { mayBegin, takeUp } from './take-up.ts';

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
  const { cards } = around;
  const { card } = held;
  const { asks, instance } = subject;
  if (press.choice !== 'confirm') {
    const verb = VERBS.find((one) => one === press.choice);
    // Two presses at once may show the question of one and keep that of the other: it is drawn as it is kept.
    const changed = asks === verb ? card : await cards.change(held, { ...subject, asks: verb });
    if (changed !== undefined) await showButtons(around, changed, { ...subject, asks: verb });
    return;
  }
  if (asks === undefined) return;
  const taken = await takeUp(around, asker, held);
  if (taken === undefined) return;
  await actOnCard(around, asker, { card, before: [instance] }, async ({ ec2, instances }) => {
    if (!(await mayBegin(around, asker, taken, 'finish'))) return;
    await showEnd(around, card, { kind: 'done' });
    const typed = `ec2ctl ${asks} ${instance.id}`;
    await beginChange(around, { ...asker, typed }, { ec2, order: { verb: asks }, instances });
  });
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
