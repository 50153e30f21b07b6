import type { HistoryRow } from '../history-rows.ts';
import type { Records } from '../ports.ts';
import { type Fields, list, number, object, optional, readStored, text } from '../stored.ts';
import { newerOf } from './newest.ts';
import { decodeRow } from './stored-row.ts';

/** The version written, and the only one understood. */
const PART_VERSION = 1;

/** A part is full when its JSON would have more bytes: each row that is added writes all of it anew. */
export const PART_LIMIT_BYTES = 40_000;

/** So many of those who said last that rows were dropped are kept: more than write one part while one waits for its answer. */
const MOST_TOLD = 10;

/** Rows that could not be kept. */
export interface Dropped {
  /** The same whenever the same is told again. */
  readonly id: string;
  readonly count: number;
}

/** Rows of one day as they stand in the store, below one key. */
export interface Part {
  /** As they were stored: a row that this version does not understand stays. */
  readonly rows: readonly unknown[];
  /** How many rows of the day could not be kept. */
  readonly dropped: number;
  /** Of what that was told last: who had no answer tells it again. */
  readonly told: readonly Dropped[];
}

const EMPTY_PART: Part = { rows: [], dropped: 0, told: [] };

/** A part as JSON can carry it. */
export function encodePart({ rows, dropped, told }: Part): unknown {
  return { version: PART_VERSION, rows, dropped, told };
}

/** What stands below a key. */
export interface StoredPart {
  /** Undefined where there is nothing. */
  readonly stored: unknown;
  /** Undefined for what is not understood; empty where there is nothing. */
  readonly part: Part | undefined;
}

/** Reads a part. Rejects as `Records` does. */
export async function readPart(records: Records, key: string): Promise<StoredPart> {
  try {
    const stored = await records.get(key);
    return { stored, part: stored === undefined ? EMPTY_PART : decodePart(stored) };
  } catch (error) {
    // What is stored is not even JSON.
    if (error instanceof SyntaxError) return { stored: undefined, part: undefined };
    throw error;
  }
}

/** A part as it was stored; undefined for another version, and for anything that is none. */
function decodePart(stored: unknown): Part | undefined {
  return readStored(() => {
    const fields = object(stored);
    if (fields['version'] !== PART_VERSION) return undefined;
    const told = optional(fields['told'], list)?.map(object) ?? [];
    return {
      rows: list(fields['rows']),
      dropped: number(fields['dropped']),
      told: told.map(({ id, count }) => ({ id: text(id), count: number(count) })),
    };
  });
}

/** A part with rows put into it, and those for which there is no room. */
export interface Filled {
  readonly part: Part;
  readonly rest: readonly HistoryRow[];
}

/** Puts rows into a part, each in the place of an older one with its id if there is one. What knows less replaces nothing. */
export function fill(part: Part, rows: readonly HistoryRow[]): Filled {
  const kept: unknown[] = [...part.rows];
  const places = new Map(kept.map((row, place) => [idOf(row), place]));
  const rest: HistoryRow[] = [];
  let bytes = bytesOf(encodePart(part));
  for (const row of rows) {
    const place = places.get(row.id);
    if (place !== undefined) {
      const before = decodeRow(kept[place]);
      if (before !== undefined && newerOf(before, row) === before) continue;
      // What takes the place of another is hardly longer, and must not stand there twice.
      bytes += bytesOf(row) - bytesOf(kept[place]);
      kept[place] = row;
      continue;
    }
    const more = bytesOf(row) + 1;
    if (bytes + more > PART_LIMIT_BYTES) {
      rest.push(row);
      continue;
    }
    bytes += more;
    places.set(row.id, kept.length);
    kept.push(row);
  }
  return { part: { ...part, rows: kept }, rest };
}

/** A part in which these are counted, once however often they are told. */
export function withDropped(part: Part, { id, count }: Dropped): Part {
  const before = part.told.find((one) => one.id === id)?.count ?? 0;
  if (count <= before) return part;
  const others = part.told.filter((one) => one.id !== id);
  return { ...part, dropped: part.dropped + count - before, told: [...others, { id, count }].slice(-MOST_TOLD) };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function idOf(row: unknown): unknown {
  return typeof row === 'object' && row !== null ? (row as Fields)['id'] : undefined;
}
