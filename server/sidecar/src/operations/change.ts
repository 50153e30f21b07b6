import { BugError, UpstreamError } from '../errors.ts';
import type { Ec2, Instance, Order, Place } from '../ports.ts';
import type { Change, Failure, Head } from '../views.ts';
import { logChange, logNotBegun, noteChange } from './change-log.ts';
import { failureOf, isRefusedEdit, logDefect } from './failures.ts';
import { firstLines } from './first-lines.ts';
import { LiveOperation, type OperationPorts, type TrackOperation } from './live-operation.ts';
import { mendLostPost } from './lost-post.ts';
import { newId } from './new-id.ts';
import { Progress } from './progress.ts';
import type { OperationRecord } from './record.ts';
import type { OnRefusal } from './refusals.ts';

/** How long instances are watched, from asking on. */
export const WATCH_LIMIT_MS = 600_000;

/** How many edits a post gets, by all processes that go on with it. */
export const EDITS = 20;

/** A change of instances that were read a moment ago. That the person may ask for it has been checked. */
export interface ChangeRequest {
  readonly ec2: Ec2;
  readonly order: Order;
  /** At least one. */
  readonly instances: readonly Instance[];
  readonly personId: string;
  /** The first line of the post. */
  readonly head: Head;
  readonly place: Place;
  /** The card that asked first, and is turned into the post of the change; undefined for a new post. */
  readonly card?: { readonly operationId: string; readonly postId: string } | undefined;
  /** Told what AWS said where the change was refused. */
  readonly onRefusal?: OnRefusal;
}

/**
 * What became of the request. `not-begun`: record or post could not be made, or the process is ending; nothing was changed
 * and nothing was posted, and the person is to be told. `begun`: there is a post; `ended` is fulfilled with what it says in
 * the end, and never rejects.
 */
export type ChangeAnswer =
  | { readonly kind: 'not-begun'; readonly failure: Failure }
  | { readonly kind: 'begun'; readonly operationId: string; readonly ended: Promise<Change> };

/** What the beginning of a change needs besides the request. */
export interface ChangeSurroundings {
  readonly ports: OperationPorts;
  /** Aborted, with an `UpstreamError` of Mattermost, when the process is ending: AWS is not asked any longer. */
  readonly closing: AbortSignal;
  /** Keeps an operation in view until it ends. */
  readonly track: TrackOperation;
  /** Keeps work in view that goes on after the answer; it never rejects. */
  readonly keep: (work: Promise<void>) => void;
}

/**
 * Changes instances: makes a record, a post, puts the post's id into the record, and only then asks AWS. Rejects with the
 * signal's reason, or for a defect; nothing was changed then.
 */
export async function changeInstances(around: ChangeSurroundings, request: ChangeRequest): Promise<ChangeAnswer> {
  const { ports, closing } = around;
  const { order, instances } = request;
  if (instances.length === 0) throw new BugError('NoIds', 'Cannot change instances: there are none');
  try {
    closing.throwIfAborted();
    const isToDo = firstLines(order.verb, instances).some(({ outcome }) => outcome === 'asked' || outcome === 'moving');
    return await (isToDo ? begin(around, request) : sayNothingToDo(around, request));
  } catch (error) {
    const ids = instances.map(({ id }) => id);
    logNotBegun(ports, { ...request, ...order }, ids, error);
    if (error instanceof UpstreamError && error.source === 'mattermost') {
      return { kind: 'not-begun', failure: failureOf(error) };
    }
    throw error;
  }
}

/** Nothing is asked of AWS, so the post needs no record. */
async function sayNothingToDo({ ports }: ChangeSurroundings, request: ChangeRequest): Promise<ChangeAnswer> {
  const record = newRecord(ports, request);
  const change = firstChange(record);
  const message = ports.render(request, change);
  if (request.card === undefined) await ports.posts.create({ ...request.place, message });
  else await ports.posts.edit(request.card.postId, message, { attachment: null, fileIds: [] });
  logChange(ports.log, record, change);
  void noteChange(ports, record, change);
  return { kind: 'begun', operationId: record.operationId, ended: Promise.resolve(change) };
}

async function begin(around: ChangeSurroundings, request: ChangeRequest): Promise<ChangeAnswer> {
  const { ports, closing, track } = around;
  const record = newRecord(ports, request);
  const { operationId } = record;
  await makeRecord(around, record, request.card !== undefined);
  const announced: OperationRecord = { ...record, postId: await announce(around, record, request.card?.postId) };

  const start = { record: announced, continued: false };
  const operation = new LiveOperation(ports, start);
  async function run(): Promise<Change> {
    try {
      if ((await ports.journal.save(announced)) !== 'saved') operation.lose();
    } catch (error) {
      logDefect(ports.log, error, { operationId });
      return await operation.abandon('notRecorded');
    }
    return await (closing.aborted
      ? operation.abandon('notAsked')
      : operation.askAndWatch(request.ec2, request.onRefusal));
  }
  return { kind: 'begun', operationId, ended: track(operation, run) };
}

function newRecord(ports: OperationPorts, request: ChangeRequest): OperationRecord {
  const startedAt = ports.clock.now();
  return {
    operationId: request.card?.operationId ?? newId(),
    personId: request.personId,
    head: request.head,
    place: request.place,
    ...request.order,
    lines: firstLines(request.order.verb, request.instances),
    fingerprint: request.ec2.fingerprint,
    startedAt,
    deadline: startedAt + WATCH_LIMIT_MS,
    postId: undefined,
    editsLeft: EDITS,
  };
}

function firstChange(record: OperationRecord): Change {
  return new Progress({ ...record, continued: false, now: record.startedAt }).change(record.startedAt);
}

/**
 * Makes the record, the first thing that is kept of a change.
 *
 * @param hasCard whether a card waits to be told: while there is a record, the post is the operation's
 */
async function makeRecord(
  { ports, closing, keep }: ChangeSurroundings,
  record: OperationRecord,
  hasCard: boolean,
): Promise<void> {
  let made: boolean;
  try {
    made = await ports.journal.insert(record);
  } catch (error) {
    // It may be there nevertheless: a later process would make a post of what the person is told was not begun.
    const forgotten = ports.journal.forget(record.operationId);
    keep(forgotten);
    if (hasCard) await forgotten;
    throw error;
  }
  if (!made) {
    throw new BugError('RecordExists', 'Cannot begin an operation: its random id is taken');
  }
  if (!closing.aborted) return;
  await ports.journal.forget(record.operationId);
  closing.throwIfAborted();
}

/**
 * Makes the post of an operation, or turns the card into it, and returns its id. When that fails neither post nor record
 * is left as it was.
 */
async function announce(
  around: ChangeSurroundings,
  record: OperationRecord,
  cardPostId: string | undefined,
): Promise<string> {
  const { ports, keep } = around;
  const { posts, render } = ports;
  const { operationId, place } = record;
  try {
    const message = render(record, firstChange(record));
    if (cardPostId === undefined) return await posts.create({ ...place, message, operationId });
    await posts.edit(cardPostId, message, { attachment: null, fileIds: [] });
    return cardPostId;
  } catch (error) {
    if (error instanceof UpstreamError && isRefusedEdit(error)) await ports.journal.forget(operationId);
    // The post may be there nevertheless, or may still come: the person need not wait until that is known.
    else keep(mendLostPost(around, record));
    throw error;
  }
}
