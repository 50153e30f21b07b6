import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readList, rewriteList } from './list.ts';

describe('a list', () => {
  test('has an entry a line or between commas, and comments', () => {
    const text = '# the crew\n@alice, team:sre # by invitation, mostly\n\n  ~sre/deploys\r\n,everyone,\n';
    expect(readList(text).map((item) => item.text)).toEqual(['@alice', 'team:sre', '~sre/deploys', 'everyone']);
  });

  test('keeps what is no entry in its place, to be refused', () => {
    expect(readList('@alice\nbob').map(({ entry }) => typeof entry)).toEqual(['object', 'string']);
  });

  test('takes blanks inside of an entry for one', () => {
    expect(readList('team:sre   in\t~sre/deploys')[0]?.text).toBe('team:sre in ~sre/deploys');
  });
});

describe('rewriting', () => {
  test('changes the entry alone', () => {
    const text = '# x\n  @alice  , @bob# why\r\n@alice';
    expect(rewriteList(text, (item) => (item.text === '@alice' ? '@alice $& (id 1)' : undefined))).toBe(
      '# x\n  @alice $& (id 1)  , @bob# why\r\n@alice $& (id 1)',
    );
  });

  test('of nothing changes nothing, whatever the text', () => {
    const piece = fc.constantFrom('@a', '#', ',', '\n', '\r\n', ' ', 'team:x', '~', '(id', ')', 'in', '\t', 'é');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(rewriteList(text, () => undefined)).toBe(text);
        expect(rewriteList(text, (item) => item.text).replaceAll(/\s+/g, ' ')).toBe(text.replaceAll(/\s+/g, ' '));
      }),
    );
  });
});
