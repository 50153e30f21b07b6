import type { Log } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';
import type { Journal } from './journal.ts';
import type { MayEdit } from './post-editor.ts';
import type { OperationRecord } from './record.ts';

/** What it works with. */
export interface OwnedRecordPorts {
  readonly journal: Journal<OperationRecord>;
  readonly log: Log;
  /** Told once that another process owns it. */
  readonly onLost: () => void;
}

/** The record of an operation under way, for as long as it is ours. Nothing of it rejects. */
export class OwnedRecord {
  readonly #ports: OwnedRecordPorts;
  /** As it was last saved, or should have been. */
  #record: OperationRecord;
  #isLost = false;

  constructor(ports: OwnedRecordPorts, record: OperationRecord) {
    this.#ports = ports;
    this.#record = record;
  }

  get current(): OperationRecord {
    return this.#record;
  }

  /** Whether another process goes on with it; perhaps only since something was waited for. */
  isLost(): boolean {
    return this.#isLost;
  }

  /** Another process owns it now. */
  lose(): void {
    this.#isLost = true;
    this.#ports.onLost();
  }

  /** Whether it surely is ours: who was suspended or cut off from the store asks that first. */
  async isOurs(): Promise<boolean> {
    const { journal, log } = this.#ports;
    const { operationId } = this.#record;
    if (this.#isLost || journal.isOurs(operationId)) return !this.#isLost;
    try {
      if ((await journal.renew(operationId)) !== 'saved') this.lose();
    } catch (error) {
      logDefect(log, error, { operationId });
      return false;
    }
    return !this.isLost();
  }

  /**
   * Saves it as it is now, and says whether the post may be edited: another process may own it by now. A record that cannot be
   * saved is behind the post, no more.
   */
  async save(changed: Partial<OperationRecord>): Promise<MayEdit> {
    const { journal, log } = this.#ports;
    const { operationId } = this.#record;
    if (this.#isLost) return 'never';
    this.#record = { ...this.#record, ...changed };
    try {
      if ((await journal.save(this.#record)) !== 'saved') this.lose();
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Record of an operation cannot be saved', { operationId, ...reasonOf(error) });
      if (this.isLost()) return 'never';
      return journal.isOurs(operationId) ? 'unsaved' : 'notNow';
    }
    return this.isLost() ? 'never' : 'yes';
  }

  /** Leaves it to the next process. */
  async release(): Promise<void> {
    if (!this.#isLost) await this.#ports.journal.release(this.#record.operationId);
  }

  /** It is told to its end. */
  async forget(): Promise<void> {
    if (!this.#isLost) await this.#ports.journal.forget(this.#record.operationId);
  }
}
