/**
 * As long as its owner stores it, a record lives for so long at least. A machine that slept, or whose clock was set, may be far
 * behind or ahead of the beginning of an operation that nobody else goes on with; then only a lease and a start must be
 * outlived.
 */
export const LEAST_LIFE_MS = 120_000;

/** What every record says that one process at a time goes on with. */
export interface Recorded {
  /** 128 random bits in hexadecimal; also in the props of the post, if there is one. */
  readonly operationId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** How records of one kind are kept. */
export interface RecordKind<R extends Recorded> {
  /** What their keys begin with. */
  readonly prefix: string;
  /** A record outlives the beginning of what it is of by this long, in milliseconds; then it is given up. */
  readonly lifeMs: number;
  /** The record as JSON can carry it: an object. */
  encode(record: R): unknown;
  /** Undefined for another version, and for anything that is no record. */
  decode(stored: unknown): R | undefined;
}
