/** One row of a listing as it stands in a post. */
export interface Row {
  /** The mark before the name. */
  readonly mark: string;
  /** The name as it stands there, code span and all. */
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly region: string;
}

/** The heading of a listing's table. */
export const TABLE_HEADING = '| INSTANCE NAME | ID | TYPE | STATE | REGION |';

/**
 * The rows of the table in a post, in their order.
 *
 * @throws Error when the post has no such table, or a row that has not just these five columns
 */
export function rowsOf(message: string): Row[] {
  const lines = message.split('\n');
  const heading = lines.indexOf(TABLE_HEADING);
  if (heading < 0) {
    throw new Error(`No table in:\n${message}`);
  }
  return lines
    .slice(heading + 2)
    .filter((line) => line.startsWith('|'))
    .map(rowOf);
}

function rowOf(line: string): Row {
  const cells = line.split('|').slice(1, -1);
  if (cells.length !== 5) {
    throw new Error(`Not a row of five columns: ${line}`);
  }
  const [first = '', id = '', type = '', state = '', region = ''] = cells.map((cell) => cell.trim());
  const blank = first.indexOf(' ');
  return {
    mark: first.slice(0, blank),
    name: first.slice(blank + 1),
    id: id.replaceAll('`', ''),
    type,
    state,
    region,
  };
}
