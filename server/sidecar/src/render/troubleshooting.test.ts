import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROWS } from '../failures/table.ts';
import { troubleshootingMarkdown } from './troubleshooting.ts';

test('docs/troubleshooting.md is what the table says', () => {
  const path = join(import.meta.dirname, '../../../../docs/troubleshooting.md');
  expect(readFileSync(path, 'utf8')).toBe(troubleshootingMarkdown());
});

test('it has a row for each of the table, with every code', () => {
  const page = troubleshootingMarkdown();
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:---|What you see)/.test(line));
  expect(rows).toHaveLength(ROWS.length);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 6)).toEqual([]);
  const codes = ROWS.flatMap(({ codes: ofAws = [], ours = [] }) => [
    ...ofAws.map((code) => `\`${code}\``),
    ...ours.map((code) => `*${code}*`),
  ]);
  expect(codes.filter((code) => !page.includes(code))).toEqual([]);
});
