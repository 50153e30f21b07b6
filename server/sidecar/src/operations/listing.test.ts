import { expect, test } from '@jest/globals';
import type { RegionReading } from '../views.ts';
import { type ListingProgress, type ListingRequest, readListing } from './listing.ts';
import { RegionDiscoveryError } from './regions.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';

const REGIONS = ['eu-1', 'ap-1', 'us-1'];

function setUp() {
  const clock = new FakeClock();
  const ec2 = new FakeEc2(clock, REGIONS);
  for (const [index, region] of REGIONS.entries()) {
    ec2.add({ id: `i-0000000${String(index)}`, region, state: 'running' });
  }
  return { clock, ec2, startedAt: clock.now() };
}

/** Reads a listing to its end, and notes when each part came. */
async function collect(
  { clock, ec2, startedAt }: ReturnType<typeof setUp>,
  more: Partial<ListingRequest> = {},
): Promise<(ListingProgress & { at: number })[]> {
  const parts: (ListingProgress & { at: number })[] = [];
  const signal = new AbortController().signal;
  async function read(): Promise<void> {
    for await (const part of readListing({ ec2, clock, log: () => undefined, signal, ...more })) {
      parts.push({ ...part, at: clock.now() - startedAt });
    }
  }
  await clock.until(read(), 60_000);
  return parts;
}

function onlyUs1(available: readonly string[]): readonly string[] {
  if (!available.includes('us-1')) throw new RangeError('no such region');
  return ['us-1'];
}

function status(readings: readonly RegionReading[]): Record<string, string> {
  return Object.fromEntries(
    readings.map((reading) => [reading.region, reading.status === 'failed' ? reading.failure.code : reading.status]),
  );
}

test('a listing comes once, as soon as every region has answered', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', delayMs: 300 });

  const parts = await collect(stage);

  expect(parts.map(({ at, final }) => ({ at, final }))).toEqual([{ at: 300, final: true }]);
  expect(parts[0]?.listing.elapsedMs).toBe(300);
  expect(parts[0]?.listing.instances.map((instance) => instance.region).sort()).toEqual([...REGIONS].sort());
  expect(status(parts[0]?.listing.regions ?? [])).toEqual({ 'eu-1': 'read', 'ap-1': 'read', 'us-1': 'read' });
});

test('the regions are asked side by side', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', delayMs: 300 });

  await collect(stage);

  expect(stage.ec2.callsOf('listInstances').map((call) => call.at - stage.startedAt)).toEqual([0, 0, 0]);
});

test('a slow region delays the first listing by 2 s at most, and is added when it answers', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', delayMs: 3_500 });

  const parts = await collect(stage);

  expect(parts.map(({ at, final }) => ({ at, final }))).toEqual([
    { at: 2_000, final: false },
    { at: 3_500, final: true },
  ]);
  expect(parts[0]?.listing.instances).toHaveLength(2);
  expect(status(parts[0]?.listing.regions ?? [])).toEqual({ 'eu-1': 'read', 'ap-1': 'waiting', 'us-1': 'read' });
  expect(parts[1]?.listing.instances).toHaveLength(3);
});

test('a region that hangs has failed after 8 s, and its call is aborted', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', hang: true });

  const parts = await collect(stage);

  expect(parts.map(({ at, final }) => ({ at, final }))).toEqual([
    { at: 2_000, final: false },
    { at: 8_000, final: true },
  ]);
  expect(status(parts[1]?.listing.regions ?? [])).toEqual({ 'eu-1': 'read', 'ap-1': 'TimedOut', 'us-1': 'read' });
  expect(stage.ec2.callsOf('listInstances').find((call) => call.region === 'ap-1')?.error).toBeDefined();
  expect(stage.clock.sleeping).toBe(0);
});

test('a region that is denied or dead neither hides nor delays the others', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', error: awsError('UnauthorizedOperation', 403) });
  stage.ec2.faults.add({ call: 'listInstances', at: 'us-1', error: new TypeError('a defect') });

  const parts = await collect(stage);

  expect(parts.map(({ at, final }) => ({ at, final }))).toEqual([{ at: 0, final: true }]);
  expect(parts[0]?.listing.instances.map((instance) => instance.region)).toEqual(['eu-1']);
  expect(parts[0]?.listing.regions).toContainEqual({
    region: 'ap-1',
    status: 'failed',
    failure: { code: 'UnauthorizedOperation', requestId: 'req-1' },
  });
  expect(status(parts[0]?.listing.regions ?? [])).toMatchObject({ 'us-1': 'InternalError' });
});

test('the time for DescribeRegions is part of the 8 s', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'regions', delayMs: 5_000 });
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', hang: true });

  const parts = await collect(stage);

  expect(parts.map(({ at, final }) => ({ at, final }))).toEqual([
    { at: 2_000, final: false },
    { at: 8_000, final: true },
  ]);
  expect(status(parts[0]?.listing.regions ?? [])).toEqual({ 'eu-1': 'waiting', 'ap-1': 'waiting', 'us-1': 'waiting' });
  expect(status(parts[1]?.listing.regions ?? [])).toEqual({ 'eu-1': 'read', 'ap-1': 'TimedOut', 'us-1': 'read' });
});

test.each([
  ['all', undefined],
  ['a chosen one', (available: readonly string[]) => available.slice(0, 1)],
] as const)('while AWS has not named the regions the first listing says so after 2 s (%s)', async (_name, choose) => {
  const stage = setUp();
  stage.ec2.knownRegions = () => [];
  stage.ec2.faults.add({ call: 'regions', delayMs: 3_000 });
  stage.ec2.faults.add({ call: 'listInstances', delayMs: 1_000 });

  const parts = await collect(stage, choose === undefined ? {} : { choose });

  expect(parts.map(({ at, final, listing }) => ({ at, final, naming: listing.naming }))).toEqual([
    { at: 2_000, final: false, naming: true },
    { at: 4_000, final: true, naming: undefined },
  ]);
  expect(parts[0]?.listing).toMatchObject({ instances: [], regions: [] });
  expect(parts[1]?.listing.instances).toHaveLength(choose === undefined ? 3 : 1);
});

test('a choice among the regions last known is waited for by name', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'regions', delayMs: 3_000 });

  const parts = await collect(stage, { choose: onlyUs1 });

  expect(parts.map(({ at, final }) => ({ at, final }))).toEqual([
    { at: 2_000, final: false },
    { at: 3_000, final: true },
  ]);
  expect(parts[0]?.listing).toMatchObject({ regions: [{ region: 'us-1', status: 'waiting' }], naming: false });
});

test.each([
  ['where it is new', ['eu-1']],
  ['where none is known', []],
] as const)(
  'a region that is not known is listed once AWS has named it, after a first listing in time, %s',
  async (_name, known) => {
    const stage = setUp();
    stage.ec2.knownRegions = () => known;
    stage.ec2.faults.add({ call: 'regions', delayMs: 3_000 });
    stage.ec2.faults.add({ call: 'listInstances', delayMs: 1_000 });

    const parts = await collect(stage, { choose: onlyUs1 });

    expect(parts.map(({ at, final, listing }) => ({ at, final, naming: listing.naming }))).toEqual([
      { at: 2_000, final: false, naming: true },
      { at: 4_000, final: true, naming: undefined },
    ]);
    expect(parts.map(({ listing }) => status(listing.regions))).toEqual([{}, { 'us-1': 'read' }]);
  },
);

test.each([
  ['those last known', ['eu-1']],
  ['none', []],
] as const)(
  'a choice that is refused late, with %s to choose from, is refused after the first listing',
  async (_name, known) => {
    const stage = setUp();
    stage.ec2.knownRegions = () => known;
    stage.ec2.faults.add({ call: 'regions', delayMs: 3_000 });
    const refusal = new RangeError('no such region');
    const parts: { at: number; naming: boolean | undefined }[] = [];
    async function read(): Promise<void> {
      const signal = new AbortController().signal;
      const choose = (): never => {
        throw refusal;
      };
      for await (const { listing } of readListing({ ...stage, log: () => undefined, signal, choose })) {
        parts.push({ at: stage.clock.now() - stage.startedAt, naming: listing.naming });
      }
    }

    await expect(stage.clock.until(read(), 10_000)).rejects.toBe(refusal);

    expect(parts).toEqual([{ at: 2_000, naming: true }]);
  },
);

test('DescribeRegions denied is an outcome of its own, with code and request id', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });

  const reading = collect(stage);

  await expect(reading).rejects.toBeInstanceOf(RegionDiscoveryError);
  await expect(reading).rejects.toMatchObject({ code: 'UnauthorizedOperation', requestId: 'req-1' });
});

test('DescribeRegions that hangs is given up after 8 s', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'regions', hang: true });

  const reading = collect(stage);

  await expect(reading).rejects.toMatchObject({ code: 'TimedOut' });
  await expect(reading).rejects.toBeInstanceOf(RegionDiscoveryError);
  expect(stage.clock.now() - stage.startedAt).toBe(8_000);
});

test('only the chosen regions are asked, and a choice may refuse', async () => {
  const stage = setUp();

  const parts = await collect(stage, { choose: (available) => available.filter((region) => region === 'us-1') });

  expect(status(parts[0]?.listing.regions ?? [])).toEqual({ 'us-1': 'read' });
  expect(stage.ec2.callsOf('listInstances').map((call) => call.region)).toEqual(['us-1']);
  const refusal = new RangeError('no such region');
  function refuse(): never {
    throw refusal;
  }
  await expect(collect(stage, { choose: refuse })).rejects.toBe(refusal);
});

test('ending the reading ends every call', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', hang: true });
  const controller = new AbortController();
  const reason = new RangeError('the person gave up');

  const reading = collect(stage, { signal: controller.signal });
  reading.catch(() => undefined);
  await stage.clock.advance(1_000);
  controller.abort(reason);

  await expect(reading).rejects.toBe(reason);
  await stage.clock.advance(0);
  expect(stage.ec2.callsOf('listInstances').every((call) => call.error !== undefined)).toBe(true);
  expect(stage.clock.sleeping).toBe(0);
});

test('leaving after the first listing ends every call', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', hang: true });
  async function readFirst(): Promise<void> {
    const signal = new AbortController().signal;
    for await (const { final } of readListing({ ...stage, log: () => undefined, signal })) {
      if (!final) break;
    }
  }

  await stage.clock.until(readFirst(), 3_000);

  await stage.clock.advance(0);
  expect(stage.ec2.callsOf('listInstances').find((call) => call.region === 'ap-1')?.error).toBeDefined();
  expect(stage.clock.sleeping).toBe(0);
});

test('a listing has 50,000 instances at most, and counts those left out', async () => {
  const stage = setUp();
  const [first] = await stage.ec2.listInstances('us-1', new AbortController().signal);
  if (first === undefined) throw new Error('No instance');
  const counts: Readonly<Record<string, number>> = { 'eu-1': 30_000, 'ap-1': 30_000, 'us-1': 5 };

  const parts = await collect(stage, {
    read: (region) => Promise.resolve(Array.from({ length: counts[region] ?? 0 }, () => ({ ...first, region }))),
  });

  expect(parts.at(-1)?.listing.instances).toHaveLength(50_000);
  expect(parts.at(-1)?.listing.leftOut).toBe(10_005);
});
