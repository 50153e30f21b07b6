import { LiveOperation, type OperationPorts, type TrackOperation } from './live-operation.ts';
import { type OperationRecord, OPERATIONS } from './record.ts';
import { searchWhatWasLost } from './search-lost.ts';
import { untilKnown } from './until-known.ts';

/** What the mending needs. */
export interface LostPostSurroundings {
  readonly ports: OperationPorts;
  /** Aborted when the process is ending. */
  readonly closing: AbortSignal;
  /** Keeps an operation in view until it ends. */
  readonly track: TrackOperation;
}

/**
 * Clears up after a post whose making was not answered, and for which AWS was not asked: if it is there, it must not
 * go on saying that something is asked of AWS, so it ends as failed; if it is not, its record is removed. When the process ends
 * before Mattermost says which, the record is left to the next process. Never rejects.
 */
export async function mendLostPost(around: LostPostSurroundings, record: OperationRecord): Promise<void> {
  const { ports, closing, track } = around;
  const { operationId, place, startedAt } = record;
  const { posts, clock, log } = ports;
  const hold = ports.journal.holdOf(operationId);
  const found = await untilKnown({ clock, closing, until: startedAt + OPERATIONS.lifeMs }, async () => {
    const search = { clock, log, closing };
    const find = (): Promise<string | undefined> => posts.findByOperation(place, operationId, startedAt);
    const last = await searchWhatWasLost(search, operationId, find);
    return ports.journal.holdOf(operationId) === hold ? last : 'lost';
  });
  // Another process has the record, and sees to the post.
  if (found === 'lost') return;
  if (found === 'unknown' && closing.aborted) {
    await ports.journal.release(operationId);
    return;
  }
  if (found === 'absent' || found === 'unknown') {
    await ports.journal.forget(operationId);
    return;
  }
  const announced = { ...record, postId: found.id };
  const operation = new LiveOperation(ports, { record: announced, continued: false, told: true });
  await track(operation, () => operation.abandon('notRecorded'));
}
