import { expect, test } from '@jest/globals';
import { takeFitting } from './limit.ts';

test('takes whole rows with their line breaks, counted in code points', () => {
  expect(takeFitting(['ab', '😀😀', 'c'], 6)).toEqual({ rows: ['ab', '😀😀'], isAll: false });
  expect(takeFitting(['ab', '😀😀', 'c'], 8)).toEqual({ rows: ['ab', '😀😀', 'c'], isAll: true });
  expect(takeFitting(['ab'], 2)).toEqual({ rows: [], isAll: false });
});

test('asks for no row behind the first that does not fit: each has to be drawn', () => {
  let drawn = 0;
  function* rows(): Generator<string, undefined> {
    for (;;) {
      drawn += 1;
      yield 'row';
    }
  }
  expect(takeFitting(rows(), 9).rows).toHaveLength(2);
  expect(drawn).toBe(3);
});
