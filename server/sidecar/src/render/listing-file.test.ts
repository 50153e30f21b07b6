import { expect, test } from '@jest/globals';
import { instance } from './testing/sample.ts';
import { listingFile } from './listing-file.ts';

function linesOf(input: Parameters<typeof listingFile>[0]): string[] {
  return Buffer.from(listingFile(input).content).toString().slice(1).split('\r\n');
}

test('the same instances, listed with other columns, have other lines, and each time the same', () => {
  const listed = [instance('web-1', { id: 'i-0a1f39c5d2e84b7f6' })];
  const named = linesOf({ listed, columns: ['name'], now: 0 });
  expect(named).toEqual(['"name"', '"web-1"', '']);
  const ids = linesOf({ listed, columns: ['id', 'name', 'id'], now: 0 });
  expect(ids).toEqual(['"id","name"', '"i-0a1f39c5d2e84b7f6","web-1"', '']);
  expect(linesOf({ listed, columns: ['name'], now: 0 })).toEqual(named);
});
