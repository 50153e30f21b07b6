import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPattern, matcherOf } from './pattern.ts';

test.each([
  ['web-*', 'web-1', true],
  ['web-*', 'web-', true],
  ['web-*', 'my-web-1', false],
  ['*-db-*', 'eu-db-1', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['web-?', 'web-1', true],
  ['web-?', 'web-12', false],
  ['web-?', 'web-', false],
  ['WEB-*', 'web-1', true],
  ['web-*', 'Web-1', true],
  ['a*b*c', 'aXbXbYc', true],
  ['a*b*c', 'aXbXbY', false],
  ['w.b', 'web', false],
  ['[ab]', 'a', false],
  ['?', '🦊', true],
  ['a**b', 'ab', true],
])('%s against %s: %s', (pattern, text, fits) => {
  expect(matcherOf(pattern)(text)).toBe(fits);
});

test('only stars and question marks make a pattern', () => {
  expect(['web-*', 'web-?', 'web-1', '[ab]', 'a.b', ''].map(isPattern)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('says what a regular expression says', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const subject = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(word, subject, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
      expect(matcherOf(pattern)(text)).toBe(expression.test(text));
    }),
  );
});

test('is not held up by a pattern made to hold it up', () => {
  // A regular expression made of this goes through more ways than there are atoms.
  expect(matcherOf(`${'a*'.repeat(500)}b`)('a'.repeat(255))).toBe(false);
});
