import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sortInSteps } from './in-steps.ts';

/** What comes of it, and after how many breaks. */
function run<T>(steps: Generator<undefined, T>): { readonly value: T; readonly breaks: number } {
  for (let breaks = 0; ; breaks += 1) {
    const { done, value } = steps.next();
    if (done === true) return { value, breaks };
  }
}

test('sorts as sorting at once does, equal ones in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 3_000, size: 'max' }), (numbers) => {
      const items = numbers.map((number, place) => ({ number, place }));
      const byNumber = (a: { number: number }, b: { number: number }): number => a.number - b.number;
      expect(run(sortInSteps(items, byNumber)).value).toEqual(items.toSorted(byNumber));
    }),
    { numRuns: 30 },
  );
});

test('a break comes after few of them', () => {
  const items = Array.from({ length: 10_000 }, (_, place) => (place * 7_919) % 10_000);
  const { value, breaks } = run(sortInSteps(items, (a, b) => a - b));
  expect(value.slice(0, 3)).toEqual([0, 1, 2]);
  expect(breaks).toBeGreaterThan(60);
  expect(run(sortInSteps([2, 1], (a, b) => a - b))).toEqual({ value: [1, 2], breaks: 0 });
});
