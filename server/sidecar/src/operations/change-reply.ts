import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Log, People, Place } from '../ports.ts';
import type { Replies } from '../replies.ts';
import type { Change } from '../views.ts';
import { again } from './again.ts';
import { isRefusedEdit, logDefect, reasonOf } from './failures.ts';
import { makeOnce } from './make-once.ts';
import type { OperationRecord } from './record.ts';

/** A change that took longer than this is told where the one who asked is notified: they look elsewhere by now. */
const UNWATCHED_AFTER_MS = 15_000;

/** What replying works with. */
export interface ReplyPorts {
  readonly replies: Replies;
  readonly people: Pick<People, 'find'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Draws the reply; to nobody by name where there is no `username`. */
  readonly renderReply: (
    to: { readonly username: string | undefined; readonly place: Place },
    change: Change,
  ) => string;
}

/** An end that is to be told. */
export interface ChangeEnd {
  readonly record: OperationRecord;
  readonly change: Change;
  /** Whether an earlier process may have told it already. */
  readonly continued: boolean;
  /** Aborted when the process is ending: what is not certain by then is left to the next one. */
  readonly signal: AbortSignal;
}

/**
 * Whether the end of a change is worth a reply that notifies: it took its time, it did not come to its end, or something
 * failed that the post did not say from the first.
 *
 * @param knownFailures ids of the instances that had failed when the post was made
 */
export function deservesReply(change: Change, knownFailures: ReadonlySet<string>): boolean {
  if (change.elapsedMs > UNWATCHED_AFTER_MS || change.watchEnd !== undefined) return true;
  return change.lines.some(({ outcome, instance }) => outcome === 'failed' && !knownFailures.has(instance.id));
}

/**
 * Tells the end of a change in the thread of its post, once, whatever process did it. `refused`: it cannot be told there,
 * now or later; `unknown`: Mattermost did not say what became of it, so that the next process looks. Never rejects.
 */
export async function replyWithEnd(ports: ReplyPorts, end: ChangeEnd): Promise<'made' | 'refused' | 'unknown'> {
  const { clock, log, replies } = ports;
  const { operationId, postId } = end.record;
  if (postId === undefined) return 'refused';
  try {
    const patience = { clock, signal: end.signal, mayHelp: (error: unknown) => !isRefusedEdit(error) };
    const there = end.continued ? await again(patience, () => replies.find(postId, operationId)) : undefined;
    if (there !== undefined) return 'made';
    const message = await again(patience, () => draw(ports, end));
    if (message === undefined) return 'refused';
    return await makeOnce({ clock, log, closing: end.signal }, operationId, {
      what: 'reply',
      make: () => replies.make(postId, message, operationId),
      find: () => replies.find(postId, operationId),
    });
  } catch (error) {
    // The process is ending, and the next one sees to it.
    if (end.signal.aborted && !(error instanceof UpstreamError)) return 'unknown';
    const refused = isRefusedEdit(error);
    logDefect(log, error, { operationId });
    log(refused ? 'info' : 'warn', 'End of an operation cannot be told by a reply', {
      operationId,
      ...reasonOf(error),
    });
    return refused ? 'refused' : 'unknown';
  }
}

/** The reply, with the name that the person bears now; undefined where they are not here any longer. */
async function draw(ports: ReplyPorts, { record, change }: ChangeEnd): Promise<string | undefined> {
  const { people, replies, renderReply } = ports;
  const { personId, place } = record;
  const [person, kind] = await Promise.all([people.find(personId), replies.channelKind(place.channelId)]);
  if (person === undefined) return undefined;
  // There every post notifies.
  const isAddressed = kind === 'direct' || kind === 'group';
  return renderReply({ username: isAddressed ? undefined : person.username, place }, change);
}
