import type { InfoSubject } from '../cards/card.ts';
import type { Verb } from '../ports.ts';
import { infoAttachment } from '../render/info-buttons.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { closeCard, messagesFor, showCard } from './close-card.ts';
import type { Pressed } from './press.ts';
import type { Surroundings } from './surroundings.ts';

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
  const verb = VERBS.find((one) => one === press.choice);
  if (verb !== undefined || press.choice === 'cancel') {
    const changed = await cards.change(held, { ...subject, asks: verb });
    if (changed === undefined) return;
    const messages = await messagesFor(around, card);
    const attachment = infoAttachment(messages, changed.face.attachment, {
      instance: subject.instance,
      asks: verb,
      token: card.token,
      username: card.post?.kind === 'post' ? card.username : undefined,
    });
    await showCard(around, changed, { message: changed.face.message, attachment });
    return;
  }
  const { asks, instance } = subject;
  if (press.choice !== 'confirm' || asks === undefined || !(await cards.take(held))) return;
  await actOnCard(around, asker, { card, before: [instance] }, async ({ ec2, instances }) => {
    await closeCard(around, card, { kind: 'done' });
    await cards.forget(card);
    const typed = `ec2ctl ${asks} ${instance.id}`;
    await beginChange(around, { ...asker, typed }, { ec2, order: { verb: asks }, instances });
  });
}
