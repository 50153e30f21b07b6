import type { HistoryRow } from '../history-rows.ts';
import type { Log, Records } from '../ports.ts';
import { foldedRows } from './folded.ts';
import { newestRows } from './newest.ts';
import { readPart } from './part.ts';
import { dayOf, keyOf, type PartKey, readKey } from './part-key.ts';
import { decodeRow } from './stored-row.ts';

/** So many parts are read for one answer: more than a quiet server has in all the days that are kept. */
export const MOST_PARTS = 1_000;

/** So many rows one answer has. */
export const MOST_ROWS = 10_000;

/** Parts that are read at the same time. */
const AT_ONCE = 4;

/** What is asked for. */
export interface HistoryWish {
  /** Milliseconds since the epoch: nothing older. */
  readonly from: number;
  /** Whether a row is asked for. */
  readonly fits: (row: HistoryRow) => boolean;
}

/** What was found. */
export interface HistoryFound {
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  /** How many rows of these days could not be kept, whoever they were about. */
  readonly dropped: number;
  /** Whether there may be more that was not read. */
  readonly isCut: boolean;
}

/** What reading works with. */
export interface ReadPorts {
  readonly records: Records;
  readonly log: Log;
  /** What is not written yet. */
  readonly waiting: readonly HistoryRow[];
}

/** Reads the history, day by day from the newest. What is not understood is passed over, and logged. Rejects as `Records` does. */
export async function readHistory({ records, log, waiting }: ReadPorts, wish: HistoryWish): Promise<HistoryFound> {
  const days = Map.groupBy(await keysSince(records, dayOf(wish.from)), ({ day }) => day);
  for (const { at } of waiting) if (!days.has(dayOf(at))) days.set(dayOf(at), []);
  const rows: HistoryRow[] = [];
  let [dropped, parts] = [0, 0];
  for (const day of [...days.keys()].sort().reverse()) {
    const keys = days.get(day) ?? [];
    parts += keys.length;
    if (rows.length >= MOST_ROWS || parts > MOST_PARTS) {
      return { rows: rows.slice(0, MOST_ROWS), dropped, isCut: true };
    }
    const read = await readDay(records, log, keys);
    dropped += read.dropped;
    const newest = newestRows([...read.rows, ...waiting.filter(({ at }) => dayOf(at) === day)]);
    const found = foldedRows(newest).filter((row) => row.at >= wish.from && wish.fits(row));
    rows.push(...found.sort((one, other) => other.at - one.at));
  }
  return { rows: rows.slice(0, MOST_ROWS), dropped, isCut: rows.length > MOST_ROWS };
}

async function keysSince(records: Records, first: string): Promise<PartKey[]> {
  // Mattermost gives all keys whatever is asked for, so they are asked for once.
  return (await records.keys('')).flatMap((key) => {
    const read = readKey(key);
    return read === undefined || read.day < first ? [] : [read];
  });
}

async function readDay(
  records: Records,
  log: Log,
  keys: readonly PartKey[],
): Promise<{ readonly rows: readonly HistoryRow[]; readonly dropped: number }> {
  const rows: HistoryRow[] = [];
  let [dropped, strange] = [0, 0];
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const some = keys.slice(at, at + AT_ONCE).map(keyOf);
    const read = await Promise.all(some.map(async (key) => ({ key, part: (await readPart(records, key)).part })));
    for (const { key, part } of read) {
      if (part === undefined) log('warn', 'Part of the history passed over: not understood', { key });
      dropped += part?.dropped ?? 0;
      for (const stored of part?.rows ?? []) {
        const row = decodeRow(stored);
        if (row === undefined) strange += 1;
        else rows.push(row);
      }
    }
  }
  if (strange > 0) log('warn', 'Rows of the history passed over: not understood', { rows: strange });
  return { rows, dropped };
}
