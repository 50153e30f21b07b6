import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shown } from './shown-value.ts';

test.each([
  ['\u202eus-east-1', '⟨U+202E⟩us-east-1'],
  ['a\u200bb\u2060c\u00ad', 'a⟨U+200B⟩b⟨U+2060⟩c⟨U+00AD⟩'],
  ['\u{e0041}', '⟨U+E0041⟩'],
  ['of two\r\nlines\u2028here', 'of two lines here'],
  ['x'.repeat(41), `${'x'.repeat(40)}…`],
  ['\n'.repeat(100), ' …'],
  ['moon', 'moon'],
])('%j is shown as %j', (value, expected) => {
  expect(shown(value)).toBe(expected);
});

test('whatever it is, it is one short line of what can be seen', () => {
  const nasty = fc.constantFrom('\u202e', '\u2066', '\u200b', '\n', '\u2029', '😀', '\ud800');
  const value = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 60 });
  fc.assert(
    fc.property(value, (parts) => {
      const line = shown(parts.join(''));
      expect(line.length).toBeLessThanOrEqual(41);
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    }),
  );
});
