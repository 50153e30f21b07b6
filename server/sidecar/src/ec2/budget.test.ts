import { describe, expect, test } from '@jest/globals';
import { FakeClock, settle } from '../operations/testing/fake-clock.ts';
import { type Budget, type CallKind, createBudget, type Limits, LIMITS, type Wanted } from './budget.ts';

const NEVER = new AbortController().signal;
const ONE = { change: 1, look: 1, read: 1 };
const WIDE = { burst: 1_000, perSecond: 1_000 };

/** A budget whose calls are begun in an order that can be looked at, and end when the test says so. */
class Stage {
  readonly clock = new FakeClock();
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();
  readonly budget: Budget;

  constructor(limits: Partial<Limits> = {}) {
    this.budget = createBudget(this.clock, { ...LIMITS, ...limits });
  }

  call(name: string, kind: CallKind = 'read', region = 'eu-1', signal = NEVER): Promise<string> {
    return this.#spend(name, { kind, region, signal });
  }

  #spend(name: string, wanted: Wanted): Promise<string> {
    return this.budget.spend(wanted, async () => {
      this.begun.push(name);
      const { promise, resolve } = Promise.withResolvers<string>();
      this.#ends.set(name, () => {
        resolve(name);
      });
      return promise;
    });
  }

  change(name: string, person: string, region = 'eu-1'): Promise<string> {
    return this.#spend(name, { kind: 'change', person, region, signal: NEVER });
  }

  async end(...names: readonly string[]): Promise<void> {
    for (const name of names) this.#ends.get(name)?.();
    await settle();
  }

  /** Begins `count` calls that end at once. */
  burst(count: number, kind: CallKind = 'read', region = 'eu-1'): void {
    for (let n = 0; n < count; n += 1) {
      void this.budget.spend({ kind, region, signal: NEVER }, async () => this.begun.push(`${kind} ${region}`));
    }
  }
}

describe('calls under way', () => {
  const two = { rates: { read: WIDE, change: WIDE }, atOnce: { change: 3, look: 2, read: 2 } };

  test('are bounded, and the next begins as soon as one has ended', async () => {
    const stage = new Stage(two);
    for (const name of ['a', 'b', 'c', 'd']) void stage.call(name);
    await settle();
    expect(stage.begun).toEqual(['a', 'b']);
    await stage.end('b');
    expect(stage.begun).toEqual(['a', 'b', 'c']);
  });

  test('leave room for a change, whatever readings hang', async () => {
    const stage = new Stage(two);
    for (const name of ['a', 'b', 'c']) void stage.call(name);
    void stage.call('stop', 'change', 'us-1');
    await settle();
    expect(stage.begun).toEqual(['a', 'b', 'stop']);
  });

  test('of changes begin before readings that came first', async () => {
    const stage = new Stage({ ...two, atOnce: { change: 3, look: 3, read: 3 } });
    for (const name of ['a', 'b', 'c', 'd']) void stage.call(name);
    void stage.call('look', 'look');
    void stage.call('stop', 'change');
    void stage.call('start', 'change');
    await settle();
    expect(stage.begun).toEqual(['a', 'b', 'c']);
    await stage.end('a', 'b', 'c');
    expect(stage.begun).toEqual(['a', 'b', 'c', 'stop', 'start', 'look']);
    await stage.end('look');
    expect(stage.begun.at(-1)).toBe('d');
  });

  test('leave room for the looks of a change, and these for the change itself', async () => {
    const stage = new Stage({ ...two, atOnce: { change: 4, look: 3, read: 2 } });
    for (const name of ['a', 'b', 'c']) void stage.call(name);
    for (const name of ['look 1', 'look 2']) void stage.call(name, 'look', 'us-1');
    void stage.call('stop', 'change', 'us-1');
    await settle();
    expect(stage.begun).toEqual(['a', 'b', 'look 1', 'stop']);
    await stage.end('a');
    expect(stage.begun.at(-1)).toBe('look 2');
    await stage.end('look 1', 'look 2');
    expect(stage.begun.at(-1)).toBe('c');
  });

  test('are no fewer for listings because of changes, while there are places', async () => {
    const stage = new Stage({ ...two, atOnce: { change: 4, look: 3, read: 2 } });
    for (const name of ['stop', 'start']) void stage.call(name, 'change');
    for (const name of ['a', 'b']) void stage.call(name);
    await settle();
    expect(stage.begun).toEqual(['stop', 'start', 'a', 'b']);
  });

  test('give back their place also when they fail', async () => {
    const stage = new Stage({ ...two, atOnce: ONE });
    const failing = stage.budget.spend({ kind: 'read', region: 'eu-1', signal: NEVER }, () =>
      Promise.reject(new Error('refused')),
    );
    void stage.call('next');
    await expect(failing).rejects.toThrow('refused');
    await settle();
    expect(stage.begun).toEqual(['next']);
  });
});

describe('calls a second', () => {
  test('of readings are 50 at first and 10 each second, in each region for itself', async () => {
    const stage = new Stage();
    stage.burst(75);
    stage.burst(50, 'read', 'us-1');
    await settle();
    const inEurope = (): number => stage.begun.filter((name) => name === 'read eu-1').length;
    expect(inEurope()).toBe(50);
    expect(stage.begun.filter((name) => name === 'read us-1')).toHaveLength(50);
    await stage.clock.advance(1_000);
    expect(inEurope()).toBe(60);
    await stage.clock.advance(1_500);
    expect(inEurope()).toBe(75);
    expect(stage.clock.sleeping).toBe(0);
  });

  test('of changes are 5 at first and 2 each second, and readings do not count among them', async () => {
    const stage = new Stage();
    stage.burst(9, 'change');
    stage.burst(20);
    await settle();
    const changes = (): number => stage.begun.filter((name) => name === 'change eu-1').length;
    expect(changes()).toBe(5);
    expect(stage.begun).toHaveLength(25);
    await stage.clock.advance(500);
    expect(changes()).toBe(6);
    await stage.clock.advance(1_500);
    expect(changes()).toBe(9);
  });

  test('of looks are those of readings, and they go first', async () => {
    const rates = { read: { burst: 1, perSecond: 1 }, change: { burst: 1, perSecond: 1 } };
    const stage = new Stage({ rates });
    for (const name of ['a', 'b']) void stage.call(name);
    void stage.call('look', 'look');
    await settle();
    expect(stage.begun).toEqual(['a']);
    void stage.call('stop', 'change');
    await settle();
    expect(stage.begun).toEqual(['a', 'stop']);
    await stage.clock.advance(1_000);
    expect(stage.begun).toEqual(['a', 'stop', 'look']);
    await stage.clock.advance(1_000);
    expect(stage.begun).toEqual(['a', 'stop', 'look', 'b']);
  });

  test('are never more than the burst, however long nothing was asked', async () => {
    const stage = new Stage();
    stage.burst(1);
    await stage.clock.advance(3_600_000);
    stage.burst(60);
    await settle();
    expect(stage.begun).toHaveLength(51);
  });

  test('of one region do not hold up another, and nobody is overtaken in their own', async () => {
    const rates = { read: { burst: 1, perSecond: 1 }, change: WIDE };
    const stage = new Stage({ rates });
    for (const name of ['a', 'b', 'c']) void stage.call(name);
    void stage.call('elsewhere', 'read', 'us-1');
    await settle();
    expect(stage.begun).toEqual(['a', 'elsewhere']);
    await stage.clock.advance(2_000);
    expect(stage.begun).toEqual(['a', 'elsewhere', 'b', 'c']);
  });

  test('are not lost or won when the clock is set back', async () => {
    const stage = new Stage();
    stage.burst(50);
    await settle();
    stage.clock.set(stage.clock.now() - 3_600_000);
    stage.burst(1);
    await settle();
    expect(stage.begun).toHaveLength(50);
    await stage.clock.advance(100);
    expect(stage.begun).toHaveLength(51);
  });
});

describe('people who change', () => {
  const rates = { read: WIDE, change: { burst: 1, perSecond: 1 } };

  test('take turns, whoever asked for how much before', async () => {
    const stage = new Stage({ rates });
    for (const name of ['a1', 'a2', 'a3', 'a4']) void stage.change(name, 'alice');
    for (const name of ['b1', 'b2']) void stage.change(name, 'bob');
    await stage.clock.advance(1_000);
    void stage.change('c1', 'carol');
    // Whoever comes back has no better turn than before.
    void stage.change('b3', 'bob');
    await stage.clock.advance(6_000);
    expect(stage.begun).toEqual(['a1', 'a2', 'b1', 'a3', 'c1', 'b2', 'a4', 'b3']);
  });

  test('lose no turn in one region by their turn in another', async () => {
    const stage = new Stage({ rates });
    for (const region of ['eu-1', 'us-1']) {
      for (const n of [1, 2, 3]) void stage.change(`alice ${region} ${String(n)}`, 'alice', region);
    }
    for (const n of [1, 2]) void stage.change(`bob eu-1 ${String(n)}`, 'bob');
    await stage.clock.advance(4_000);
    expect(stage.begun.filter((name) => name.includes('eu-1'))).toEqual([
      'alice eu-1 1',
      'alice eu-1 2',
      'bob eu-1 1',
      'alice eu-1 3',
      'bob eu-1 2',
    ]);
  });

  test('wait for a change no longer than others have theirs before it, where one fills a region', async () => {
    const stage = new Stage();
    for (let n = 0; n < 50; n += 1) void stage.change('alice', 'alice');
    void stage.change('bob', 'bob');
    await stage.clock.advance(1_000);
    expect(stage.begun).toContain('bob');
  });
});

test('regions take turns in the places that become free', async () => {
  const stage = new Stage({ rates: { read: WIDE, change: WIDE }, atOnce: ONE });
  for (const name of ['a', 'b', 'c']) void stage.call(name);
  void stage.call('elsewhere', 'read', 'us-1');
  await settle();
  await stage.end('a');
  await stage.end('b');
  expect(stage.begun).toEqual(['a', 'b', 'elsewhere']);
});

test('what is not let go in a minute is told as not sent, is never called, and holds up nobody', async () => {
  const stage = new Stage({ rates: { read: WIDE, change: { burst: 1, perSecond: 1 / 90 } } });
  void stage.change('a', 'alice');
  const given = stage.change('b', 'alice');
  const outcome = expect(given).rejects.toMatchObject({ code: 'NotSent', fault: 'upstream' });
  await stage.clock.advance(59_999);
  void stage.change('c', 'alice');
  await stage.clock.advance(1);
  await outcome;
  expect(stage.begun).toEqual(['a']);
  await stage.clock.advance(30_000);
  expect(stage.begun).toEqual(['a', 'c']);
  expect(stage.clock.sleeping).toBe(0);
});

test('a listing of 40 regions does not wait', async () => {
  const stage = new Stage();
  for (let n = 0; n < 40; n += 1) void stage.call(`r${String(n)}`, 'read', `region-${String(n)}`);
  await settle();
  expect(stage.begun).toHaveLength(40);
});

test('who gives up while waiting is told at once, is never called, and holds up nobody', async () => {
  const stage = new Stage({ rates: { read: WIDE, change: WIDE }, atOnce: ONE });
  const leaving = new AbortController();
  const reason = new Error('left');
  void stage.call('a');
  const given = stage.call('b', 'read', 'eu-1', leaving.signal);
  void stage.call('c');
  leaving.abort(reason);
  await expect(given).rejects.toBe(reason);
  await expect(stage.call('d', 'read', 'eu-1', leaving.signal)).rejects.toBe(reason);
  await stage.end('a');
  expect(stage.begun).toEqual(['a', 'c']);
});

test('at its end what waits is refused as not sent, and no timer is left', async () => {
  const stage = new Stage({ atOnce: { change: 3, look: 2, read: 1 } });
  const kinds = ['change', 'change', 'look', 'look', 'read', 'read'] as const;
  const outcomes = Promise.allSettled(kinds.map((kind, n) => stage.call(`${kind} ${String(n)}`, kind)));
  await settle();
  expect(stage.begun).toEqual(['change 0', 'change 1', 'look 2']);
  stage.budget.close();
  await stage.end(...stage.begun);
  const refused = (await outcomes).map((outcome) => outcome.status === 'rejected' && (outcome.reason as unknown));
  const notSent = expect.objectContaining({ code: 'NotSent' });
  expect(refused).toEqual([false, false, false, notSent, notSent, notSent]);
  expect(stage.clock.sleeping).toBe(0);
  stage.burst(60);
  await settle();
  expect(stage.begun).toHaveLength(63);
});
