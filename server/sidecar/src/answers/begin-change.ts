import { OUR_FAILURES } from '../failures/own-codes.ts';
import type { ChangeRequest } from '../operations/change.ts';
import type { Refusal } from '../operations/refusals.ts';
import { renderEnding, renderNotRecorded } from '../render/refusal.ts';
import { notesOfChange } from './admin-notes.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';

/** What to change, and what told us so. */
export type Beginning = Pick<ChangeRequest, 'ec2' | 'order' | 'instances' | 'card'> & {
  /** Told whether there is an operation, before it is waited for; after the asker was told that there is none. */
  readonly onBegun?: (hasBegun: boolean) => Promise<void>;
};

/**
 * Begins a change; the post is its own, or the card that asked first. That nothing was begun is told to the asker alone.
 * Resolves when it has ended.
 */
export async function beginChange(around: Surroundings, asker: Asker, beginning: Beginning): Promise<void> {
  const { ec2, order, instances, card, onBegun } = beginning;
  const refusals: Refusal[] = [];
  const answer = await around.operations.change({
    ec2,
    order,
    instances,
    card,
    personId: asker.person.id,
    head: postHead(asker, ec2.demo),
    place: asker.place,
    onRefusal: (refusal) => refusals.push(refusal),
  });
  if (answer.kind === 'begun') {
    // From now on the record and the post of the change answer for it.
    around.track(asker.errand.end());
    await onBegun?.(true);
    await tellAdmin(around, asker, ec2, notesOfChange(await answer.ended, refusals));
    return;
  }
  await around.posts.ephemeral(asker.person.id, asker.place, notBegun(asker, answer.failure.code));
  await onBegun?.(false);
}

function notBegun(asker: Asker, code: string): string {
  // Nobody refused anything: the plugin is being stopped.
  if (code === OUR_FAILURES.interrupted) return renderEnding(asker.own, ownHead(asker));
  return renderNotRecorded(asker.own, ownHead(asker), code);
}
