import type { NewFile } from '../files.ts';
import type { ListedInstance } from '../ports.ts';
import { LISTING_COLUMNS, type ListingColumn, type ListingLook } from '../views.ts';
import { csvOf } from './csv.ts';
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

/**
 * A listing as a file: a row for each instance, below the names by which `--columns` knows the columns, whatever the language.
 * `rows` tells how many instances fit.
 */
export function listingFile({ listed, columns, now }: ListingFileInput): NewFile & { readonly rows: number } {
  const shown = columns === undefined || columns.length === 0 ? LISTING_COLUMNS : [...new Set(columns)];
  return { name: fileName('instances', now), ...csvOf(shown, cellsOf(listed, shown)) };
}

function* cellsOf(listed: readonly ListedInstance[], columns: readonly ListingColumn[]): Generator<string[]> {
  for (const instance of listed) yield columns.map((column) => cell(instance, column));
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
