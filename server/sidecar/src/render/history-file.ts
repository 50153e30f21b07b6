import type { NewFile } from '../files.ts';
import type { ChannelLabel, HistoryRow } from '../history-rows.ts';
import { csvOf } from './csv.ts';
import { fileName } from './file-name.ts';
import { orderTyped } from './history-line.ts';

/** The columns, by the same names in every language. */
const COLUMNS = [
  'when',
  'kind',
  'user',
  'user id',
  'channel',
  'command',
  'instances',
  'names',
  'regions',
  'outcomes',
  'codes',
  'seconds',
  'times',
  'request ids',
  'settings',
  'entries',
] as const;

/**
 * The history as a file: a row for each entry. A channel is named as far as the reader may know it. `rows` tells how many fit.
 *
 * @param now milliseconds since the epoch
 */
export function historyFile(
  rows: readonly HistoryRow[],
  labels: ReadonlyMap<string, ChannelLabel>,
  now: number,
): NewFile & { readonly rows: number } {
  return { name: fileName('history', now), ...csvOf(COLUMNS, cells(rows, labels)) };
}

function* cells(rows: readonly HistoryRow[], labels: ReadonlyMap<string, ChannelLabel>): Generator<string[]> {
  for (const row of rows) {
    const cellOf: Partial<Record<(typeof COLUMNS)[number], string>> = {
      when: new Date(row.at).toISOString(),
      kind: row.kind,
      ...(row.kind === 'settings' ? {} : { user: row.username ?? '', 'user id': row.personId }),
      ...(row.kind === 'settings' ? {} : { channel: channelCell(labels.get(row.channelId)) }),
      ...cellsOf(row),
    };
    yield COLUMNS.map((column) => cellOf[column] ?? '');
  }
}

function cellsOf(row: HistoryRow): Partial<Record<(typeof COLUMNS)[number], string>> {
  switch (row.kind) {
    case 'change':
      return {
        command: orderTyped(row),
        instances: row.instances.map(({ id }) => id).join('; '),
        names: row.instances.map(({ name }) => name ?? '').join('; '),
        regions: row.instances.map(({ region }) => region).join('; '),
        outcomes: [...row.instances.map(({ outcome }) => outcome), ...(row.end === undefined ? [] : [row.end])].join('; '),
        codes: row.instances.map(({ code }) => code ?? '').join('; '),
        seconds: String(Math.round(row.tookMs / 1_000)),
        'request ids': row.requestIds.join('; '),
      };
    case 'refusal':
      return {
        command: row.verbs.join('; '),
        instances: row.words.join('; '),
        outcomes: ['refused', ...row.reasons].join('; '),
        times: String(row.count),
      };
    case 'settings':
      return { settings: row.settings.join('; '), entries: row.people.join('; ') };
  }
}

function channelCell(label: ChannelLabel | undefined): string {
  if (label === undefined) return 'private';
  return label.kind === 'named' ? `~${label.name}` : label.kind;
}
