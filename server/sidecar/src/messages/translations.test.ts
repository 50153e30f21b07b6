import { createIntl } from '@formatjs/intl';
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridgeMessages } from './bridge-messages.ts';
import type { MessageId } from './catalogue.ts';
import { en } from './en.ts';
import { TRANSLATIONS } from './translations.ts';

const SOURCES = join(import.meta.dirname, '..');

/** Sentences that stand in generated pages alone, which are in English. */
const OF_PAGES = /^(?:docs|troubleshooting)\.|^failure\.\w+\.means$/;

const { formatters } = createIntl({ locale: 'en' });

describe.each(Object.entries(TRANSLATIONS))('the sentences in %s', (locale, translation) => {
  const sentences = translation();
  const pairs = Object.entries(sentences).map(([id, sentence]) => ({ id, sentence, english: en[id as MessageId] }));

  test('are all that there are in English, and no others', () => {
    const ids = Object.keys(sentences);

    expect(Object.keys(en).filter((id) => !OF_PAGES.test(id) && !ids.includes(id))).toEqual([]);
    expect(ids.filter((id) => !Object.hasOwn(en, id) || OF_PAGES.test(id))).toEqual([]);
  });

  test('stand in the topics in which they are in English', () => {
    for (const topic of readdirSync(join(SOURCES, 'messages', locale))) {
      expect(idsIn('en', topic)).toEqual(expect.arrayContaining(idsIn(locale, topic)));
    }
  });

  test('take the values that the English ones take', () => {
    const differing = pairs.filter(({ sentence, english }) => {
      const taken = argumentsOf(sentence);
      // A number that only chooses between one and many says nothing in a language that has no plural.
      const mayLack = (name: string): boolean => onlyChooses(english, name) && !taken.some(([mine]) => mine === name);
      const wanted = argumentsOf(english).filter(([name]) => !mayLack(name));
      return JSON.stringify(taken) !== JSON.stringify(wanted);
    });

    expect(differing).toEqual([]);
  });

  test('leave what is typed as it is, and have as much in bold', () => {
    const differing = pairs.filter(
      ({ sentence, english }) =>
        spansIn(sentence) !== spansIn(english) || sentence.split('**').length !== english.split('**').length,
    );

    expect(differing).toEqual([]);
  });

  test('can all be said by the bridge', () => {
    const english = bridgeMessages();
    const said = bridgeMessages(sentences);

    expect(Object.keys(said)).toEqual(Object.keys(english));
    expect(Object.keys(said).filter((name) => said[name] === english[name])).toEqual([]);
  });
});

test('sentences that are not translated stand in pages in English alone', () => {
  const pages = ['/commands/docs.ts', '/render/troubleshooting.ts'];
  const others = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('.test.') && !/^messages\/en\b/.test(path),
  );
  const naming = others.filter((path) =>
    /['`](?:docs|troubleshooting)\.|['`]failure\.[^'`]*\.means/.test(readFileSync(join(SOURCES, path), 'utf8')),
  );

  expect(naming.map((path) => `/${path}`).toSorted()).toEqual(pages);
});

function idsIn(locale: string, topic: string): string[] {
  const source = readFileSync(join(SOURCES, 'messages', locale, topic), 'utf8');
  return [...source.matchAll(/^ {2,4}'([^']+)':/gm)].map(([, id = '']) => id);
}

/** An element of a parsed ICU message, as far as it is looked at. */
interface Element {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
}

/** What the parser's numbers for the kinds of elements stand for. */
const KINDS = ['literal', 'words', 'number', 'date', 'time', 'words', 'number', 'pound', 'tag'];

/** Each argument with what it takes, by name. What is chosen by, in a plural or a select, counts as what it takes. */
function argumentsOf(source: string): [string, string][] {
  const found = new Map<string, string>();
  const look = (elements: readonly Element[]): void => {
    for (const { type, value = '', options = {} } of elements) {
      const kind = KINDS[type] ?? 'unknown';
      if (kind !== 'literal' && kind !== 'pound' && found.get(value) !== 'number') found.set(value, kind);
      for (const option of Object.values(options)) look(option.value);
    }
  };
  look(formatters.getMessageFormat(source, 'en', undefined, { ignoreTag: true }).getAst());
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a number is never shown, and only chooses the words of a plural. */
function onlyChooses(source: string, name: string): boolean {
  const isShown = new RegExp(`\\{${name}(?:\\}|, number)`).test(source) || source.includes('#');
  return !isShown && source.includes(`{${name}, plural,`);
}

function spansIn(sentence: string): string {
  return JSON.stringify([...sentence.matchAll(/`[^`]+`/g)].map(([span]) => span).toSorted());
}
