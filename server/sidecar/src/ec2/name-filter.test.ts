import { expect, test } from '@jest/globals';
import { nameFilter } from './name-filter.ts';

function valueOf(name: string): string | undefined {
  return nameFilter([name]).values[0];
}

test.each([
  ['web-1', 'web-1'],
  [' web 1 ', ' web 1 '],
  ['*amazon?\\', '\\*amazon\\?\\\\'],
  ['[a]{b}(c)', '[a]{b}(c)'],
  ['x'.repeat(255), 'x'.repeat(255)],
])('what means itself in a filter: %s', (name, value) => {
  expect(valueOf(name)).toBe(value);
});

test('a name that is too long for a filter is asked for by its beginning, never by half a character', () => {
  expect(valueOf('x'.repeat(256))).toBe(`${'x'.repeat(254)}*`);
  expect(valueOf('\\'.repeat(128))).toBe(`${'\\'.repeat(254)}*`);
  expect(valueOf(`${'x'.repeat(253)}🇹🇼`)).toBe(`${'x'.repeat(253)}*`);
  expect(valueOf(`${'x'.repeat(253)}*`)).toBe(`${'x'.repeat(253)}\\*`);
  expect(valueOf(`${'x'.repeat(253)}*y`)).toBe(`${'x'.repeat(253)}*`);
});

test('what no instance can be called is not asked for', () => {
  expect(nameFilter(['', 'a\ud800', 'b']).values).toEqual(['b']);
});
