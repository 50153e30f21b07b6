import { logNotActed } from '../operations/change-log.ts';
import { planFor, type Wish } from '../operations/plan.ts';
import type { Ec2 } from '../ports.ts';
import { renderNotActed } from '../render/not-acted.ts';
import type { Settings } from '../settings.ts';
import { type Asker, ownHead, requestOf } from './asker.ts';
import { beginChange } from './begin-change.ts';
import { openConfirmation } from './open-confirmation.ts';
import { answerRehearsal } from './rehearse-change.ts';
import type { Surroundings } from './surroundings.ts';

/** A change of instances that were told apart. */
export interface Intent {
  readonly ec2: Ec2;
  readonly settings: Settings;
  readonly wish: Wish;
  readonly dryRun: boolean;
  /** Whether the person has just said that it is these and that it shall be done. */
  readonly isConfirmed?: boolean;
}

/** Carries a change out, or asks first, or says why not, or what AWS would say to it. Resolves when it has ended. */
export async function proceed(around: Surroundings, asker: Asker, intent: Intent): Promise<void> {
  const { ec2, settings, wish, dryRun, isConfirmed = false } = intent;
  const { order, instances } = wish;
  const plan = planFor(wish, settings);
  if (plan.kind === 'not-acted') {
    const ids = instances.map(({ id }) => id);
    logNotActed(around, requestOf(asker, order), ids, plan.notActed);
    const message = renderNotActed(asker.own, ownHead(asker, ec2.demo), plan.notActed);
    await around.posts.ephemeral(asker.person.id, asker.place, message);
  } else if (dryRun) {
    await answerRehearsal(around, asker, ec2, wish);
  } else if (plan.kind === 'ask' && !isConfirmed) {
    await openConfirmation(around, asker, ec2, plan.confirmation);
  } else {
    await beginChange(around, asker, { ec2, order, instances });
  }
}
