import { INSTANCE_STATES, type Instance, type Place, type Verb } from '../ports.ts';
import type { Attempts, ChangeLine, Failure, Head } from '../views.ts';

/** The version written, and the only one understood. */
const RECORD_VERSION = 1;

/**
 * What another process must know of an operation to go on with it, or to tell its end. Never a secret. Without
 * `postId` AWS was not asked; with it, perhaps.
 */
export interface OperationRecord {
  /** 128 random bits in hexadecimal; also in the post's props. */
  readonly operationId: string;
  readonly personId: string;
  /** As the post's first line has it: the line as typed, the person's name. */
  readonly head: Head;
  readonly place: Place;
  readonly verb: Verb;
  /** As the post last showed them: id, region, state before, and the rest. */
  readonly lines: readonly ChangeLine[];
  /** Of the credentials with which it was begun. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** When the watch ends, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly postId: string | undefined;
  /** Edits that later processes may still make. */
  readonly editsLeft: number;
}

/** The record as JSON can carry it. */
export function encodeRecord(record: OperationRecord): unknown {
  const lines = record.lines.map((line) => ({ ...line, instance: encodeInstance(line.instance) }));
  return { version: RECORD_VERSION, ...record, lines };
}

/** Reads a stored record. Undefined for another version, and for anything that is no record. */
export function decodeRecord(stored: unknown): OperationRecord | undefined {
  try {
    const fields = object(stored);
    if (fields['version'] !== RECORD_VERSION) return undefined;
    const place = object(fields['place']);
    const verb = fields['verb'];
    if (verb !== 'start' && verb !== 'stop') return undefined;
    return {
      operationId: text(fields['operationId']),
      personId: text(fields['personId']),
      head: decodeHead(object(fields['head'])),
      place: { channelId: text(place['channelId']), rootId: text(place['rootId']) },
      verb,
      lines: list(fields['lines']).map((line) => decodeLine(object(line))),
      fingerprint: text(fields['fingerprint']),
      startedAt: number(fields['startedAt']),
      deadline: number(fields['deadline']),
      postId: optional(fields['postId'], text),
      editsLeft: number(fields['editsLeft']),
    };
  } catch (error) {
    if (error instanceof NoRecord) return undefined;
    throw error;
  }
}

/** Thrown and caught in this file alone. */
class NoRecord extends Error {}

function decodeHead(fields: Fields): Head {
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
    outcome: oneOf(fields['outcome'], ['asked', 'moving', 'arrived', 'already', 'failed'] as const),
    tookMs: optional(fields['tookMs'], number),
    failure: optional(fields['failure'], (failure) => decodeFailure(object(failure))),
  };
}

/** What is kept of an instance, and how it is read. Records of earlier versions of ours lack some. */
const INSTANCE_FIELDS: { readonly [Field in keyof Instance]-?: (stored: unknown) => Instance[Field] } = {
  id: text,
  name: (stored) => optional(stored, text),
  type: text,
  state: (stored) => oneOf(stored, INSTANCE_STATES),
  region: text,
  publicAddress: (stored) => optional(stored, text),
  privateAddress: (stored) => optional(stored, text),
  launchedAt: (stored) => optional(stored, number),
  stateReason: (stored) => optional(stored, text),
  zone: (stored) => optional(stored, text),
  isSpot: (stored) => optional(stored, flag) ?? false,
  rootDevice: (stored) => optional(stored, (device) => oneOf(device, ['ebs', 'instance-store'] as const)) ?? 'ebs',
  canHibernate: (stored) => optional(stored, flag) ?? false,
  autoScalingGroup: (stored) => optional(stored, text),
  schedule: (stored) => optional(stored, text),
};

/** What comes from a listing has more, such as its tags, and that is not to be kept. */
function encodeInstance(instance: Instance): Fields {
  return Object.fromEntries(Object.keys(INSTANCE_FIELDS).map((field) => [field, instance[field as keyof Instance]]));
}

function decodeInstance(fields: Fields): Instance {
  const read = Object.entries(INSTANCE_FIELDS).map(([field, decode]) => [field, decode(fields[field])]);
  return Object.fromEntries(read) as Instance;
}

function decodeFailure(fields: Fields): Failure {
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

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoRecord();
  return value as Fields;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NoRecord();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new NoRecord();
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new NoRecord();
  return value;
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new NoRecord();
  return value;
}

function optional<T>(value: unknown, decode: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : decode(value);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new NoRecord();
  return found;
}
