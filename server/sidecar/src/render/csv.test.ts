import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CSV_LIMIT_BYTES, csvOf } from './csv.ts';
import { nastyText } from './testing/nasty-text.ts';
import { readCsv } from './testing/read-csv.ts';

/** The byte order mark of UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

function text(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return Buffer.from(csvOf(header, rows).content.slice(MARK.length)).toString();
}

test('quotes every cell, doubles quotes, and ends every line with CR LF', () => {
  expect(text(['name', 'id'], [['a "b", c', 'i-1']])).toBe('"name","id"\r\n"a ""b"", c","i-1"\r\n');
});

test('is UTF-8, and says so by a byte order mark', () => {
  const { content } = csvOf(['名稱'], [['網頁']]);
  expect([...content.slice(0, 7)]).toEqual([...MARK, 0x22, 0xe5, 0x90, 0x8d]);
  expect(Buffer.from(content).toString()).toContain('"網頁"');
});

describe('a formula', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠A', '  =1', '\u00a0=1', '\t=1', '\n=1'])(
    '%j begins with an apostrophe instead',
    (cell) => {
      expect(text(['n'], [[cell]])).toMatch(/^"n"\r\n"'/);
    },
  );

  test.each(['\tx', '\rx', '  \tx', '\n\rx'])('so does %j, which some take for two cells', (cell) => {
    expect(text(['n'], [[cell]])).toMatch(/^"n"\r\n"' +x"\r\n$/);
  });

  test.each(['a=1', '1-2', 'web-1', "'=1", ''])('%j is none', (cell) => {
    expect(text(['n'], [[cell]])).toBe(`"n"\r\n"${cell}"\r\n`);
  });
});

test('what cannot be seen is made visible, and no line break stays within a cell', () => {
  expect(text(['n'], [['a\u202eb\r\nc\u200bd']])).toBe('"n"\r\n"a⟨U+202E⟩b c⟨U+200B⟩d"\r\n');
});

test('ends at the last whole row that fits', () => {
  const row = ['x'.repeat(1_021)];
  const { content, rows } = csvOf(
    ['n'],
    Array.from({ length: 6_000 }, () => row),
  );
  expect(content.byteLength).toBeLessThanOrEqual(CSV_LIMIT_BYTES);
  expect(content.byteLength).toBeGreaterThan(CSV_LIMIT_BYTES - 1_026);
  const read = readCsv(Buffer.from(content).toString());
  expect(read).toHaveLength(rows + 1);
  expect(read.slice(1).every((cells) => cells.length === 1 && cells[0] === row[0])).toBe(true);
});

/** Also what a formula may begin with. */
const cell = fc
  .tuple(fc.constantFrom('', '=', '+', ' -', '@', '＝', '\t', '\r', '"'), nastyText)
  .map(([first, rest]) => first + rest);

test('a reader of RFC 4180 gets back as many rows and cells, none of them a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
      const read = readCsv(`\uFEFF${text(['a', 'b'], rows)}`);
      expect(read).toHaveLength(rows.length + 1);
      for (const cells of read) {
        expect(cells).toHaveLength(2);
        for (const text of cells) expect(text).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/u);
      }
    }),
  );
});
