import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Entry, parseEntry, writeEntry } from './entry.ts';

const ID = '5cd3utxd9jdzpdfngosifn939o';

function named(kind: 'person' | 'group' | 'team' | 'channel', name: string, id?: string) {
  return { kind, name, id };
}

describe('what is an entry', () => {
  test.each<[string, Entry]>([
    ['@alice', { who: named('person', 'alice'), place: undefined }],
    ['@Alice', { who: named('person', 'alice'), place: undefined }],
    ['@a.b_c-1', { who: named('person', 'a.b_c-1'), place: undefined }],
    [`@alice (id ${ID})`, { who: named('person', 'alice', ID), place: undefined }],
    [`@everyone (id ${ID})`, { who: named('person', 'everyone', ID), place: undefined }],
    ['group:platform', { who: named('group', 'platform'), place: undefined }],
    ['team:sre', { who: named('team', 'sre'), place: undefined }],
    ['TEAM:sre', { who: named('team', 'sre'), place: undefined }],
    ['~sre/deploys', { who: 'members', place: named('channel', 'sre/deploys') }],
    ['~deploys', { who: 'members', place: named('channel', 'deploys') }],
    ['team:sre in ~sre/deploys', { who: named('team', 'sre'), place: named('channel', 'sre/deploys') }],
    [
      `team:sre (id ${ID}) in ~sre/deploys (id ${ID})`,
      { who: named('team', 'sre', ID), place: named('channel', 'sre/deploys', ID) },
    ],
    ['@alice in ~sre/deploys', { who: named('person', 'alice'), place: named('channel', 'sre/deploys') }],
    ['everyone', { who: 'everyone', place: undefined }],
    ['Everyone', { who: 'everyone', place: undefined }],
    ['everyone in ~sre/deploys', { who: 'everyone', place: named('channel', 'sre/deploys') }],
  ])('%s', (text, entry) => {
    expect(parseEntry(text)).toEqual(entry);
  });
});

describe('what is none', () => {
  test.each([
    ['alice', 'bare'],
    ['all', 'bare'],
    ['@everyone', 'mention'],
    ['@here', 'mention'],
    ['@All', 'mention'],
    ['@channel', 'mention'],
    ['@', 'form'],
    ['@alice bob', 'form'],
    ['@alice (id short)', 'form'],
    ['@sre/alice', 'form'],
    ['team:', 'form'],
    ['team:a/b', 'form'],
    ['user:alice', 'form'],
    ['~a/b/c', 'form'],
    ['~/b', 'form'],
    ['~sre/a in ~sre/b', 'form'],
    ['team:sre in team:ops', 'form'],
    ['team:sre in ~a/b in ~c/d', 'form'],
    ['in ~sre/deploys', 'form'],
    ['everyone (id 5cd3utxd9jdzpdfngosifn939o)', 'form'],
  ])('%s: %s', (text, why) => {
    expect(parseEntry(text)).toBe(why);
  });
});

const name = fc
  .stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/)
  .filter((text) => !/^(everyone|all|channel|here)$/.test(text));
const id = fc.option(fc.stringMatching(/^[a-z0-9]{26}$/), { nil: undefined });
const place = fc
  .record({ kind: fc.constant('channel' as const), team: name, channel: name, id })
  .map(({ kind, team, channel, id: own }) => ({ kind, name: `${team}/${channel}`, id: own }));
const who = fc.oneof(
  fc.record({ kind: fc.constantFrom('person' as const, 'group' as const, 'team' as const), name, id }),
  fc.constant('everyone' as const),
);

test('what is written is read as what it was', () => {
  const entry: fc.Arbitrary<Entry> = fc.oneof(
    fc.record({ who, place: fc.option(place, { nil: undefined }) }),
    fc.record({ who: fc.constant('members' as const), place }),
  );
  fc.assert(
    fc.property(entry, (any) => {
      expect(parseEntry(writeEntry(any))).toEqual(any);
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      parseEntry(text);
    }),
  );
});
