import { UpstreamError } from '../errors.ts';
import type { Clock } from '../clock.ts';
import type { Log, Records } from '../ports.ts';
import { Sightings } from '../sightings.ts';
import type { Fields } from '../stored.ts';
import { logDefect, reasonOf } from './failures.ts';
import { type Ownership, ownershipOf } from './ownership.ts';
import { LEAST_LIFE_MS, type Recorded, type RecordKind } from './record-kind.ts';
import { Removals } from './removals.ts';

/** How often an owner renews its records, and how often those of others are looked at. */
export const BEAT_MS = 5_000;

/** Who has not renewed a record for so long does not own it any longer. */
export const LEASE_MS = 15_000;

/** What the keeping of records needs. */
export interface JournalPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
  /** Who writes: one process at a time, and the next one below the same bridge. */
  readonly owner: () => string;
}

/**
 * Whether a record was stored; `lost`: another process owns it, or nobody, and this one has nothing more to do with it, unless
 * it takes it over again; `left`: this one was done with it, or has left it to others, before it was stored.
 */
export type Saved = 'saved' | 'lost' | 'left';

/** A record of ours. */
interface Held<R extends Recorded> {
  readonly record: R;
  /** As it is in the store, as far as is known: what the next one replaces. */
  readonly stored: unknown;
  readonly beat: number;
  /** When the store last said that it is ours, in milliseconds since the epoch. */
  readonly savedAt: number;
  readonly hold: Hold;
}

/** That a record is ours, from when it was made or taken over until it is lost, left or removed. */
export type Hold = symbol;

/**
 * The records of operations, or of what else must outlive a process. Each has one owner, who alone goes on with it: every write
 * but the first replaces what the owner knows to be there, so that whoever comes second is told. What is read may be old, where
 * the database has replicas; only the replacing decides. Whether an owner is alive is seen by its writing: no clock is compared
 * with that of another machine.
 */
export class Journal<R extends Recorded> {
  readonly #ports: JournalPorts;
  readonly #kind: RecordKind<R>;
  readonly #held = new Map<string, Held<R>>();
  /** Writing, by operation: one at a time, since each needs to know the one before. */
  readonly #writing = new Map<string, Promise<unknown>>();
  /** What others own: since when it is as it is. */
  readonly #seen: Sightings;
  readonly #removals: Removals;
  /** What this process does not understand. */
  readonly #setAside = new Set<string>();

  constructor(ports: JournalPorts, kind: RecordKind<R>) {
    this.#ports = ports;
    this.#kind = kind;
    this.#seen = new Sightings(ports.clock);
    this.#removals = new Removals({ ...ports, keyOf: (operationId) => this.#keyOf(operationId) });
  }

  /** The ids of those that are ours. */
  get held(): readonly string[] {
    return [...this.#held.keys()];
  }

  /**
   * Makes a record that is ours. False when there is one already. Rejects as `Records` does; it may be there then.
   *
   * @param again whether it may be there from an earlier try, which is no failure then
   */
  async insert(record: R, again = false): Promise<boolean> {
    const { operationId } = record;
    const held = this.#made(record, 0);
    this.#held.set(operationId, held);
    return await this.#inTurn(operationId, async () => {
      const { records } = this.#ports;
      if (await records.insert(this.#keyOf(operationId), held.stored, this.#secondsLeft(record))) return true;
      const stored = again ? await records.get(this.#keyOf(operationId)) : undefined;
      const { owner, beat } = ownershipOf(stored);
      if (owner !== undefined && owner === this.#ports.owner()) {
        this.#held.set(operationId, { ...held, stored, beat });
        return true;
      }
      this.#held.delete(operationId);
      return false;
    });
  }

  /** Stores a record of ours as it is now. Rejects as `Records` does; it may be stored then. */
  async save(record: R): Promise<Saved> {
    return await this.#inTurn(record.operationId, () => this.#replace(record.operationId, () => record));
  }

  /** Stores a record of ours as it was, so that others see that it has an owner. Rejects as `Records` does. */
  async renew(operationId: string): Promise<Saved> {
    return await this.#inTurn(operationId, () => this.#replace(operationId, ({ record }) => record));
  }

  /** How a record is ours; undefined if it is not. Who lost a record and has it again has it by another hold. */
  holdOf(operationId: string): Hold | undefined {
    return this.#held.get(operationId)?.hold;
  }

  /**
   * Whether a record is still ours by all that is known: the store said so not long ago. Who was suspended in between must ask
   * again before anything else.
   */
  isOurs(operationId: string): boolean {
    const held = this.#held.get(operationId);
    if (held === undefined) return false;
    const ago = this.#ports.clock.now() - held.savedAt;
    return ago >= 0 && ago < LEASE_MS;
  }

  /** Removes a record of ours. One that cannot be removed is logged, and `removeLeft` tries again. Never rejects. */
  async forget(operationId: string): Promise<void> {
    if (this.#held.delete(operationId)) await this.#removals.remove(operationId);
  }

  /**
   * Tries again to remove what could not be removed. Belongs to every beat, as renewing does: as long as the store is reached,
   * others see that such a record is gone or that it has an owner, and nobody goes on with it. Never rejects.
   */
  async removeLeft(): Promise<void> {
    await this.#removals.again();
  }

  /**
   * Leaves a record to whoever claims next, at once; that may be this process. Never rejects: at worst another waits for the
   * lease to run out.
   */
  async release(operationId: string): Promise<void> {
    const { records, log } = this.#ports;
    try {
      await this.#inTurn(operationId, async () => {
        const held = this.#held.get(operationId);
        this.#held.delete(operationId);
        if (held === undefined) return;
        const { record, stored, beat } = held;
        const after = { ...(this.#kind.encode(record) as Fields), beat: beat + 1 };
        await records.replace(this.#keyOf(operationId), stored, after, this.#secondsLeft(record));
      });
    } catch (error) {
      logDefect(log, error, { operationId });
      log('info', 'Record of an operation is left to its lease', { operationId, ...reasonOf(error) });
    }
  }

  /** Whether there is a record of an operation. Rejects as `Records` does. */
  async has(operationId: string): Promise<boolean> {
    return (await this.#ports.records.get(this.#keyOf(operationId))) !== undefined;
  }

  /**
   * Takes over the records that nobody owns any longer, and returns them. One that cannot be read or understood (another
   * version, no record at all) is set aside: it is logged once, left where it is, and expires. Rejects only when the keys
   * cannot be read.
   */
  async claim(): Promise<R[]> {
    const keys = await this.#ports.records.keys(this.#kind.prefix);
    const there = new Set(keys.map((key) => this.#idOf(key)));
    this.#seen.keep(there);
    this.#removals.compare(there);
    for (const id of this.#setAside) if (!there.has(id)) this.#setAside.delete(id);
    return (await Promise.all(keys.map((key) => this.#claimOne(key)))).flat();
  }

  async #claimOne(key: string): Promise<readonly R[]> {
    const { records, log } = this.#ports;
    const operationId = this.#idOf(key);
    if (this.#held.has(operationId) || this.#setAside.has(operationId) || this.#removals.has(operationId)) return [];
    try {
      const stored = await records.get(key);
      // Gone since the keys were read, or begun here meanwhile.
      if (stored === undefined || this.#held.has(operationId)) return [];
      const record = this.#kind.decode(stored);
      if (record === undefined) return this.#ignore(key);
      const ownership = ownershipOf(stored);
      if (!this.#isAbandoned(operationId, ownership)) return [];
      const held = this.#made(record, ownership.beat + 1);
      const isClaimed = await records.replace(key, stored, held.stored, this.#secondsLeft(record));
      if (!isClaimed) return [];
      this.#seen.forget(operationId);
      this.#held.set(operationId, held);
      return [record];
    } catch (error) {
      // What is stored is not even JSON.
      if (error instanceof SyntaxError) return this.#ignore(key);
      logDefect(log, error, { key });
      log('warn', 'Record of an operation cannot be read', { key, ...reasonOf(error) });
      return [];
    }
  }

  #ignore(key: string): [] {
    this.#setAside.add(this.#idOf(key));
    this.#ports.log('warn', 'Record of an operation set aside: not understood', { key });
    return [];
  }

  #isAbandoned(operationId: string, { owner, beat }: Ownership): boolean {
    // Below one bridge the process before is dead when the next one begins.
    if (owner === undefined || owner === this.#ports.owner()) return true;
    const since = this.#seen.since(operationId, `${owner} ${String(beat)}`);
    return this.#ports.clock.now() - since >= LEASE_MS;
  }

  /** Replaces what is known to be in the store. That it is not there may mean that only an answer of ours was lost. */
  async #replace(operationId: string, next: (held: Held<R>) => R): Promise<Saved> {
    const { records } = this.#ports;
    const owner = this.#ports.owner();
    const key = this.#keyOf(operationId);
    for (let tried = 1; tried <= 2; tried += 1) {
      const before = this.#held.get(operationId);
      if (before === undefined) return 'left';
      const after = this.#made(next(before), before.beat + 1, before.hold);
      // What is not taken now is stored when the record is renewed.
      this.#held.set(operationId, { ...before, record: after.record });
      const isReplaced = await records.replace(key, before.stored, after.stored, this.#secondsLeft(after.record));
      // What was stored meanwhile has no owner for long.
      if (!this.#held.has(operationId)) return 'left';
      if (isReplaced) {
        this.#held.set(operationId, after);
        return 'saved';
      }
      const stored = await records.get(key);
      if (stored === undefined || ownershipOf(stored).owner !== owner) {
        this.#held.delete(operationId);
        return 'lost';
      }
      this.#held.set(operationId, { ...before, record: after.record, stored, beat: ownershipOf(stored).beat });
    }
    // A replica that is behind shows what is there no longer.
    throw new UpstreamError('mattermost', 'StaleRecord', 'Cannot store the record: what is read is not what is there');
  }

  async #inTurn<T>(operationId: string, write: () => Promise<T>): Promise<T> {
    const before = this.#writing.get(operationId) ?? Promise.resolve();
    const written = before.then(write, write);
    this.#writing.set(operationId, written);
    try {
      return await written;
    } finally {
      if (this.#writing.get(operationId) === written) this.#writing.delete(operationId);
    }
  }

  #made(record: R, beat: number, hold: Hold = Symbol(record.operationId)): Held<R> {
    const stored = { ...(this.#kind.encode(record) as Fields), owner: this.#ports.owner(), beat };
    return { record, stored, beat, savedAt: this.#ports.clock.now(), hold };
  }

  #keyOf(operationId: string): string {
    return this.#kind.prefix + operationId;
  }

  #idOf(key: string): string {
    return key.slice(this.#kind.prefix.length);
  }

  #secondsLeft(record: R): number {
    const { lifeMs } = this.#kind;
    const left = record.startedAt + lifeMs - this.#ports.clock.now();
    return Math.ceil(Math.min(Math.max(left, LEAST_LIFE_MS), lifeMs) / 1_000);
  }
}
