import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { code, isShown, link, plain, username } from './escape.ts';

describe('a code span', () => {
  test.each([
    ['web-1', '`web-1`'],
    ['@here', '`@here`'],
    ['a`b', '`` a`b ``'],
    ['``', '``` `` ```'],
    ['`', '`` ` ``'],
    ['a\nb\r\n\tc\u0000\u0085d', '`a b c d`'],
    ['evil\u202etxt.exe', '`evil⟨U+202E⟩txt.exe`'],
    ['a\u2028b\u2029c', '`a⟨U+2028⟩b⟨U+2029⟩c`'],
    ['zero\u200bwidth\ufeff', '`zero⟨U+200B⟩width⟨U+FEFF⟩`'],
    ['tag\u{e0041}', '`tag⟨U+E0041⟩`'],
    ['\u3164', '`⟨U+3164⟩`'],
    ['rocket 🚀 family 👩‍👩‍👧 heart ❤️', '`rocket 🚀 family 👩‍👩‍👧 heart ❤️`'],
    ['no emoji a\u200db\ufe0f', '`no emoji a⟨U+200D⟩b⟨U+FE0F⟩`'],
    ['שרת', '\u2068`שרת`\u2069'],
    ['خادم-1', '\u2068`خادم-1`\u2069'],
    [
      '<!channel> [x](http://e.org) ![i](u) :smile: ~town $x$ #t',
      '`<!channel> [x](http://e.org) ![i](u) :smile: ~town $x$ #t`',
    ],
    ['a|b', '`a|b`'],
    ['half \ud83d', '`half \ufffd`'],
    ['', '` `'],
  ])('around %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('has another bar in a table, since a backslash before it would be seen', () => {
    expect(code('a|b\\|c', { inTable: true })).toBe('`a│b\\│c`');
  });

  test('holds 60 characters at most, never half an emoji or half an escape', () => {
    expect(code('x'.repeat(60))).toBe(`\`${'x'.repeat(60)}\``);
    expect(code('x'.repeat(61))).toBe(`\`${'x'.repeat(60)}…\``);
    expect(code('😀'.repeat(61))).toBe(`\`${'😀'.repeat(60)}…\``);
    expect(code(`${'x'.repeat(58)}👩‍👩‍👧 and more`)).toBe(`\`${'x'.repeat(58)}…\``);
    expect(code(`${'x'.repeat(55)}\u202e and more`)).toBe(`\`${'x'.repeat(55)}…\``);
    expect(code(`a${'\u0301'.repeat(300)}`)).toBe(`\`a${'\u0301'.repeat(59)}…\``);
  });

  test.each([
    ['⟨', '⟨'],
    ['\u200b', '⟨U+200B⟩'],
    ['a\u0301\u200b', 'a\u0301⟨U+200B⟩'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
  ])('costs no more than what is shown, however often %j is repeated', (text, shown) => {
    // Looked at in full, this would take longer than the suite lets a test take.
    const span = code(text.repeat(3_000_000));

    expect(span).toBe(`\`${shown.repeat(Math.floor(60 / Array.from(shown).length))}…\``);
  });
});

describe('plain words', () => {
  test('are those of AWS, and nothing that could come alive', () => {
    expect(plain('us-west-2')).toBe('us-west-2');
    expect(plain('t3.small')).toBe('t3.small');
    expect(plain('@here')).toBe('`@here`');
    expect(plain('www.example.org')).toBe('`www.example.org`');
    expect(plain('')).toBe('` `');
  });

  test('a username stands without its @, and is no link', () => {
    expect(username('bob.the-builder_2')).toBe('bob.the-builder_2');
    expect(username('www.example.org')).toBe('`www.example.org`');
    expect(username('eve:remote')).toBe('`eve:remote`');
  });

  test('a link cannot be left by its address', () => {
    expect(link('x', 'https://e.org/a(b) c')).toBe('[x](https://e.org/a%28b%29%20c)');
  });
});

test.each([
  [undefined, false],
  ['', false],
  [' \t\n', false],
  ['\u200b', true],
  ['a', true],
])('whether %j is shown', (text, expected) => {
  expect(isShown(text)).toBe(expected);
});

test('whatever the text: one span, on one line, that ends where it is meant to', () => {
  const nasty = fc.constantFrom(
    '`',
    '``',
    '|',
    '@here',
    '\n',
    '\u202e',
    '\u200b',
    '\\',
    ' ',
    'א',
    '👩‍👧',
    '\u{e0041}',
    '\ud800',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(nasty, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (value) => {
      const span = code(value, { inTable: true }).replace(/^\u2068|\u2069$/gu, '');
      const fence = /^`+/.exec(span)?.[0] ?? '';
      const inner = span.slice(fence.length, -fence.length);

      expect(span.endsWith(fence)).toBe(true);
      expect(fence.length).toBeGreaterThan(0);
      // No run of backticks inside is as long as the fence: that would end the span.
      expect((inner.match(/`+/g) ?? []).some((run) => run.length >= fence.length)).toBe(false);
      expect(inner.startsWith('`') || inner.endsWith('`')).toBe(false);
      expect(inner).not.toMatch(/[\p{Cc}\u2028\u2029|\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/u);
      expect(inner.length).toBeGreaterThan(0);
      expect(Array.from(inner.trim()).length).toBeLessThanOrEqual(62);
    }),
    { numRuns: 2000 },
  );
});
