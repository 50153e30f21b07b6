import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridgeMessages } from './bridge-messages.ts';
import type { MessageId } from './catalogue.ts';
import { en } from './en.ts';
import { createMessages } from './messages.ts';
import { text } from './text.ts';

const SOURCES = join(import.meta.dirname, '..');
const messages = createMessages('en');

describe('the catalogue', () => {
  test('every sentence is used by some source, and no topic hides a sentence of another', () => {
    const uses = sourcesBut(/^\/messages\/(?:en|zh-TW)\b/).flatMap(usesIn);
    const unused = Object.keys(en).filter((id) => !id.startsWith('bridge.') && !uses.some((use) => use.test(id)));

    expect(unused).toEqual([]);
    expect(Object.keys(en)).toHaveLength(sentencesInTopics());
  });

  test('every sentence takes the values that its type says: with them it is whole, without any of them it is none', () => {
    for (const [id, source] of Object.entries(en) as [MessageId, string][]) {
      const names = argumentsByEye(source);
      const values = Object.fromEntries(names.map((name) => [name, numbers(source).includes(name) ? 2 : 'x']));

      expect(format(id, values)).not.toMatch(/[{}]/);
      for (const missing of names) {
        const others = Object.entries(values).filter(([name]) => name !== missing);
        expect(() => format(id, Object.fromEntries(others))).toThrow();
      }
    }
  });

  test('settings sentences fit the one line beside the Save button', () => {
    const tooLong = Object.entries(en).filter(
      ([id, source]) => id.startsWith('configuration.') && !id.includes('unusable') && source.length > 110,
    );

    expect(tooLong).toEqual([]);
  });

  test('the tone: no apology, no plea, no exclamation mark, no first person', () => {
    const words = /\b(?:please|sorry|successfully|I|we|our|us|oops)\b|!/;
    const wrong = Object.entries(en).filter(([, source]) => words.test(source.replaceAll('us-east-1', '')));

    expect(wrong).toEqual([]);
  });
});

describe('messages', () => {
  test('formats values and plurals, with thousands separated', () => {
    expect(messages.format('listing.read.all', { regions: 1, time: '0.3s' })).toBe('1 region read in 0.3s.');
    expect(messages.text(text('listing.cut', { shown: 214, count: 2500, left: 2286 }))).toBe(
      'Showing the first 214 of 2,500; 2,286 more do not fit.',
    );
  });

  test('takes a value as data, whatever it looks like', () => {
    const odd = "{regions} <b>'{' # {x, plural, one {y}} %s";

    expect(messages.format('listing.none.oneRegion', { region: odd })).toBe(`**No instances** in ${odd}.`);
  });

  test('puts several words for one value one after another, as the language does it', () => {
    const known = ['`a`', '`b`', '`c`'];

    expect(messages.format('listing.region.which', { regions: known })).toBe('Regions: `a`, `b`, `c`');
    expect(createMessages('zh-TW').format('listing.region.which', { regions: known })).toBe('區域：`a`、`b`、`c`');
  });

  test('throws where a value is missing, instead of showing half a sentence', () => {
    expect(() => messages.text({ id: 'listing.none.oneRegion', values: {} } as never)).toThrow();
  });

  test.each([
    [0, '0s'],
    [999, '0s'],
    [34_000, '34s'],
    [59_999, '59s'],
    [130_000, '2m 10s'],
    [600_000, '10m'],
    [3_600_000 + 5_000, '1h'],
    [3 * 86_400_000 + 4 * 3_600_000 + 59 * 60_000, '3d 4h'],
    [-5, '0s'],
  ])('says %d ms as %s', (ms, expected) => {
    expect(messages.duration(ms)).toBe(expected);
  });

  test.each([
    [0, '0 秒'],
    [34_000, '34 秒'],
    [130_000, '2 分鐘 10 秒'],
    [600_000, '10 分鐘'],
    [3 * 86_400_000 + 4 * 3_600_000 + 59 * 60_000, '3 天 4 小時'],
  ])('says %d ms in Chinese as %s', (ms, expected) => {
    expect(createMessages('zh-TW').duration(ms)).toBe(expected);
  });

  test('gives the reading time with one decimal', () => {
    expect(createMessages('zh-TW').readingTime(8000)).toBe('8.0 秒');
    expect(messages.readingTime(1234)).toBe('1.2s');
    expect(messages.readingTime(8000)).toBe('8.0s');
  });

  test('falls back to English for a language without a file', () => {
    const odd = createMessages('tlh');

    expect(odd.locale).toBe('en');
    expect(odd.format('state.running')).toBe('running');
    expect(createMessages('not a locale!').format('state.running')).toBe('running');
    // Who reads the one script does not read the other with ease, and what is said of machines differs as well.
    expect(createMessages('zh-CN').locale).toBe('en');
  });
});

describe('the sentences of the bridge', () => {
  test('have plain names, and leave the reference to the bridge', () => {
    const sentences = bridgeMessages();

    expect(Object.keys(sentences)).toEqual(
      Object.keys(en).flatMap((id) => (id.startsWith('bridge.') ? [id.slice(7)] : [])),
    );
    expect(sentences['internalError']).toContain('{reference}');
    expect(Object.values(sentences).join('').replaceAll('{reference}', '')).not.toMatch(/[{}]/);
  });

  test('say that nothing was changed, or where to look whether something was', () => {
    const silent = Object.values(bridgeMessages()).filter(
      (sentence) => !/Nothing was changed\.|look with `\/ec2ctl ls` before you ask again\./.test(sentence),
    );

    expect(silent).toEqual([]);
  });

  test('can be had in another language, with English where it has none', () => {
    const sentences = bridgeMessages({ 'bridge.starting': 'ec2ctl startet.' });

    expect(sentences['starting']).toBe('ec2ctl startet.');
    expect(sentences['gaveUp']).toBe(en['bridge.gaveUp']);
  });
});

test('a wrong, missing or surplus value does not compile', () => {
  const wrong: (() => unknown)[] = [
    // @ts-expect-error no such sentence
    () => text('listing.no.such'),
    // @ts-expect-error a value is missing
    () => text('listing.none.oneRegion'),
    // @ts-expect-error the name is misspelt
    () => text('listing.none.oneRegion', { regoin: 'x' }),
    // @ts-expect-error a plural takes a number
    () => text('listing.none.regions', { regions: '3' }),
    // @ts-expect-error a name takes a string
    () => text('listing.none.oneRegion', { region: 3 }),
    // @ts-expect-error it takes no value
    () => text('state.running', { x: 'y' }),
  ];

  expect(wrong).toHaveLength(6);
});

/** The text of every source that is no test, but for those with such a path. */
function sourcesBut(left: RegExp): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !left.test(`/${path}`))
    .map((path) => readFileSync(join(SOURCES, path), 'utf8'));
}

/** The ids that a source names: written out, or as a template with a part left open. */
function usesIn(source: string): RegExp[] {
  const named = [...source.matchAll(/'([a-z]\w*(?:\.\w+)+)'|`([a-z]\w*\.(?:\w|\.|\$\{[\w.]+\})+)`/g)];
  return named.map(([, written, template = '']) => {
    const parts = written === undefined ? template.split(/\$\{[\w.]+\}/) : [written];
    return new RegExp(`^${parts.map((part) => part.replaceAll('.', String.raw`\.`)).join(String.raw`\w+`)}$`);
  });
}

function sentencesInTopics(): number {
  const folder = join(SOURCES, 'messages/en');
  const ids = readdirSync(folder).flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'[^']+':/gm),
  ]);
  return ids.length;
}

function format(id: MessageId, values: object): string {
  return messages.text({ id, values } as never);
}

/** The arguments that are numbers, as the types of the catalogue see them. */
function numbers(source: string): string[] {
  return [...source.matchAll(/\{(\w+), (?:plural|number)/g)].map((found) => found[1] ?? '');
}

/** What the types of the catalogue see: behind each `{`, a word up to `,` or `}`. */
function argumentsByEye(source: string): string[] {
  const pieces = source.split('{').slice(1);
  const names = pieces.map((piece) => piece.split('}')[0]?.split(',')[0] ?? '');
  return [...new Set(names.filter((name) => name !== '' && !/[ #]/.test(name)))];
}
