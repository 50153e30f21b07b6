import { randomBytes } from 'node:crypto';
import { BugError, UpstreamError } from '../errors.ts';
import type { Ec2, Instance, Place, Verb } from '../ports.ts';
import type { Change, Failure, Head, NotActed } from '../views.ts';
import { logChange, logNotActed, logNotBegun } from './change-log.ts';
import { failureOf, isClientFault, logDefect } from './failures.ts';
import { findInstances } from './find.ts';
import { LiveOperation, type OperationPorts, type TrackOperation } from './live-operation.ts';
import { mendLostPost } from './lost-post.ts';
import { firstLines, Progress } from './progress.ts';
import type { OperationRecord } from './record.ts';
import type { OnRefusal } from './refusals.ts';
import { forgetRecord, insertRecord, saveRecord } from './record-keeping.ts';

/** How long instances are watched, from asking on. */
export const WATCH_LIMIT_MS = 600_000;

/** Instances that one change may name. */
export const MOST_INSTANCES = 50;

/** Edits that the process that begins an operation may make, and those kept for later processes: 20 in all. */
const EDITS_AT_FIRST = 15;
const EDITS_LATER = 5;

/** A change as a person asked for it. That the person may ask has been checked. */
export interface ChangeRequest {
  readonly ec2: Ec2;
  readonly verb: Verb;
  /** 1 to 50 ids and names, as typed; one that stands there twice counts once. */
  readonly words: readonly string[];
  readonly personId: string;
  /** The first line of the post. */
  readonly head: Head;
  readonly place: Place;
  /** Ends the search for the instances; heeded until the record is made, and not later. */
  readonly signal: AbortSignal;
  /** Told what AWS said: to the search in a region that could not be read, and to the change where it was refused. */
  readonly onRefusal?: OnRefusal;
}

/**
 * What became of the request. `not-acted`: the words do not allow it; `not-begun`: record or post could not be made, or
 * the process is ending; in both cases nothing was changed and nothing was posted, and the person is to be told.
 * `begun`: there is a post; `ended` is fulfilled with what it says in the end, and never rejects.
 */
export type ChangeAnswer =
  | { readonly kind: 'not-acted'; readonly notActed: NotActed }
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
  /** Told of an operation before its record is made, so that it is not taken for one of an earlier process. */
  readonly begins: (operationId: string) => void;
}

/**
 * Changes instances: finds them, makes a record, a post, puts the post's id into the record, and only then asks AWS.
 * Rejects with a `RegionDiscoveryError` when the regions are not known, and with the signal's reason; nothing was
 * changed then.
 */
export async function changeInstances(around: ChangeSurroundings, request: ChangeRequest): Promise<ChangeAnswer> {
  const { ports, closing } = around;
  const { ec2, verb, words } = request;
  if (new Set(words).size > MOST_INSTANCES) throw new BugError('TooManyIds', 'Cannot change instances: too many words');
  try {
    const { clock, log } = ports;
    const signal = AbortSignal.any([request.signal, closing]);
    const found = await findInstances({ ec2, clock, log, verb, words, signal, onRefusal: request.onRefusal });
    if (found.kind === 'not-acted') {
      logNotActed(log, request, words, found.notActed);
      return found;
    }
    const allThere = firstLines(verb, found.instances).every((line) => line.outcome === 'already');
    return await (allThere ? sayAlready(around, request, found.instances) : begin(around, request, found.instances));
  } catch (error) {
    logNotBegun(ports.log, request, words, error);
    if (error instanceof UpstreamError && error.source === 'mattermost') {
      return { kind: 'not-begun', failure: failureOf(error) };
    }
    throw error;
  }
}

/** Nothing is asked of AWS, so the post needs no record. */
async function sayAlready(
  { ports }: ChangeSurroundings,
  request: ChangeRequest,
  instances: readonly Instance[],
): Promise<ChangeAnswer> {
  const record = newRecord(ports, request, instances);
  const change = firstChange(record);
  await ports.posts.create({ ...request.place, message: ports.render(request.head, change) });
  logChange(ports.log, request, change);
  return { kind: 'begun', operationId: record.operationId, ended: Promise.resolve(change) };
}

async function begin(
  around: ChangeSurroundings,
  request: ChangeRequest,
  instances: readonly Instance[],
): Promise<ChangeAnswer> {
  const { ports, closing, track, begins } = around;
  const record = newRecord(ports, request, instances);
  const { operationId } = record;
  begins(operationId);
  await makeRecord(around, record);
  const announced: OperationRecord = { ...record, postId: await announce(around, record) };

  const start = { record: announced, edits: EDITS_AT_FIRST, continued: false };
  const operation = new LiveOperation(ports, start);
  async function run(): Promise<Change> {
    try {
      await saveRecord(ports, announced);
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

function newRecord(ports: OperationPorts, request: ChangeRequest, instances: readonly Instance[]): OperationRecord {
  const startedAt = ports.clock.now();
  return {
    operationId: randomBytes(16).toString('hex'),
    personId: request.personId,
    head: request.head,
    place: request.place,
    verb: request.verb,
    lines: firstLines(request.verb, instances),
    fingerprint: request.ec2.fingerprint,
    startedAt,
    deadline: startedAt + WATCH_LIMIT_MS,
    postId: undefined,
    editsLeft: EDITS_LATER,
  };
}

function firstChange(record: OperationRecord): Change {
  return new Progress({ ...record, continued: false, now: record.startedAt }).change(record.startedAt);
}

/** Makes the record, the first thing that is kept of a change. */
async function makeRecord({ ports, closing, keep }: ChangeSurroundings, record: OperationRecord): Promise<void> {
  let made: boolean;
  try {
    made = await insertRecord(ports, record);
  } catch (error) {
    // It may be there nevertheless: a later process would make a post of what the person is told was not begun.
    keep(forgetRecord(ports, record.operationId));
    throw error;
  }
  if (!made) {
    throw new BugError('RecordExists', 'Cannot begin an operation: its random id is taken');
  }
  if (!closing.aborted) return;
  await forgetRecord(ports, record.operationId);
  closing.throwIfAborted();
}

/** Makes the post of an operation, and returns its id. When that fails neither post nor record is left as it was. */
async function announce(around: ChangeSurroundings, record: OperationRecord): Promise<string> {
  const { ports, keep } = around;
  const { posts, render } = ports;
  const { operationId, place, head } = record;
  try {
    return await posts.create({ ...place, message: render(head, firstChange(record)), operationId });
  } catch (error) {
    if (error instanceof UpstreamError && isClientFault(error.status)) await forgetRecord(ports, operationId);
    // The post may be there nevertheless, or may still come: the person need not wait until that is known.
    else keep(mendLostPost(around, record));
    throw error;
  }
}
