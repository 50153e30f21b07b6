import { visible } from './escape.ts';

/**
 * By it Excel knows UTF-8. And Mattermost takes the file for no plain text, which it would put into its database a second time, and index
 * word by word: a second of work for some thousand rows (`plainExtractor` of its document extraction).
 */
const BYTE_ORDER_MARK = '\uFEFF';

/** A file ends before it is larger: what goes to Mattermost in one message is limited. */
export const CSV_LIMIT_BYTES = 5 * 1024 * 1024;

/** Room to begin with: a large file is written into one buffer, and not kept a second time as text. */
const FIRST_BYTES = 64 * 1024;

/** A table as CSV. */
export interface Csv {
  /** UTF-8 with a byte order mark. */
  readonly content: Uint8Array;
  /** How many rows are in it, the header not counted: all, or as many whole ones as fit. */
  readonly rows: number;
}

/** What a spreadsheet may take for the beginning of a formula, in both widths, also after blanks. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

/** Nothing to hide, to begin a formula or to quote, as most of what AWS says: looking for each of these takes five times as long. */
const HARMLESS = /^(?:[0-9A-Za-z][ !#-~]*)?$/;

/**
 * Lays out rows as CSV: every cell quoted, lines end with CR LF. Text of AWS or a person can neither hide nor become a formula.
 *
 * @param header the names of the columns
 * @param rows each with a cell for each column
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvOf(header: readonly string[], rows: Iterable<readonly string[]>): Csv {
  return csvOfLines(header, linesOf(rows));
}

/** The same of rows that are laid out already, each by `csvLine`. */
export function csvOfLines(header: readonly string[], lines: Iterable<string>): Csv {
  let content = Buffer.allocUnsafe(FIRST_BYTES);
  let end = content.write(BYTE_ORDER_MARK + csvLine(header));
  let count = 0;
  for (const line of lines) {
    const bytes = Buffer.byteLength(line);
    if (end + bytes > CSV_LIMIT_BYTES) break;
    if (end + bytes > content.length) {
      content = Buffer.concat([content], Math.min(content.length * 2 + bytes, CSV_LIMIT_BYTES));
    }
    end += content.write(line, end);
    count += 1;
  }
  return { content: content.subarray(0, end), rows: count };
}

function* linesOf(rows: Iterable<readonly string[]>): Generator<string> {
  for (const row of rows) yield csvLine(row);
}

/** One row, with the end of its line. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  if (HARMLESS.test(text)) return `"${text}"`;
  const shown = visible(text);
  const harmless = FORMULA.test(shown) || /^\s*[\t\r]/.test(text) ? `'${shown}` : shown;
  return `"${harmless.replaceAll('"', '""')}"`;
}
