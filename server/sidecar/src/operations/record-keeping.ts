import type { Clock } from '../clock.ts';
import type { Log, Records } from '../ports.ts';
import { logDefect, reasonOf } from './failures.ts';
import { decodeRecord, encodeRecord, type OperationRecord } from './record.ts';

/** What keys of records begin with. */
const PREFIX = 'op/';

/** A record outlives the beginning of its operation at most by this long. */
const LIFE_MS = 3_600_000;

/** What the keeping of records needs. */
export interface RecordPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
}

/** Stores a new record. False when there is one already. Rejects as `Records` does. */
export async function insertRecord(ports: RecordPorts, record: OperationRecord): Promise<boolean> {
  return await ports.records.insert(keyOf(record.operationId), encodeRecord(record), secondsLeft(ports, record));
}

/** Stores a record again, for what is left of its hour. Rejects as `Records` does. */
export async function saveRecord(ports: RecordPorts, record: OperationRecord): Promise<void> {
  await ports.records.set(keyOf(record.operationId), encodeRecord(record), secondsLeft(ports, record));
}

/** Whether there is a record of an operation. Rejects as `Records` does. */
export async function hasRecord({ records }: RecordPorts, operationId: string): Promise<boolean> {
  return (await records.get(keyOf(operationId))) !== undefined;
}

/** Removes a record. One that cannot be removed is logged, and expires. */
export async function forgetRecord({ records, log }: RecordPorts, operationId: string): Promise<void> {
  try {
    await records.remove(keyOf(operationId));
  } catch (error) {
    logDefect(log, error, { operationId });
    log('warn', 'Record of an operation cannot be removed', { operationId, ...reasonOf(error) });
  }
}

/**
 * All records that there are. One that cannot be read or understood (another version, no record at all) is set aside:
 * it is logged, left where it is, and expires. Rejects only when the keys cannot be read.
 */
export async function readRecords({ records, log }: RecordPorts): Promise<OperationRecord[]> {
  async function readOne(key: string): Promise<readonly OperationRecord[]> {
    try {
      const stored = await records.get(key);
      // Gone since the keys were read.
      if (stored === undefined) return [];
      const record = decodeRecord(stored);
      if (record !== undefined) return [record];
      log('warn', 'Record of an operation set aside: not understood', { key });
    } catch (error) {
      logDefect(log, error, { key });
      log('warn', 'Record of an operation set aside: cannot be read', { key, ...reasonOf(error) });
    }
    return [];
  }
  const keys = await records.keys(PREFIX);
  return (await Promise.all(keys.map(readOne))).flat();
}

function keyOf(operationId: string): string {
  return PREFIX + operationId;
}

function secondsLeft({ clock }: RecordPorts, record: OperationRecord): number {
  return Math.max(1, Math.ceil((record.startedAt + LIFE_MS - clock.now()) / 1_000));
}
