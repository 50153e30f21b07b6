/** Reads CSV as RFC 4180 has it, every cell quoted, behind a byte order mark; throws for anything else. Written apart from what writes it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  if (!text.startsWith('\uFEFF')) throw new Error('No byte order mark');
  let at = 1;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const cell = /^"((?:[^"]|"")*)"/.exec(text.slice(at, at + 100_000));
      if (cell === null) throw new Error(`No quoted cell: ${JSON.stringify(text.slice(at, at + 40))}`);
      row.push((cell[1] ?? '').replaceAll('""', '"'));
      at += cell[0].length;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== '\r\n') {
      throw new Error(`No end of line: ${JSON.stringify(text.slice(at, at + 40))}`);
    }
    at += 2;
    rows.push(row);
  }
  return rows;
}
