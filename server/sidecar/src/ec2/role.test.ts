import { expect, test } from '@jest/globals';
import { sessionName } from './role.ts';
import { BOB } from './testing/bob.ts';

test.each([
  ['bob', `bob-${BOB.userId}`],
  ['bob.o_f-sre', `bob.o_f-sre-${BOB.userId}`],
  ['x'.repeat(64), `${'x'.repeat(37)}-${BOB.userId}`],
  ['b o/b;é👩', `b_o_b____-${BOB.userId}`],
  ['', BOB.userId],
])('the session of a person called %j is %s', (username, name) => {
  expect(sessionName({ ...BOB, username })).toBe(name);
  // What AWS takes.
  expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});
