import { describe, expect, test } from '@jest/globals';
import { en } from './en.ts';
import { zhTW } from './zh-TW.ts';

const sentences = Object.entries(zhTW());

/** The sentences in which something is found that should not be there. */
function having(wrong: RegExp): [string, string][] {
  return sentences.filter(([, sentence]) => wrong.test(sentence));
}

describe('the wording', () => {
  test.each(['實例', '默認', '重啟', '命令', '服務器', '您', '你', '信息', '網絡', '用戶', '賬', '日誌', '插件'])(
    'is that of Taiwan, without %s',
    (word) => {
      expect(having(new RegExp(word))).toEqual([]);
    },
  );

  test('has a word for a reboot that is said of nothing else', () => {
    // These name all that can be done, the reboot among it.
    const all = ['access.change', 'registration.description'];
    expect(having(/重新啟動/).filter(([id]) => !/reboot|told/.test(id) && !all.includes(id))).toEqual([]);
  });

  test('leaves the headings of a table, which may be typed as words', () => {
    const headings = Object.entries(en).filter(([id]) => id.startsWith('listing.column.'));

    expect(sentences.filter(([id]) => id.startsWith('listing.column.'))).toEqual(headings);
  });
});

describe('the typography', () => {
  test('between Chinese letters, marks are full-width', () => {
    expect(having(/\p{Script=Han}[,.:;!?()]|[,;!?()]\p{Script=Han}/u)).toEqual([]);
  });

  test('after what is marked as code or is a number, marks are full-width', () => {
    expect(having(/[`}][,;!?](?!\S)/u)).toEqual([]);
  });

  test('a blank stands between Chinese and other letters, digits and code', () => {
    expect(having(/\p{Script=Han}[A-Za-z0-9`]|[A-Za-z0-9`]\p{Script=Han}/u)).toEqual([]);
    expect(having(/\p{Script=Han}\{\w+, number\}|\{\w+, number\}\p{Script=Han}/u)).toEqual([]);
  });

  test('no blank stands beside a full-width mark, but behind bold', () => {
    expect(having(/[。！？：；，、（）「」] |(?<!\*\*) [。！？：；，、（）「」]/u)).toEqual([]);
  });

  test('bold that ends in a mark or in code is followed by a blank, or by nothing', () => {
    const wrong = having(/\*\*/).filter(([, sentence]) =>
      boldIn(sentence).some(
        ({ inside, after }) => /[\p{P}`]$/u.test(inside.replace(/\}+$/, '')) && /^[^ ]/.test(after),
      ),
    );

    expect(wrong).toEqual([]);
  });

  test('bold that begins or ends with a value, which may be code, does not touch a letter there', () => {
    const wrong = having(/\*\*/).filter(([, sentence]) =>
      boldIn(sentence).some(
        ({ before, inside, after }) =>
          (inside.startsWith('{') && /[\p{L}}]$/u.test(before)) || (inside.endsWith('}') && /^[\p{L}{]/u.test(after)),
      ),
    );

    expect(wrong).toEqual([]);
  });
});

/** What is bold, with what stands before and behind it. */
function boldIn(sentence: string): { before: string; inside: string; after: string }[] {
  const parts = sentence.split('**');
  return parts.flatMap((inside, at) =>
    at % 2 === 0 ? [] : [{ before: parts[at - 1] ?? '', inside, after: parts[at + 1] ?? '' }],
  );
}
