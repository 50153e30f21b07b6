import { describe, expect, test } from '@jest/globals';
import type { Order } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import { planFor, type Wish } from './plan.ts';

const LIMITS = { atOnce: 50, confirmAbove: 5 };
const UNREAD = [{ region: 'us-1', status: 'waiting' }] as const;

function wish(count: number, more: Partial<Wish> = {}): Wish {
  const instances = Array.from({ length: count }, (_one, index) =>
    plainInstance(`i-${String(index)}`, 'eu-1', 'running'),
  );
  return { order: { verb: 'stop' }, instances, exact: true, unread: [], yes: true, ...more };
}

/** Why `--yes` does not count; `go` where it does. */
function yes(of: Wish, limits = LIMITS): unknown {
  const plan = planFor(of, limits);
  return plan.kind === 'ask' ? plan.confirmation.yesIgnored : plan.kind;
}

describe('--yes counts for ids and names that are written out', () => {
  test.each([
    [5, 5, 'go'],
    [6, 5, { why: 'count', most: 5 }],
    [2, 1, { why: 'count', most: 1 }],
    [6, 6, 'go'],
    [2, 0, { why: 'off' }],
  ])('%d of them, with a limit of %d', (count, confirmAbove, comes) => {
    expect(yes(wish(count), { ...LIMITS, confirmAbove })).toEqual(comes);
  });

  test('of several reasons why not, the first is told', () => {
    const force: Order = { verb: 'stop', force: true };
    const all = { order: force, exact: false, unread: UNREAD };
    expect(yes(wish(6, all), { ...LIMITS, confirmAbove: 0 })).toEqual({ why: 'off' });
    expect(yes(wish(6, all))).toEqual({ why: 'force' });
    expect(yes(wish(6, { exact: false, unread: UNREAD }))).toEqual({ why: 'chosen' });
    expect(yes(wish(6, { unread: UNREAD }))).toEqual({ why: 'unread' });
  });

  test('without it nothing is said of it', () => {
    expect(yes(wish(6, { yes: false }))).toBeUndefined();
  });

  test('switched off, it takes nothing away from what is not asked', () => {
    expect(planFor(wish(1), { ...LIMITS, confirmAbove: 0 })).toEqual({ kind: 'go' });
  });
});

test('more than the settings allow at once are refused, confirmed or not', () => {
  expect(planFor(wish(3), { ...LIMITS, atOnce: 2 })).toMatchObject({
    kind: 'not-acted',
    notActed: { tooMany: { count: 3, most: 2 } },
  });
});

test('to hibernate what cannot is refused before anything is asked', () => {
  const plan = planFor(wish(2, { order: { verb: 'stop', hibernate: true } }), LIMITS);
  expect(plan).toMatchObject({ kind: 'not-acted', notActed: { cannotHibernate: [{ id: 'i-0' }, { id: 'i-1' }] } });
});
