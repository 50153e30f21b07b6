import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { HistoryRow } from '../history-rows.ts';
import type { Log, Records } from '../ports.ts';
import { type Dropped, encodePart, fill, readPart, withDropped } from './part.ts';
import { KEPT_SECONDS, keyOf, type PartKey, PARTS_A_DAY } from './part-key.ts';

/** How often another node may come first at one part, and the pause before the next attempt: what is read may be a copy. */
const ATTEMPTS = 10;
const PAUSE_MS = 100;

/** What appending works with. */
export interface AppendPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is put into one part. */
export interface ToPart {
  readonly rows: readonly HistoryRow[];
  /** Others of the day, or of an earlier one, that could not be kept. */
  readonly dropped: Dropped;
}

/**
 * Puts rows into one part of a day: reads it, adds, and replaces what was read; when another node came first it does so
 * again. Returns those that find no room there, which the last part counts; undefined where the part is not understood, and
 * stays as it is. Rejects as `Records` does: all may be there then, and when it comes again takes its own place.
 */
export async function append(
  { records, clock, log }: AppendPorts,
  where: PartKey,
  { rows, dropped }: ToPart,
): Promise<readonly HistoryRow[] | undefined> {
  const key = keyOf(where);
  const kept = KEPT_SECONDS[where.shelf];
  const isLast = where.part === PARTS_A_DAY - 1;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { stored, part: before } = await readPart(records, key);
    if (before === undefined) {
      log('warn', 'Part of the history left as it is: not understood', { key });
      return undefined;
    }
    const { part, rest } = fill(before, rows);
    const count = dropped.count + (isLast ? rest.length : 0);
    const value = encodePart(withDropped(part, { id: dropped.id, count }));
    const isStored = await (stored === undefined
      ? records.insert(key, value, kept)
      : records.replace(key, stored, value, kept));
    if (isStored) return rest;
    await clock.sleep(PAUSE_MS);
  }
  throw new UpstreamError('mattermost', 'Contended', 'Other nodes came first each time');
}
