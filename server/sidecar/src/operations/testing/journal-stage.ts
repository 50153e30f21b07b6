import { Journal, LEASE_MS } from '../journal.ts';
import { OPERATIONS, type OperationRecord } from '../record.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeRecords } from './fake-records.ts';
import { operationRecord } from './operation-record.ts';

/** The operation whose record is played with, and the key of that. */
export const ID = 'a'.repeat(32);
export const KEY = `op/${ID}`;

/** Two journals on one store, and what they log. */
export class JournalStage {
  readonly clock = new FakeClock();
  readonly records = new FakeRecords(this.clock);
  readonly logged: string[] = [];
  readonly ours = this.journal('ours');
  readonly theirs = this.journal('theirs');

  /** Another one, below the bridge `owner`; `records` and `clock` as it has them. */
  journal(owner: string, { records = this.records, clock = this.clock } = {}): Journal<OperationRecord> {
    return new Journal(
      { records, clock, log: (_level, message) => this.logged.push(message), owner: () => owner },
      OPERATIONS,
    );
  }

  /** The record as it is to be stored. */
  record(more: Partial<OperationRecord> = {}): OperationRecord {
    return operationRecord(ID, this.clock.now(), more);
  }

  /** What is stored now, as far as these tests look at it. */
  stored(): { owner?: string; beat?: number; postId?: string } | undefined {
    const json = this.records.stored.get(KEY)?.json;
    return json === undefined ? undefined : (JSON.parse(json) as { owner?: string; beat?: number; postId?: string });
  }

  /** What somebody gets who looks, and looks again when the lease must have run out. */
  async waitOut(claimer = this.theirs): Promise<{ readonly atFirst: string[]; readonly then: string[] }> {
    const atFirst = await claimedBy(claimer);
    await this.clock.advance(LEASE_MS);
    return { atFirst, then: await claimedBy(claimer) };
  }
}

/** The ids of what somebody takes over now. */
export async function claimedBy(claimer: Journal<OperationRecord>): Promise<string[]> {
  return (await claimer.claim()).map(({ operationId }) => operationId);
}
