import { logRehearsal } from '../operations/change-log.ts';
import { rehearsalRow } from '../operations/change-row.ts';
import { rehearse } from '../operations/rehearse.ts';
import type { Wish } from '../operations/plan.ts';
import type { Refusal } from '../operations/refusals.ts';
import type { Ec2 } from '../ports.ts';
import { renderRehearsal } from '../render/rehearsal.ts';
import { notesOfRehearsal } from './admin-notes.ts';
import { type Asker, byPerson, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';

/** Answers `--dry-run`, to the asker alone: nothing happens that would concern anybody else. */
export async function answerRehearsal(
  around: Surroundings,
  asker: Asker,
  ec2: Ec2,
  { order, instances }: Pick<Wish, 'order' | 'instances'>,
): Promise<void> {
  const { clock, log, ending: signal, posts, trail } = around;
  const at = clock.now();
  const { id: userId, username } = asker.person;
  const refusals: Refusal[] = [];
  const rehearsal = await rehearse({
    ec2,
    clock,
    log,
    order,
    instances,
    requester: { userId, username },
    signal,
    onRefusal: (refusal) => refusals.push(refusal),
  });
  const row = rehearsalRow({ ...byPerson(asker), at }, rehearsal, clock.now() - at);
  logRehearsal(log, row);
  void trail.change(row);
  await posts.ephemeral(userId, asker.place, renderRehearsal(asker.own, ownHead(asker, ec2.demo), rehearsal));
  await tellAdmin(around, asker, ec2, notesOfRehearsal(rehearsal, refusals));
}
