import { beforeEach, expect, test } from '@jest/globals';
import type { Instance, InstanceState } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import type { Refusal } from './refusals.ts';
import { rehearse } from './rehearse.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';

const A = 'i-0000000a';
const B = 'i-0000000b';
const C = 'i-0000000c';

let clock: FakeClock;
let ec2: FakeEc2;
let refused: Refusal[];
let logged: string[];

beforeEach(() => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['eu-1', 'us-1']);
  refused = [];
  logged = [];
});

function add(id: string, region: string, state: InstanceState = 'running'): Instance {
  ec2.add({ id, region, state });
  return plainInstance(id, region, state);
}

function run(instances: readonly Instance[], signal = new AbortController().signal): ReturnType<typeof rehearse> {
  return rehearse({
    ec2,
    clock,
    log: (_level, message) => logged.push(message),
    order: { verb: 'stop' },
    instances,
    requester: { userId: 'bob', username: 'bob' },
    signal,
    onRefusal: (refusal) => refused.push(refusal),
  });
}

test('AWS is asked once a region, only for what would be changed, and nothing is', async () => {
  const instances = [add(A, 'eu-1'), add(B, 'us-1'), add(C, 'us-1', 'stopped')];
  const { lines, refusals, unasked } = await run(instances);
  expect(lines.map(({ outcome }) => outcome)).toEqual(['asked', 'asked', 'already']);
  expect([refusals.size, unasked.size]).toEqual([0, 0]);
  expect(ec2.callsOf('dryRun').map(({ region, ids }) => [region, ids])).toEqual([
    ['eu-1', [A]],
    ['us-1', [B]],
  ]);
  expect([ec2.state(A), ec2.state(B)]).toEqual(['running', 'running']);
});

test('what AWS refuses is told by instance', async () => {
  const a = add(A, 'eu-1');
  ec2.add({ id: B, region: 'eu-1', state: 'running' }, { refusal: awsError('UnauthorizedOperation', 403) });
  const { refusals } = await run([a, plainInstance(B, 'eu-1', 'running')]);
  expect([...refusals].map(([id, { code }]) => [id, code])).toEqual([[B, 'UnauthorizedOperation']]);
  expect(refused).toMatchObject([{ asked: 'stop', region: 'eu-1', ids: [B] }]);
});

test('a region that cannot be asked is told, and hides no other', async () => {
  const instances = [add(A, 'eu-1'), add(B, 'us-1')];
  ec2.faults.add({ call: 'dryRun', at: 'eu-1', error: awsError('AuthFailure', 401) });
  const { unasked } = await run(instances);
  expect([...unasked].map(([region, { code }]) => [region, code])).toEqual([['eu-1', 'AuthFailure']]);
  expect(refused).toMatchObject([{ region: 'eu-1', ids: [A] }]);
  expect(logged).toEqual(['A dry run could not be made']);
});

test('so is one that does not answer, after its time, and one that fails by a defect', async () => {
  const instances = [add(A, 'eu-1'), add(B, 'us-1')];
  ec2.faults.add({ call: 'dryRun', at: 'eu-1', hang: true });
  ec2.faults.add({ call: 'dryRun', at: 'us-1', error: new Error('boom') });
  const { unasked } = await clock.until(run(instances), 31_000);
  expect([...unasked.keys()].sort()).toEqual(['eu-1', 'us-1']);
  expect(unasked.get('eu-1')?.code).toBe('TimedOut');
  expect(logged).toContain('Defect in an operation');
});

test('it ends with the process', async () => {
  const ending = new AbortController();
  ec2.faults.add({ call: 'dryRun', hang: true });
  const running = run([add(A, 'eu-1')], ending.signal);
  ending.abort(new Error('ending'));
  await expect(running).rejects.toThrow('ending');
});
