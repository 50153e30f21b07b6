import { expect, test } from '@jest/globals';
import { timeZoneOf } from './time-zone.ts';

const BOTH = { automaticTimezone: 'Asia/Taipei', manualTimezone: 'Europe/Berlin' };

test.each([
  [{ useAutomaticTimezone: 'true', ...BOTH }, 'Asia/Taipei'],
  [{ useAutomaticTimezone: 'false', ...BOTH }, 'Europe/Berlin'],
  [{ useAutomaticTimezone: false, ...BOTH }, 'Europe/Berlin'],
  [BOTH, 'Asia/Taipei'],
  [{ useAutomaticTimezone: 'true', automaticTimezone: '', manualTimezone: 'Europe/Berlin' }, undefined],
  [{}, undefined],
  [null, undefined],
  [undefined, undefined],
])('of %j is %s', (kept, zone) => {
  expect(timeZoneOf(kept)).toBe(zone);
});
