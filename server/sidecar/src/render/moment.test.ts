import { expect, test } from '@jest/globals';
import { moment } from './moment.ts';

const AT = Date.UTC(2026, 10, 20, 16, 12, 59);

test.each([
  [undefined, '2026-11-20 16:12 UTC'],
  ['Asia/Taipei', '2026-11-21 00:12 GMT+8'],
  ['America/New_York', '2026-11-20 11:12 EST'],
  ['Asia/Kolkata', '2026-11-20 21:42 GMT+5:30'],
  ['UTC', '2026-11-20 16:12 UTC'],
  ['Nowhere/At-All', '2026-11-20 16:12 UTC'],
  ['', '2026-11-20 16:12 UTC'],
])('in the zone %s it is %s', (zone, shown) => {
  expect(moment(AT, zone)).toBe(shown);
  // From what is kept as well.
  expect(moment(AT, zone)).toBe(shown);
});
