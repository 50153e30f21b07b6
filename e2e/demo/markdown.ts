import { padded, textWidth } from './text-width.ts';

/** The styles of a terminal that are used, each from a switch on to a switch off. */
const STYLE = { bold: [1, 22], code: [36, 39], dim: [2, 22] } as const;

type Style = keyof typeof STYLE;

/**
 * Draws a post for a terminal: bold, code spans, links and tables. Whatever else Markdown has stays as it is written.
 *
 * @param colours whether escape sequences may be used
 * @returns lines, not yet cut to any width
 */
export function drawMarkdown(text: string, colours: boolean): string[] {
  const paint = (style: Style, content: string): string =>
    colours ? `\u001B[${String(STYLE[style][0])}m${content}\u001B[${String(STYLE[style][1])}m` : content;
  const lines = printable(text).split('\n');
  const drawn: string[] = [];
  for (let at = 0; at < lines.length;) {
    const end = endOfTable(lines, at);
    if (end > at) {
      drawn.push(...drawTable(lines.slice(at, end), paint));
      at = end;
    } else {
      drawn.push(drawInline(lines[at] ?? '', paint));
      at += 1;
    }
  }
  return drawn;
}

/** Without what would steer the terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, ' ');
}

function endOfTable(lines: readonly string[], start: number): number {
  let end = start;
  while (lines[end]?.startsWith('|') === true) {
    end += 1;
  }
  return end;
}

function drawTable(rows: readonly string[], paint: (style: Style, content: string) => string): string[] {
  const cells = rows
    .filter((row) => !/^\|[\s:|-]+\|$/.test(row))
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => drawInline(cell.trim(), paint)),
    );
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => textWidth(row[column] ?? ''))));
  return cells.map((row, index) => {
    const line = row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return index === 0 ? paint('dim', line) : line;
  });
}

function drawInline(line: string, paint: (style: Style, content: string) => string): string {
  let drawn = '';
  let bold = false;
  // A code span comes first: nothing inside it means anything.
  for (const part of line.split(/((?<!`)(`+)(?!`).*?(?<!`)\2(?!`))/).filter((_, index) => index % 3 !== 2)) {
    if (part.startsWith('`')) {
      const fence = /^`+/.exec(part)?.[0].length ?? 1;
      const content = part.slice(fence, -fence);
      const code = paint('code', fence > 1 ? content.trim() : content);
      drawn += bold ? paint('bold', code) : code;
      continue;
    }
    const plain = part.replace(
      /\[([^\]]+)\]\(([^)\s]+)\)/g,
      (_, label: string, url: string) => `${label} ${paint('dim', `(${url})`)}`,
    );
    for (const [index, piece] of plain.split('**').entries()) {
      bold = index === 0 ? bold : !bold;
      drawn += bold && piece !== '' ? paint('bold', piece) : piece;
    }
  }
  return drawn;
}
