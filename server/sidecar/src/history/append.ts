import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { HistoryRow } from '../history-rows.ts';
import type { Log, Records } from '../ports.ts';
import { encodePart, fill, type Part, readPart } from './part.ts';
import { KEPT_SECONDS, keyOf, PARTS_A_DAY, type Shelf } from './part-key.ts';

/** How often another node may come first at one part, and the pause before the next attempt: what is read may be a copy. */
const ATTEMPTS = 10;
const PAUSE_MS = 100;

/** What appending works with. */
export interface AppendPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rows of one day. */
export interface OfDay {
  readonly shelf: Shelf;
  readonly day: string;
  readonly rows: readonly HistoryRow[];
  /** How many others were dropped since the last time, to be told with these. */
  readonly dropped: number;
  /** The part to begin with: those before it are full. */
  readonly from: number;
}

/** What became of rows of one day. */
export interface Appended {
  /** The part to begin with the next time. */
  readonly part: number;
  /** How many of the rows found no room. */
  readonly tooMany: number;
}

/**
 * Puts rows of one day into the store: reads a part, adds, and replaces what was read. When another node came first it does
 * so again; what does not fit goes into the next part, and is counted where there is none. Rejects as `Records` does; some
 * of the rows may be there then, and take their own place when they come again.
 */
export async function append(ports: AppendPorts, { rows, dropped, from, ...where }: OfDay): Promise<Appended> {
  let rest = rows;
  let untold = dropped;
  for (let part = from; part < PARTS_A_DAY; part += 1) {
    const isLast = part === PARTS_A_DAY - 1;
    const left = await appendTo(ports, { ...where, part }, { rows: rest, dropped: untold, isLast });
    if (left === 'not-understood') continue;
    untold = 0;
    if (left.length === 0 || isLast) return { part, tooMany: left.length };
    rest = left;
  }
  return { part: PARTS_A_DAY - 1, tooMany: rest.length };
}

async function appendTo(
  { records, clock, log }: AppendPorts,
  where: { readonly shelf: Shelf; readonly day: string; readonly part: number },
  { rows, dropped, isLast }: Pick<OfDay, 'rows' | 'dropped'> & { readonly isLast: boolean },
): Promise<readonly HistoryRow[] | 'not-understood'> {
  const key = keyOf(where);
  const kept = KEPT_SECONDS[where.shelf];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { stored, part: before } = await readPart(records, key);
    if (before === undefined) {
      log('warn', 'Part of the history left as it is: not understood', { key });
      return 'not-understood';
    }
    const { part, rest } = fill(before, rows);
    const after: Part = { ...part, dropped: part.dropped + dropped + (isLast ? rest.length : 0) };
    const value = encodePart(after);
    const isStored = await (stored === undefined
      ? records.insert(key, value, kept)
      : records.replace(key, stored, value, kept));
    if (isStored) return rest;
    await clock.sleep(PAUSE_MS);
  }
  throw new UpstreamError('mattermost', 'Contended', 'Other nodes came first each time');
}
