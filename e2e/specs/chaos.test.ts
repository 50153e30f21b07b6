/**
 * What `make chaos` does for half an hour, for four minutes: faults of all kinds over operations of people who type. Another seed
 * than the usual one, or a longer run, is `make chaos SEED=…`.
 */
import { expect, test } from '@jest/globals';
import { SHORT } from '../chaos/plan.ts';
import { reportOf, zerosOf } from '../chaos/report.ts';
import { run } from '../chaos/run.ts';
import { shortcomingsOf } from '../chaos/worth.ts';

const SEED = 20;

const LIMIT_MS = 360_000;

test('nothing is done twice, lost, left without an end, untrue, hung or orphaned, whatever fails', async () => {
  const done = await run({ seed: SEED, size: SHORT, people: 6, limitMs: LIMIT_MS, tell: () => undefined });
  const told = reportOf(SEED, done).join('\n');
  const cases = zerosOf(done).filter((zero) => zero.cases.length > 0);
  expect({ told, cases }).toEqual({ told, cases: [] });
  const shortcomings = shortcomingsOf({ ...done, begun: done.verdict.begun });
  expect({ told, shortcomings }).toEqual({ told, shortcomings: [] });
  expect(done.verdict.truthful).toBe(done.verdict.begun);
}, 1_200_000);
