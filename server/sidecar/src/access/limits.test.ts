import { beforeEach, expect, test } from '@jest/globals';
import type { Clock } from '../clock.ts';
import { createLimits, type Limits } from './limits.ts';

let now: number;
let limits: Limits;

beforeEach(() => {
  now = 1_000_000;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  limits = createLimits(clock);
});

function times(count: number, ask: () => unknown): unknown[] {
  return Array.from({ length: count }, ask);
}

test('20 commands within a minute, and room again as the first ones go by', () => {
  limits.command('alice', false);
  now += 20_000;
  expect(times(19, () => limits.command('alice', false))).toEqual(times(19, () => undefined));
  now += 10_000;
  expect(limits.command('alice', false)).toEqual({ limit: 'commands', waitMs: 30_000 });
  now += 29_999;
  expect(limits.command('alice', false)).toEqual({ limit: 'commands', waitMs: 1 });
  now += 1;
  expect(limits.command('alice', false)).toBeUndefined();
  expect(limits.command('alice', false)).toEqual({ limit: 'commands', waitMs: 20_000 });
});

test('10 changes of them', () => {
  times(10, () => limits.command('alice', true));
  expect(limits.command('alice', true)).toEqual({ limit: 'changes', waitMs: 60_000 });
  expect(limits.command('alice', false)).toBeUndefined();
});

test('what was turned away does not count', () => {
  times(20, () => limits.command('alice', false));
  now += 59_000;
  times(100, () => limits.command('alice', false));
  now += 1_000;
  expect(times(20, () => limits.command('alice', false))).toEqual(times(20, () => undefined));
});

test('a change that was turned away as a change does not count as a command', () => {
  times(10, () => limits.command('alice', true));
  times(50, () => limits.command('alice', true));
  expect(times(10, () => limits.command('alice', false))).toEqual(times(10, () => undefined));
});

test('each person alone', () => {
  times(20, () => limits.command('alice', false));
  expect(limits.command('bob', false)).toBeUndefined();
});

test('a clock that is set back shuts nobody out', () => {
  times(20, () => limits.command('alice', false));
  now -= 3_600_000;
  expect(limits.command('alice', false)).toBeUndefined();
});

test('20 questions of completion within a second', () => {
  expect(times(20, () => limits.completion('alice'))).toEqual(times(20, () => true));
  expect(limits.completion('alice')).toBe(false);
  expect(limits.completion('bob')).toBe(true);
  now += 1_000;
  expect(limits.completion('alice')).toBe(true);
});

test('2 listings at the same time', () => {
  const done = limits.listing('alice');
  expect(limits.listing('alice')).toBeDefined();
  expect(limits.listing('alice')).toBeUndefined();
  expect(limits.listing('bob')).toBeDefined();
  done?.();
  expect(limits.listing('alice')).toBeDefined();
  expect(limits.listing('alice')).toBeUndefined();
});
