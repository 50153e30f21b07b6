import type { MessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { ListedInstance } from '../ports.ts';
import type { ListingColumn, ListingLook } from '../views.ts';
import { code, isShown, plain } from './escape.ts';
import { MARKS, nameInLine, sharedNames, stateWord } from './instance.ts';

/** The columns of a listing that does not say which. */
const USUAL: readonly ListingColumn[] = ['name', 'id', 'type', 'state', 'region'];

const TITLES = {
  name: 'listing.column.name',
  id: 'listing.column.id',
  type: 'listing.column.type',
  state: 'listing.column.state',
  region: 'listing.column.region',
  zone: 'listing.column.zone',
  private: 'listing.column.private',
  public: 'listing.column.public',
  launched: 'listing.column.launched',
  tags: 'listing.column.tags',
} as const satisfies Record<ListingColumn, MessageId>;

/** Where there is nothing to show. */
const NONE = '–';

/** How the rows of a listing are drawn, and what stands once above them. */
export interface ListingRows {
  readonly titles: readonly string[];
  /** Drawn one by one: of a large fleet few fit a post. */
  readonly draw: (instance: ListedInstance) => string;
}

/** A row for each instance of a listing: of a table, or a line. */
export function listingRows(messages: Messages, shown: readonly ListedInstance[], look: ListingLook): ListingRows {
  const columns = look.columns === undefined || look.columns.length === 0 ? USUAL : [...new Set(look.columns)];
  if (look.layout === 'lines') return { titles: [], draw: lineDrawer(messages, shown, columns) };
  const titles = columns.map((column) => messages.format(TITLES[column]));
  // A table begins after an empty line, or it is text.
  return {
    titles: ['', row(titles), `|${':--|'.repeat(titles.length)}`],
    draw: (instance) => tableRow(instance, columns),
  };
}

function tableRow(instance: ListedInstance, columns: readonly ListingColumn[]): string {
  const cells = columns.map((column) => cell(instance, column));
  const [first = '', ...others] = cells;
  // The mark stands first, whatever the first column is.
  return row([`${MARKS[instance.state]} ${first}`, ...others]);
}

function cell(instance: ListedInstance, column: ListingColumn): string {
  const inTable = true;
  switch (column) {
    case 'name':
      return isShown(instance.name) ? code(instance.name, { inTable }) : NONE;
    case 'id':
      return code(instance.id, { inTable });
    case 'state':
      return instance.state;
    case 'type':
    case 'region':
      return plain(instance[column], { inTable });
    case 'zone':
      return instance.zone === undefined ? NONE : plain(instance.zone, { inTable });
    case 'private':
    case 'public': {
      const address = instance[`${column}Address`];
      return address === undefined ? NONE : code(address, { inTable });
    }
    case 'launched':
      return instance.launchedAt === undefined ? NONE : moment(instance.launchedAt);
    case 'tags':
      return tagsCell(instance.tags, inTable);
  }
}

/** The day and minute of a moment, in UTC, as `2026-11-20 09:12 UTC`. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The tags but for the name, which has a column of its own. */
function tagsCell(tags: ReadonlyMap<string, string>, inTable: boolean): string {
  const shown = [...tags].filter(([key]) => key !== 'Name').map(([key, value]) => code(`${key}=${value}`, { inTable }));
  return shown.length === 0 ? NONE : shown.toSorted().join(' ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A line an instance: the mark is its state, so only a state on the move is named as well. */
function lineDrawer(
  messages: Messages,
  shown: readonly ListedInstance[],
  columns: readonly ListingColumn[],
): ListingRows['draw'] {
  const shared = sharedNames(shown);
  const several = new Set(shown.map((instance) => instance.region)).size > 1;
  const more = columns.filter((column) => !USUAL.includes(column));
  return (instance) => {
    const settled = instance.state === 'running' || instance.state === 'stopped';
    const name = nameInLine(instance, shared);
    const withId = isShown(instance.name) && !name.includes(instance.id) && shown.length === 1;
    const id = withId ? ` ${code(instance.id)}` : '';
    const details = [
      plain(instance.type),
      ...(several ? [plain(instance.region)] : []),
      ...(settled ? [] : [stateWord(messages, instance.state)]),
      ...more.map((column) => cell(instance, column)).filter((text) => text !== NONE),
    ];
    return `${MARKS[instance.state]} ${name}${id} ${details.join(messages.format('general.separator'))}`;
  };
}
