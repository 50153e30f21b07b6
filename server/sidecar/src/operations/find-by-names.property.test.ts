import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InstanceState } from '../ports.ts';
import { selectionFor } from '../selection/testing/selection-for.ts';
import { type FindResult, findInstances } from './find.ts';
import { createSharedReads } from './shared-reads.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';

const REGIONS = ['eu-1', 'us-1'];
const NAMES = ['web', 'Web', 'WEB', 'we', 'web-1', ' web', 'api', 'Api'];
const STATES: readonly InstanceState[] = ['running', 'stopped', 'terminated'];

interface Case {
  readonly fleet: readonly { readonly name: string; readonly region: string; readonly state: InstanceState }[];
  readonly words: readonly string[];
  readonly denied: string | undefined;
}

/** What is found, by names alone where that tells, or else of all that there is. */
async function find({ fleet, words, denied }: Case, byName: boolean): Promise<FindResult> {
  const clock = new FakeClock();
  const ec2 = new FakeEc2(clock, REGIONS);
  for (const [index, one] of fleet.entries()) ec2.add({ id: `i-0000000${String(index)}`, ...one });
  if (denied !== undefined) ec2.faults.add({ at: denied, error: awsError('UnauthorizedOperation', 403) });
  const reads = createSharedReads(clock);
  const result = findInstances({
    ...{ ec2, clock, verb: 'stop', log: () => undefined, signal: new AbortController().signal },
    selection: selectionFor(words),
    list: reads.fresh(ec2),
    listNamed: byName ? reads.named(ec2) : () => Promise.reject(awsError('InvalidParameterValue', 400)),
  });
  return await clock.until(result, 60_000);
}

test('asking for names alone finds and tells what reading all does, whatever there is', async () => {
  let told = 0;
  const instance = fc.record({
    name: fc.constantFrom(...NAMES),
    region: fc.constantFrom(...REGIONS),
    state: fc.constantFrom(...STATES),
  });
  const qualifier = fc.constantFrom('state:running', 'state:stopped', 'region:us-1');
  const words = fc
    .tuple(fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }), fc.option(qualifier))
    .map(([names, narrowed]) => (narrowed === null ? names : [...names, narrowed]));
  const cases = fc.record({
    fleet: fc.array(instance, { maxLength: 6 }),
    words,
    denied: fc.option(fc.constantFrom(...REGIONS), { nil: undefined, freq: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const found = await find(one, true);
      expect(found).toEqual(await find(one, false));
      if (found.kind === 'found') told += 1;
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(10);
});
