import type { Log, Records } from '../ports.ts';
import { object } from '../stored.ts';
import { logDefect, reasonOf } from './failures.ts';
import { ownershipOf } from './ownership.ts';
import { LEAST_LIFE_MS } from './record-kind.ts';

/** What the removing of records needs. */
export interface RemovalPorts {
  readonly records: Records;
  readonly log: Log;
  /** Who writes now. */
  readonly owner: () => string;
  readonly keyOf: (operationId: string) => string;
}

/** What this process is done with: its records are removed, however often that must be tried. Nothing of it rejects. */
export class Removals {
  readonly #ports: RemovalPorts;
  /** What is removed, or will be; also what is gone, until nobody reads it any longer: what is read may be old. */
  readonly #done = new Set<string>();
  /** Of these what may be there yet, and whether the log says so. */
  readonly #left = new Map<string, boolean>();

  constructor(ports: RemovalPorts) {
    this.#ports = ports;
  }

  /** Whether this process is done with it, and nobody else has taken it over. */
  has(operationId: string): boolean {
    return this.#done.has(operationId);
  }

  /** Removes a record of ours. That it cannot be removed is logged once. */
  async remove(operationId: string): Promise<void> {
    this.#done.add(operationId);
    this.#left.set(operationId, false);
    await this.#try(operationId, () => this.#remove(operationId));
  }

  /** Tries again, also where an earlier try is not answered yet: a lease does not wait for that. */
  async again(): Promise<void> {
    const left = [...this.#left.keys()];
    await Promise.all(left.map((operationId) => this.#try(operationId, () => this.#removeIfOurs(operationId))));
  }

  /** Takes note of which records there are: also what was removed may have come back, by a write that was late. */
  compare(there: ReadonlySet<string>): void {
    for (const operationId of this.#done) {
      if (!there.has(operationId)) this.#drop(operationId);
      else if (!this.#left.has(operationId)) this.#left.set(operationId, false);
    }
  }

  async #remove(operationId: string): Promise<void> {
    await this.#ports.records.remove(this.#ports.keyOf(operationId));
    this.#left.delete(operationId);
  }

  /** What another process has taken over is no longer ours to remove. */
  async #removeIfOurs(operationId: string): Promise<void> {
    const { records, owner: us, keyOf } = this.#ports;
    const key = keyOf(operationId);
    const stored = await records.get(key);
    if (stored === undefined) {
      this.#left.delete(operationId);
      return;
    }
    const { owner, beat } = ownershipOf(stored);
    if (owner !== us()) {
      this.#drop(operationId);
      return;
    }
    // Nobody takes over in between what was just renewed. What was read may be old: then another look decides.
    const renewed = { ...object(stored), beat: beat + 1 };
    if (await records.replace(key, stored, renewed, LEAST_LIFE_MS / 1_000)) await this.#remove(operationId);
  }

  async #try(operationId: string, work: () => Promise<void>): Promise<void> {
    const { log } = this.#ports;
    try {
      await work();
    } catch (error) {
      if (this.#left.get(operationId) !== false) return;
      this.#left.set(operationId, true);
      logDefect(log, error, { operationId });
      log('warn', 'Record of an operation cannot be removed', { operationId, ...reasonOf(error) });
    }
  }

  #drop(operationId: string): void {
    this.#done.delete(operationId);
    this.#left.delete(operationId);
  }
}
