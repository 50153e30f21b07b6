import { UpstreamError } from '../errors.ts';
import { logDefect, reasonOf } from './failures.ts';
import { LiveOperation, type OperationPorts, type TrackOperation } from './live-operation.ts';
import type { OperationRecord } from './record.ts';
import { forgetRecord } from './record-keeping.ts';

/**
 * The pauses before each search. Mattermost gives up a query of its database after 30 s by default, so a post that is
 * not there after the last one is not made any more.
 */
const PAUSES_MS = [0, 2_000, 5_000, 10_000, 20_000];

/** Edits for the one text that is shown, repeated while Mattermost does not answer. */
const EDITS = 3;

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
 * go on saying that something is asked of AWS, so it ends as failed; if it is not, its record is removed. While
 * Mattermost does not say which, and when the process ends before, the record is left to the next process. Never
 * rejects.
 */
export async function mendLostPost(around: LostPostSurroundings, record: OperationRecord): Promise<void> {
  const { ports, track } = around;
  const { operationId } = record;
  const found = await search(around, record);
  if (found === 'unknown') return;
  if (found === 'absent') {
    await forgetRecord(ports, operationId);
    return;
  }
  const announced = { ...record, postId: found.id };
  const operation = new LiveOperation(ports, { record: announced, edits: EDITS, continued: false });
  await track(operation, () => operation.abandon('notRecorded'));
}

async function search(
  { ports, closing }: LostPostSurroundings,
  { place, operationId }: OperationRecord,
): Promise<{ readonly id: string } | 'absent' | 'unknown'> {
  const { posts, clock, log } = ports;
  let last: 'absent' | 'unknown' = 'unknown';
  for (const pauseMs of PAUSES_MS) {
    try {
      await clock.sleep(pauseMs, closing);
      const id = await posts.findByOperation(place, operationId);
      if (id !== undefined) return { id };
      last = 'absent';
    } catch (error) {
      if (closing.aborted) return 'unknown';
      last = 'unknown';
      logDefect(log, error, { operationId });
      if (error instanceof UpstreamError) {
        log('warn', 'Post of an operation cannot be looked for', { operationId, ...reasonOf(error) });
      }
    }
  }
  return last;
}
