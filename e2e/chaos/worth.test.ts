/** A run in which little happened does not pass for one in which nothing went wrong. */
import { beforeEach, expect, test } from '@jest/globals';
import { Notes } from './notes.ts';
import { LONG, planOf, SHORT, type Size } from './plan.ts';
import { type Lived, shortcomingsOf } from './worth.ts';

const REGIONS = ['eu-west-1', 'us-east-1'];

let notes: Notes;

beforeEach(() => {
  notes = new Notes();
});

/** A run of all faults of a plan, and of as many operations as are wanted. */
function lived(size: Size, begun: number): Lived {
  const plan = planOf(1, size, REGIONS);
  for (const { kind } of plan.host) notes.fault(kind);
  for (const { kind } of Object.values(plan.cloud).flat()) notes.fault(kind);
  plan.saves.forEach(() => {
    notes.fault('settings saved');
  });
  return { plan, notes, begun };
}

test.each([
  ['long', LONG, 1_000],
  ['short', SHORT, 15],
])('the whole of the %s plan with people at work says what it should', (_name, size, begun) => {
  expect(shortcomingsOf(lived(size, begun))).toEqual([]);
});

test('one fault too few is told, with what was not played', () => {
  const run = lived(LONG, 1_000);
  notes.faults.set('server SIGKILL', 9);
  notes.faults.delete('clock jumped');
  const all = notes.faultCount + 11;
  expect(all).toBeGreaterThanOrEqual(1_000);
  expect(shortcomingsOf(run).toSorted()).toEqual([
    'clock jumped: 0 of 10 were played',
    `faults: ${String(all - 11)} of ${String(all)} were played`,
    'server SIGKILL: 9 of 10 were played',
  ]);
});

test.each([
  [0, 'long', LONG],
  [200, 'long', LONG],
  [0, 'short', SHORT],
  [14, 'short', SHORT],
])('%d operations are too few for the %s plan', (begun, _name, size) => {
  expect(shortcomingsOf(lived(size, begun))).toEqual([
    expect.stringMatching(new RegExp(`^operations: ${String(begun)} were begun, of \\d+ at least$`)),
  ]);
});

test('a harness that failed at every other step has seen too little', () => {
  const run = lived(SHORT, 100);
  notes.troubles.push('sidecar killed: it is not there');
  expect(shortcomingsOf(run)).toEqual([]);
  for (let times = 1; times < run.plan.host.length / 2; times += 1) notes.troubles.push('sidecar killed: not there');
  expect(shortcomingsOf(run)).toEqual([expect.stringMatching(/^the harness failed 7 times, of 2 at most$/)]);
});
