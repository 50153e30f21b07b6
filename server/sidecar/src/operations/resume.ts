import { UpstreamError } from '../errors.ts';
import type { Ec2, NewPost } from '../ports.ts';
import { again } from './again.ts';
import { untilKnown } from './until-known.ts';
import { WATCH_LIMIT_MS } from './change.ts';
import { isClientFault, isRefusedEdit, logDefect, reasonOf } from './failures.ts';
import { LiveOperation, type OperationPorts, type TrackOperation, type UnwatchedEnd } from './live-operation.ts';
import { Progress } from './progress.ts';
import { type OperationRecord, OPERATIONS } from './record.ts';
import { searchWhatWasLost } from './search-lost.ts';

/** An operation whose time is up while nobody watched is looked at for this long nevertheless. */
const LAST_LOOK_MS = 20_000;

/** What taking up an operation needs. */
export interface ResumeSurroundings {
  readonly ports: OperationPorts;
  /** The EC2 in force now, or how the operation ends without one. */
  readonly ec2: Ec2 | UnwatchedEnd;
  /** Aborted when the process is ending. */
  readonly closing: AbortSignal;
  /** Keeps an operation in view until it ends. */
  readonly track: TrackOperation;
}

/**
 * Takes up an operation of an earlier process: finds its post, looks at EC2 and watches on, to the true end. With
 * other credentials than those it began with, the post ends with what was last seen. The change is never asked for
 * again. Fulfilled when the operation has ended, or was left to the next process; never rejects for what Mattermost
 * or AWS do.
 */
export async function resumeOperation(around: ResumeSurroundings, stored: OperationRecord): Promise<void> {
  const { ports, ec2, closing, track } = around;
  const { operationId } = stored;
  const asking = { clock: ports.clock, closing, until: stored.startedAt + OPERATIONS.lifeMs };
  const hold = ports.journal.holdOf(operationId);
  const post = await untilKnown(asking, async () => {
    const found = await findPost(around, stored);
    return ports.journal.holdOf(operationId) === hold ? found : 'lost';
  });
  if (post === 'lost') return;
  if (closing.aborted) {
    await ports.journal.release(operationId);
    return;
  }
  if (post === 'unknown') {
    await ports.journal.forget(operationId);
    return;
  }

  const record: OperationRecord = {
    ...stored,
    deadline: nextDeadline(stored, ports.clock.now()),
    postId: post.id,
  };
  try {
    if ((await ports.journal.save(record)) !== 'saved') return;
  } catch (error) {
    logDefect(ports.log, error, { operationId });
    ports.log('warn', 'Record of an operation cannot be saved', { operationId, ...reasonOf(error) });
  }
  const operation = new LiveOperation(ports, { record, continued: true });
  if (typeof ec2 === 'string') await track(operation, () => operation.endUnwatched(ec2));
  else if (ec2.fingerprint === record.fingerprint) await track(operation, () => operation.watch(ec2));
  else await track(operation, () => operation.endUnwatched('settings-changed'));
}

/** When the watch ends now. One that seems to end later than any that begins was recorded by a clock that was wrong. */
export function nextDeadline({ deadline }: OperationRecord, now: number): number {
  return Math.min(Math.max(deadline, now + LAST_LOOK_MS), now + WATCH_LIMIT_MS);
}

/**
 * The post of an operation: as recorded, else found, else made again, since a process may end between record and
 * post. Without id when Mattermost refuses a new one. `unknown` when Mattermost does not answer.
 */
async function findPost(
  around: ResumeSurroundings,
  stored: OperationRecord,
): Promise<{ readonly id: string | undefined } | 'unknown'> {
  const { ports, closing } = around;
  const { operationId, place, head, startedAt } = stored;
  if (stored.postId !== undefined) return { id: stored.postId };
  try {
    const patience = { ...ports, signal: closing, mayHelp: (error: unknown) => error instanceof UpstreamError };
    const found = await again(patience, () => ports.posts.findByOperation(place, operationId, startedAt));
    if (found !== undefined) return { id: found };
    const now = ports.clock.now();
    const message = ports.render({ head, place }, new Progress({ ...stored, continued: true, now }).change(now));
    return await makePost(around, { ...place, message, operationId }, startedAt);
  } catch (error) {
    logDefect(ports.log, error, { operationId });
    const refused = error instanceof UpstreamError && isClientFault(error.status);
    ports.log('warn', 'Post of an operation can be neither found nor made', {
      operationId,
      refused,
      ...reasonOf(error),
    });
    return refused ? { id: undefined } : 'unknown';
  }
}

/** Makes the post. When that is not answered it may come yet: it is looked for until it surely does not. */
async function makePost(
  { ports, closing }: ResumeSurroundings,
  post: NewPost & { readonly operationId: string },
  startedAt: number,
): Promise<{ readonly id: string } | 'unknown'> {
  const { posts, clock, log } = ports;
  try {
    return { id: await posts.create(post) };
  } catch (error) {
    if (isRefusedEdit(error)) throw error;
    const { operationId } = post;
    log('warn', 'Making the post of an operation was not answered', { operationId, ...reasonOf(error) });
    const find = (): Promise<string | undefined> => posts.findByOperation(post, operationId, startedAt);
    const found = await searchWhatWasLost({ clock, log, closing }, operationId, find);
    return found === 'absent' ? 'unknown' : found;
  }
}
