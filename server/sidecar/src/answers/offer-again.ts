import { createHash } from 'node:crypto';
import { COURSES } from '../courses.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import { firstLines } from '../operations/first-lines.ts';
import type { OperationRecord } from '../operations/record.ts';
import { orderOf } from '../order.ts';
import type { Instance } from '../ports.ts';
import { type Change, mayChange } from '../views.ts';
import { makeAsker } from './asker.ts';
import { openConfirmation } from './open-confirmation.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Asks the person again about what an interrupted change did not come to: nothing is redone by itself. Only what EC2 shows
 * where it was is asked about; of a reboot nothing shows whether it was done. Once, whatever process ends the operation: the
 * question has an id that follows from the operation's.
 */
export async function offerAgain(around: Surroundings, record: OperationRecord, change: Change): Promise<void> {
  const left = leftBy(change);
  if (left.length === 0) return;
  const { personId, place, head, fingerprint, startedAt } = record;
  const operationId = createHash('sha256').update(record.operationId).digest('hex').slice(0, 32);
  if ((await around.posts.findByOperation(place, operationId, startedAt)) !== undefined) return;
  const person = await around.people.find(personId);
  if (person === undefined || !mayChange(await around.access.rightsOf(person, place.channelId))) return;
  const asker = makeAsker(around, { person, place, typed: head.typed, layout: 'table' });
  const order = orderOf(change);
  const confirmation = {
    order,
    lines: firstLines(order.verb, left),
    unread: [],
    yesIgnored: undefined,
    isAgain: true,
  };
  await around.ec2.use(async (ec2) => {
    if (ec2.fingerprint === fingerprint) await openConfirmation(around, asker, ec2, confirmation, operationId);
  });
}

/** What was to be changed, and provably was not. */
function leftBy({ verb, lines }: Change): readonly Instance[] {
  if (verb === 'reboot') return [];
  const isLeft = ({ outcome, failure, instance }: Change['lines'][number]): boolean =>
    outcome === 'failed' && failure?.code === OUR_FAILURES.interrupted && COURSES[verb].from.includes(instance.state);
  return lines.filter(isLeft).map(({ instance }) => instance);
}
