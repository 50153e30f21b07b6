import { expect, test } from '@jest/globals';
import type { Entry } from './entry.ts';
import { LastGrants } from './last-grants.ts';

const ENTRIES = ['a', 'b', 'c'].map((name): Entry => ({ who: { kind: 'team', name, id: name }, place: undefined }));
const [A, B, C] = ENTRIES;

test('the one that gave a right last comes first, for this person and list, and none is left out', () => {
  const grants = new LastGrants();
  grants.note(C as Entry, 'operators', 'alice');
  grants.note(B as Entry, 'operators', 'alice');
  expect(grants.first(ENTRIES, 'operators', 'alice')).toEqual([B, A, C]);
  expect(grants.first(ENTRIES, 'viewers', 'alice')).toEqual([A, B, C]);
  expect(grants.first(ENTRIES, 'operators', 'bob')).toEqual([A, B, C]);
  expect(grants.first([A as Entry], 'operators', 'alice')).toEqual([A]);
});

test('so many people are remembered, those who asked last', () => {
  const grants = new LastGrants();
  for (let number = 0; number < 1_000; number += 1) grants.note(B as Entry, 'viewers', String(number));
  grants.note(B as Entry, 'viewers', '0');
  grants.note(B as Entry, 'viewers', 'one more');
  const isKnown = (personId: string): boolean => grants.first(ENTRIES, 'viewers', personId)[0] === B;
  expect(['0', '1', '2', 'one more'].map(isKnown)).toEqual([true, false, true, true]);
});
