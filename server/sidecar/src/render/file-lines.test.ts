import { describe, expect, test } from '@jest/globals';
import { aboutLines, cutLines, fileLines, renderInDirect } from './file-lines.ts';
import { head, messages } from './testing/sample.ts';

const look = { layout: 'table' } as const;

describe('a listing that fits', () => {
  test('says that a file has all', () => {
    const attached = { ...look, file: { kind: 'attached', rows: 3 } } as const;
    expect(fileLines(messages, attached, 3)).toEqual(['All 3 are in the file as well.']);
    expect(fileLines(messages, { ...look, file: { kind: 'attached', rows: 2 } }, 2)).toEqual([
      'Both are in the file as well.',
    ]);
    expect(fileLines(messages, { ...look, file: { kind: 'attached', rows: 1 } }, 1)).toEqual([
      'It is in the file as well.',
    ]);
  });

  test('says what its file has no room for: the columns of the post may be fewer', () => {
    const attached = { ...look, file: { kind: 'attached', rows: 150 } } as const;
    expect(fileLines(messages, attached, 170)).toEqual(['The first 150 are in the file, which cannot be larger.']);
  });

  test('announces a file only where one was asked for', () => {
    const file = { kind: 'follows' } as const;
    expect(fileLines(messages, { ...look, file }, 3)).toEqual([]);
    expect(fileLines(messages, { ...look, file, csv: true }, 3)).toEqual(['The file will follow.']);
  });

  test('says nothing of a file where there is none', () => {
    expect(fileLines(messages, look, 3)).toEqual([]);
  });
});

describe('a listing that is cut', () => {
  const count = { shown: 180, count: 2_500 };

  test.each([
    [{ kind: 'attached', rows: 2_500 }, ['Showing the first 180; all 2,500 are in the file.']],
    [
      { kind: 'attached', rows: 2_000 },
      ['Showing the first 180 of 2,500; the first 2,000 are in the file, which cannot be larger.'],
    ],
    [{ kind: 'follows' }, ['Showing the first 180 of 2,500; the file will have all.']],
    [
      { kind: 'refused' },
      ['Showing the first 180 of 2,500; 2,320 more do not fit.', '⚠️ Mattermost did not take the file.'],
    ],
    [undefined, ['Showing the first 180 of 2,500; 2,320 more do not fit.']],
  ] as const)('with %j', (file, lines) => {
    expect(cutLines(messages, { ...look, file }, count)).toEqual(lines);
  });
});

test('one sentence stands before that about the regions, a warning on a line of its own', () => {
  expect(aboutLines('2 regions read in 1s.', [])).toEqual(['2 regions read in 1s.']);
  expect(aboutLines('2 regions read in 1s.', ['Cut.'])).toEqual(['Cut. 2 regions read in 1s.']);
  expect(aboutLines('⚠️ 1 of 2 regions read.', ['Cut.'])).toEqual(['⚠️ 1 of 2 regions read.', 'Cut.']);
  expect(aboutLines('2 regions read in 1s.', ['⚠️ No file.'])).toEqual(['2 regions read in 1s.', '⚠️ No file.']);
});

describe('where a listing is', () => {
  function told(url: string | undefined, notPublic = false): string[] {
    return renderInDirect(messages, head('ec2ctl ls'), { url, notPublic }).split('\n').slice(1);
  }

  test('with a link if the site has an address', () => {
    const url = 'https://chat.example.org/_redirect/pl/abc';
    expect(told(url)).toEqual([`The listing and its file are in [your direct messages with ec2ctl](${url}).`]);
    expect(told(undefined)).toEqual(['The listing and its file are in your direct messages with ec2ctl.']);
  });

  test('and that it was not for the asker to show it to all', () => {
    expect(told(undefined, true)[1]).toBe('⚠️ Only operators may show this to everyone here.');
  });
});
