import type { TakenCard } from '../cards/card-records.ts';
import type { RefusalReason } from '../history-rows.ts';
import type { Ec2, Instance } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { CardEnd } from '../card-views.ts';
import { mayChange } from '../views.ts';
import { type Asker, byPerson } from './asker.ts';
import { closeCard } from './close-card.ts';
import { logPressRefused } from './log-refusal.ts';
import { readAgain } from './read-again.ts';
import type { Surroundings } from './surroundings.ts';

/** What a change is made with that a card has led to. */
export interface CardAct {
  readonly ec2: Ec2;
  /** As they are now, in the order of the card; one that is gone counts as terminated. */
  readonly instances: readonly Instance[];
  readonly settings: Settings;
}

/**
 * Acts on a card that was taken up. Rights, settings, credentials and instances are read again first, since all of them may
 * have changed while it waited; where they do not allow it any longer the card says so, and nothing is changed.
 */
export async function actOnCard(
  around: Surroundings,
  asker: Asker,
  { taken, before }: { readonly taken: TakenCard; readonly before: readonly Instance[] },
  act: (on: CardAct) => Promise<void>,
): Promise<void> {
  const { card } = taken;
  async function refuse(reason: RefusalReason, why: CardEnd): Promise<void> {
    logPressRefused(around, byPerson(asker), card, reason);
    await closeCard(around, taken, why);
  }
  const { person, place } = asker;
  // Should this process end, another one says so.
  await asker.errand.begin();
  const access = await around.access.rightsOf(person, place.channelId);
  if (!mayChange(access)) {
    await refuse('no-right', { kind: 'rights', username: person.username });
    return;
  }
  const judgement = around.judgement();
  if (!judgement.usable) {
    await refuse('settings-unusable', { kind: 'unusable' });
    return;
  }
  const { settings } = judgement;
  if (before.length > settings.atOnce) {
    await refuse('not-acted', { kind: 'tooMany', most: settings.atOnce });
    return;
  }
  await around.ec2.use(async (ec2) => {
    if (ec2.fingerprint !== card.fingerprint) {
      await refuse('not-acted', { kind: 'settings' });
      return;
    }
    const read = await readAgain(around, ec2, before);
    if (read.kind === 'read') await act({ ec2, instances: read.instances, settings });
    else await refuse('not-acted', read);
  });
}
