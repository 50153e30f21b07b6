import { beforeEach, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { awsError, FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { createSharedReads } from '../operations/shared-reads.ts';
import { createFleet, type Fleet, FRESH_MS, INTEREST_MS, MOST_KEPT } from './fleet.ts';

const ID = 'i-0a1f39c5d2e84b7f6';

let clock: FakeClock;
let ec2: FakeEc2;
let fleet: Fleet;
let ending: AbortController;

beforeEach(() => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  ec2.add({ id: ID, region: 'us-west-2', state: 'running', name: 'web-1' });
  ending = new AbortController();
  fleet = createFleet({
    clock,
    log: () => undefined,
    shareReads: createSharedReads(clock).recent,
    use: (work) => work(ec2),
    ending: ending.signal,
  });
});

function names(): (string | undefined)[] | undefined {
  return fleet.look()?.named.map(({ instance }) => `${instance.name ?? ''} ${instance.state}`);
}

function readings(): number {
  return ec2.callsOf('listInstances').length;
}

test('nothing is read before somebody asks, and then once for all who do', async () => {
  await clock.advance(60_000);
  expect(ec2.calls).toEqual([]);
  expect([fleet.look(), fleet.look()]).toEqual([undefined, undefined]);
  await clock.advance(0);
  expect(names()).toEqual(['web-1 running']);
  expect(readings()).toBe(2);
});

test('an answer comes from what there is, however old, and is renewed behind it', async () => {
  fleet.look();
  await clock.advance(INTEREST_MS + FRESH_MS);
  ec2.become(ID, 'stopped');
  await clock.advance(3_600_000);
  const before = readings();
  expect(names()).toEqual(['web-1 running']);
  await clock.advance(0);
  expect(readings()).toBe(before + 2);
  expect(names()).toEqual(['web-1 stopped']);
});

test('it is kept fresh for as long as somebody types, and no longer', async () => {
  fleet.look();
  await clock.advance(10 * 60_000);
  // At the beginning, and after 30, 60 and 90 seconds.
  expect(readings()).toBe(4 * 2);
  fleet.look();
  await clock.advance(10 * 60_000);
  expect(readings()).toBe(8 * 2);
});

test('a region that cannot be read keeps what was seen in it', async () => {
  fleet.look();
  await clock.advance(0);
  ec2.faults.add({ call: 'listInstances', at: 'us-west-2', error: awsError('UnauthorizedOperation', 403) });
  fleet.look();
  await clock.advance(FRESH_MS);
  expect(names()).toEqual(['web-1 running']);
});

test('of an instance no more is kept than is offered', async () => {
  fleet.look();
  await clock.advance(0);
  const [placed] = fleet.look()?.named ?? [];
  expect(Object.keys(placed?.instance ?? {})).toEqual(['id', 'name', 'region', 'type', 'state', 'launchedAt']);
});

test('while all is read again, what there was is offered as it was', async () => {
  fleet.look();
  await clock.advance(0);
  const before = fleet.look();
  ec2.become(ID, 'stopped');
  ec2.faults.add({ call: 'listInstances', at: 'us-east-1', delayMs: 1_000 });
  await clock.advance(FRESH_MS + 500);
  expect(fleet.look()).toBe(before);
  await clock.advance(500);
  expect(names()).toEqual(['web-1 stopped']);
});

test('what a change saw is there at once', async () => {
  fleet.look();
  await clock.advance(0);
  const [placed] = fleet.look()?.named ?? [];
  if (placed === undefined) throw new Error('nothing is known');
  fleet.saw([{ ...placed.instance, state: 'stopping' }]);
  expect(names()).toEqual(['web-1 stopping']);
  // Of what was never listed nothing is known but this, and it is not offered.
  fleet.saw([{ ...placed.instance, id: 'i-00000001' }]);
  expect(names()).toEqual(['web-1 stopping']);
});

test('a large fleet is put in order with breaks, and what a change sees in one is not lost', async () => {
  for (let number = 0; number < 3_000; number += 1) {
    const id = `i-1${number.toString(16).padStart(16, '0')}`;
    ec2.add({ id, region: 'us-east-1', state: 'running', name: `n-${String(number)}` });
  }
  fleet.look();
  await clock.advance(0);
  const before = fleet.look();
  expect(before?.named).toHaveLength(3_001);
  const [placed] = before?.named ?? [];
  if (placed === undefined) throw new Error('nothing is known');
  let breaks = 0;
  const sleep = clock.sleep.bind(clock);
  clock.sleep = (ms, signal) => {
    // Twenty steps after it was read.
    if (ms === 0 && ++breaks === 20) fleet.saw([{ ...placed.instance, state: 'stopping' }]);
    return sleep(ms, signal);
  };
  await clock.advance(FRESH_MS);
  expect(breaks).toBeGreaterThan(40);
  const after = fleet.look();
  expect(after).not.toBe(before);
  expect(after?.named[0]?.instance).toMatchObject({ id: placed.instance.id, state: 'stopping' });
});

test('another EC2 has nothing of the one before, also not what is still being read', async () => {
  ec2.faults.add({ call: 'listInstances', at: 'us-west-2', delayMs: 1_000 });
  fleet.look();
  await clock.advance(500);
  fleet.forget();
  ec2.remove(ID);
  await clock.advance(1_000);
  expect(fleet.look()).toBeUndefined();
  await clock.advance(2_000);
  expect(names()).toEqual([]);
});

test('when AWS is away nothing is offered, and it is asked again after a while', async () => {
  ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });
  expect(fleet.look()).toBeUndefined();
  await clock.advance(0);
  expect(names()).toEqual([]);
  const before = ec2.callsOf('regions').length;
  await clock.advance(FRESH_MS + 1);
  fleet.look();
  await clock.advance(0);
  expect(ec2.callsOf('regions').length).toBe(before + 1);
});

test('what could not be read is not asked for again at each letter', async () => {
  ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });
  fleet.look();
  await clock.advance(0);
  const asked = ec2.callsOf('regions').length;
  for (let letters = 0; letters < 3; letters += 1) {
    await clock.advance(9_000);
    fleet.look();
  }
  expect(ec2.callsOf('regions')).toHaveLength(asked);
});

test('one reading serves those who type and those who list', async () => {
  const shareReads = createSharedReads(clock).recent;
  fleet = createFleet({ clock, log: () => undefined, shareReads, use: (work) => work(ec2), ending: ending.signal });
  ec2.faults.add({ call: 'listInstances', delayMs: 1_000 });
  const listing = ['us-east-1', 'us-west-2'].map((region) => shareReads(ec2)(region, ending.signal));
  fleet.look();
  await clock.advance(1_000);
  await Promise.all(listing);
  expect(names()).toEqual(['web-1 running']);
  expect(readings()).toBe(2);
});

test('of more instances than fit the memory the regions that are too many are left out', async () => {
  for (let number = 0; number <= MOST_KEPT; number += 1) {
    const id = `i-1${number.toString(16).padStart(16, '0')}`;
    ec2.add({ id, region: 'us-east-1', state: 'running', name: `n${String(number)}` });
  }
  fleet.look();
  await clock.advance(0);
  expect(names()).toEqual(['web-1 running']);
});

test('the end of the process ends it', async () => {
  fleet.look();
  await clock.advance(0);
  ending.abort();
  await clock.advance(60_000);
  fleet.look();
  await clock.advance(60_000);
  expect(readings()).toBe(2);
  expect(clock.sleeping).toBe(0);
});
