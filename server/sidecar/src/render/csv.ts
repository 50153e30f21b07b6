import { visible } from './escape.ts';

/** A file ends before it is larger: what goes to Mattermost in one message is limited. */
export const CSV_LIMIT_BYTES = 5 * 1024 * 1024;

/** A table as CSV. */
export interface Csv {
  /** UTF-8 without a byte order mark. */
  readonly content: Uint8Array;
  /** How many rows are in it, the header not counted: all, or as many whole ones as fit. */
  readonly rows: number;
}

/** What a spreadsheet may take for the beginning of a formula, in both widths, also after blanks. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

/**
 * Lays out rows as CSV: every cell quoted, lines end with CR LF. Text of AWS or a person can neither hide nor become a formula.
 *
 * @param header the names of the columns
 * @param rows each with a cell for each column
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvOf(header: readonly string[], rows: Iterable<readonly string[]>): Csv {
  const first = csvLine(header);
  const lines = [first];
  let bytes = Buffer.byteLength(first);
  for (const row of rows) {
    const line = csvLine(row);
    bytes += Buffer.byteLength(line);
    if (bytes > CSV_LIMIT_BYTES) break;
    lines.push(line);
  }
  return { content: Buffer.from(lines.join('')), rows: lines.length - 1 };
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const shown = visible(text);
  const harmless = FORMULA.test(shown) || /^\s*[\t\r]/.test(text) ? `'${shown}` : shown;
  return `"${harmless.replaceAll('"', '""')}"`;
}
