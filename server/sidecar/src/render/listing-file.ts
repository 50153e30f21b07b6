import type { NewFile } from '../files.ts';
import type { ListedInstance } from '../ports.ts';
import { stepByStep } from '../steps.ts';
import { LISTING_COLUMNS, type ListingColumn, type ListingLook } from '../views.ts';
import { csvLine, csvOfLines } from './csv.ts';
import { fileName } from './file-name.ts';

/** What a file of a listing is made of. */
export interface ListingFileInput {
  /** In the order of the rows. */
  readonly listed: readonly ListedInstance[];
  /** Those that were asked for; all when empty or left out. */
  readonly columns: ListingLook['columns'];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `rows` tells how many instances fit. */
export interface ListingFile extends NewFile {
  readonly rows: number;
}

/** So many lines are laid out in one step. */
const STEP = 250;

/**
 * A listing as a file: a row for each instance, below the names by which `--columns` knows the columns, whatever the language.
 */
export async function listingFile({ listed, columns, now }: ListingFileInput): Promise<ListingFile> {
  const shown = columns === undefined || columns.length === 0 ? LISTING_COLUMNS : [...new Set(columns)];
  await stepByStep(layOut(listed, shown));
  return { name: fileName('instances', now), ...csvOfLines(shown, linesOf(listed, shown)) };
}

/** By the columns: those who list within some seconds are shown the same instances, and each line is laid out once for all. */
const laidOut = new WeakMap<ListedInstance, { readonly columns: string; readonly line: string }>();

/** Lays out each line, to be taken from `laidOut` afterwards: in one go some thousand would hold up everybody who types. */
function* layOut(listed: readonly ListedInstance[], shown: readonly ListingColumn[]): Generator<undefined, void> {
  for (let at = 0; at < listed.length; at += STEP) {
    Array.from(linesOf(listed.slice(at, at + STEP), shown));
    yield;
  }
}

function* linesOf(listed: readonly ListedInstance[], shown: readonly ListingColumn[]): Generator<string> {
  const columns = shown.join();
  for (const instance of listed) {
    const before = laidOut.get(instance);
    if (before?.columns === columns) yield before.line;
    else {
      const line = csvLine(shown.map((column) => cell(instance, column)));
      laidOut.set(instance, { columns, line });
      yield line;
    }
  }
}

function cell(instance: ListedInstance, column: ListingColumn): string {
  switch (column) {
    case 'name':
    case 'zone':
      return instance[column] ?? '';
    case 'id':
    case 'type':
    case 'state':
    case 'region':
      return instance[column];
    case 'private':
    case 'public':
      return instance[`${column}Address`] ?? '';
    case 'launched':
      return instance.launchedAt === undefined ? '' : new Date(instance.launchedAt).toISOString();
    case 'tags': {
      // The name has a column of its own.
      const others = [...instance.tags].filter(([key]) => key !== 'Name').map(([key, value]) => `${key}=${value}`);
      return others.toSorted().join('; ');
    }
  }
}
