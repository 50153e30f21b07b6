import { INSTANCE_STATES, type Place, type Verb, VERBS } from '../ports.ts';
import { type Fields, flag, list, number, object, oneOf, optional, readStored, text } from '../stored.ts';
import { decodeInstance, encodeInstance } from '../stored-instance.ts';
import type { Attempts, ChangeLine, Failure, Head } from '../views.ts';
import type { Recorded, RecordKind } from './record-kind.ts';

/** The version written, and the only one understood. */
const RECORD_VERSION = 1;

/**
 * What another process must know of an operation to go on with it, or to tell its end. Never a secret. Without
 * `postId` AWS was not asked; with it, perhaps.
 */
export interface OperationRecord extends Recorded {
  readonly personId: string;
  /** As the post's first line has it: the line as typed, the person's name. */
  readonly head: Head;
  readonly place: Place;
  readonly verb: Verb;
  readonly force?: boolean | undefined;
  readonly hibernate?: boolean | undefined;
  /** As the post last showed them: id, region, state before, and the rest. */
  readonly lines: readonly ChangeLine[];
  /** Of the credentials with which it was begun. */
  readonly fingerprint: string;
  /** When the watch ends, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly postId: string | undefined;
  /** Edits that may still be made, whoever makes them: counted down before each. */
  readonly editsLeft: number;
  /** Whether the server's log and its audit log have the end: they are told once. */
  readonly isLogged?: boolean | undefined;
}

/** Records of operations. A plugin that was off for hours, for an upgrade perhaps, still tells what became of them. */
export const OPERATIONS: RecordKind<OperationRecord> = {
  prefix: 'op/',
  lifeMs: 86_400_000,
  encode: encodeRecord,
  decode: decodeRecord,
};

/** The record as JSON can carry it. */
export function encodeRecord(record: OperationRecord): unknown {
  const lines = record.lines.map((line) => ({ ...line, instance: encodeInstance(line.instance) }));
  return { version: RECORD_VERSION, ...record, lines };
}

/** Reads a stored record. Undefined for another version, and for anything that is no record. */
export function decodeRecord(stored: unknown): OperationRecord | undefined {
  return readStored(() => {
    const fields = object(stored);
    if (fields['version'] !== RECORD_VERSION) return undefined;
    return {
      operationId: text(fields['operationId']),
      personId: text(fields['personId']),
      head: decodeHead(object(fields['head'])),
      place: decodePlace(object(fields['place'])),
      verb: oneOf(fields['verb'], VERBS),
      force: optional(fields['force'], flag),
      hibernate: optional(fields['hibernate'], flag),
      lines: list(fields['lines']).map((line) => decodeLine(object(line))),
      fingerprint: text(fields['fingerprint']),
      startedAt: number(fields['startedAt']),
      deadline: number(fields['deadline']),
      postId: optional(fields['postId'], text),
      editsLeft: number(fields['editsLeft']),
      isLogged: optional(fields['isLogged'], flag),
    };
  });
}

/** Where a post stands, as it was stored. */
export function decodePlace(fields: Fields): Place {
  return {
    channelId: text(fields['channelId']),
    rootId: text(fields['rootId']),
    locale: optional(fields['locale'], text),
  };
}

/** The first line of a post, as it was stored. */
export function decodeHead(fields: Fields): Head {
  return {
    typed: text(fields['typed']),
    username: optional(fields['username'], text),
    demo: fields['demo'] === true,
    settingsUrl: optional(fields['settingsUrl'], text),
  };
}

function decodeLine(fields: Fields): ChangeLine {
  return {
    instance: decodeInstance(object(fields['instance'])),
    before: oneOf(fields['before'], INSTANCE_STATES),
    outcome: oneOf(fields['outcome'], ['asked', 'moving', 'arrived', 'already', 'unfit', 'failed'] as const),
    tookMs: optional(fields['tookMs'], number),
    failure: optional(fields['failure'], (failure) => decodeFailure(object(failure))),
    requestId: optional(fields['requestId'], text),
  };
}

/** Why something failed, as it was stored. */
export function decodeFailure(fields: Fields): Failure {
  return {
    code: text(fields['code']),
    requestId: optional(fields['requestId'], text),
    variant: optional(fields['variant'], (variant) => oneOf(variant, ['explicit-deny', 'clock'] as const)),
    attempts: optional(fields['attempts'], (attempts) => decodeAttempts(object(attempts))),
  };
}

function decodeAttempts(fields: Fields): Attempts {
  return { count: number(fields['count']), tookMs: number(fields['tookMs']) };
}
