/** A post that does not go on after a restart is seen, and time in which it could not go on does not count. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BoardPost } from './board.ts';
import { GoingOn, type Moment } from './going-on.ts';

let goingOn: GoingOn;
let owners: ReadonlyMap<string, string>;

beforeEach(() => {
  goingOn = new GoingOn();
  owners = new Map([['op1', 'first 7']]);
});

function post(updatedAt: number, line = '⏳ **`web-1` is stopping**'): BoardPost {
  const place = { id: 'p1', channelId: 'c', rootId: '', createdAt: 0, updatedAt };
  return { ...place, message: `head\n${line}`, operationId: 'op1', actions: [] };
}

/** Sees the same at every second. */
function seeFor(fromS: number, toS: number, life: Moment['life'], ...posts: BoardPost[]): void {
  for (let second = fromS; second <= toS; second += 1) goingOn.see({ at: second * 1_000, life, posts, owners });
}

test('one that goes on is counted, with the time since the plugin was there', () => {
  seeFor(0, 5, 'first', post(1_000));
  seeFor(6, 9, undefined, post(5_900, '⏳ **`web-1`: watching stopped, last seen stopping**'));
  seeFor(10, 13, 'second', post(5_900, '⏳ **`web-1`: watching stopped, last seen stopping**'));
  seeFor(14, 80, 'second', post(13_500));
  expect(goingOn).toMatchObject({ took: [4_000], broken: [] });
});

test('one that has come to its end meanwhile has gone on', () => {
  seeFor(0, 5, 'first', post(1_000));
  seeFor(6, 7, 'second', post(1_000));
  seeFor(8, 60, 'second', post(7_500, '⚪ **`web-1` is stopped** after 7s'));
  expect(goingOn).toMatchObject({ took: [2_000], broken: [] });
});

test('one that does not for 30 s is broken, once, and by nothing that went before', () => {
  seeFor(0, 5, 'first', post(1_000));
  seeFor(6, 37, 'second', post(5_900));
  expect(goingOn.broken).toEqual([]);
  seeFor(38, 90, 'second', post(5_900));
  expect(goingOn).toMatchObject({ took: [], broken: ['p1: head / ⏳ **`web-1` is stopping**'] });
});

test('whatever disturbs it begins the 30 s anew: another end, or an outage in the same life', () => {
  seeFor(0, 5, 'first', post(1_000));
  seeFor(6, 30, 'second', post(1_000));
  seeFor(31, 55, 'third', post(1_000));
  seeFor(56, 57, undefined, post(1_000));
  seeFor(58, 88, 'third', post(1_000));
  expect(goingOn.broken).toEqual([]);
  seeFor(89, 92, 'third', post(1_000));
  expect(goingOn.broken).toHaveLength(1);
});

test('one whose process has not ended may say the same for as long as nothing happens', () => {
  seeFor(0, 100, 'first', post(1_000));
  seeFor(101, 105, undefined, post(1_000));
  seeFor(106, 200, 'first', post(1_000));
  expect(goingOn).toMatchObject({ took: [], broken: [] });
});

test('one that went on and is interrupted again is waited for again', () => {
  seeFor(0, 5, 'first', post(1_000));
  seeFor(6, 7, 'second', post(1_000));
  seeFor(8, 8, 'second', post(7_500));
  seeFor(9, 60, 'third', post(7_500));
  expect(goingOn).toMatchObject({ took: [2_000], broken: [expect.stringContaining('p1')] });
});

describe('one that needs no other words', () => {
  const SAYS_SO = '⏳ **`web-1` is stopping**\nContinued after a restart.';
  const LAST_SEEN = '⏳ **`web-1`: watching stopped, last seen stopping**\nContinued after a restart.';

  test('goes on as soon as somebody has its operation again', () => {
    seeFor(0, 5, 'first', post(1_000, SAYS_SO));
    seeFor(6, 20, 'second', post(1_000, SAYS_SO));
    owners = new Map([['op1', 'second 8']]);
    seeFor(21, 80, 'second', post(1_000, SAYS_SO));
    expect(goingOn).toMatchObject({ took: [15_000], broken: [] });
  });

  test.each([
    ['when nobody takes it', SAYS_SO, 'first 7'],
    ['when its record is gone', SAYS_SO, undefined],
    ['when its words say that it does not', LAST_SEEN, 'second 8'],
    ['when it does not say so yet', '⏳ **`web-1` is stopping**', 'second 8'],
  ] as const)('does not, %s', (_when, line, owner) => {
    seeFor(0, 5, 'first', post(1_000, line));
    seeFor(6, 20, 'second', post(1_000, line));
    owners = new Map(owner === undefined ? [] : [['op1', owner]]);
    seeFor(21, 80, 'second', post(1_000, line));
    expect(goingOn).toMatchObject({ took: [], broken: [expect.stringContaining('p1')] });
  });
});
