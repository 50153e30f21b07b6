import { describe, expect, test } from '@jest/globals';
import { FakeClock, settle } from '../operations/testing/fake-clock.ts';
import { type Budget, type CallKind, createBudget, type Limits, LIMITS } from './budget.ts';

const NEVER = new AbortController().signal;
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
    return this.budget.spend({ kind, region, signal }, async () => {
      this.begun.push(name);
      const { promise, resolve } = Promise.withResolvers<string>();
      this.#ends.set(name, () => {
        resolve(name);
      });
      return promise;
    });
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
  const two = { rates: { read: WIDE, change: WIDE }, atOnce: 3, keptForChanges: 1 };

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
    const stage = new Stage({ ...two, keptForChanges: 0 });
    for (const name of ['a', 'b', 'c', 'd']) void stage.call(name);
    void stage.call('stop', 'change');
    void stage.call('start', 'change');
    await settle();
    expect(stage.begun).toEqual(['a', 'b', 'c']);
    await stage.end('a', 'b', 'c');
    expect(stage.begun).toEqual(['a', 'b', 'c', 'stop', 'start', 'd']);
  });

  test('give back their place also when they fail', async () => {
    const stage = new Stage({ ...two, atOnce: 1, keptForChanges: 0 });
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

test('a listing of 40 regions does not wait', async () => {
  const stage = new Stage();
  for (let n = 0; n < 40; n += 1) void stage.call(`r${String(n)}`, 'read', `region-${String(n)}`);
  await settle();
  expect(stage.begun).toHaveLength(40);
});

test('who gives up while waiting is told at once, is never called, and holds up nobody', async () => {
  const stage = new Stage({ rates: { read: WIDE, change: WIDE }, atOnce: 1, keptForChanges: 0 });
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

test('at its end nothing is left waiting, and no timer', async () => {
  const stage = new Stage();
  stage.burst(60);
  await settle();
  expect(stage.clock.sleeping).toBe(1);
  stage.budget.close();
  await settle();
  expect(stage.clock.sleeping).toBe(0);
  expect(stage.begun).toHaveLength(60);
  stage.burst(60);
  await settle();
  expect(stage.begun).toHaveLength(120);
});
