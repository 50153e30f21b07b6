/** The parts of `make bench` at a small size: that they measure what they say. How long it takes is not judged here. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { openAws } from '../../server/sidecar/src/ec2/aws.ts';
import { readInstancesPage } from '../../server/sidecar/src/ec2/instances-page.ts';
import { startMoto } from '../aws/moto.ts';
import { seedInstances, TEST_KEY } from '../aws/seed.ts';
import { startCannedEc2 } from './canned-ec2.ts';
import { startCannedProcess } from './canned-process.ts';
import { REGIONS } from './canned-regions.ts';
import { instanceName, instancesXml, instanceTags } from './canned-xml.ts';
import { Lister } from './lister-process.ts';
import { manyRegions } from './listing-rows.ts';
import { interleave, median, percentile } from './measure.ts';
import { processorTime, stolenPercent } from './processors.ts';
import { figure, missed, type Row, tableOf } from './report.ts';

const signal = new AbortController().signal;
const opened: { stop(): unknown }[] = [];

function keep<T extends { stop(): unknown }>(one: T): T {
  opened.push(one);
  return one;
}

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.stop();
});

/** Every path of elements in a text, such as `item/instancesSet/item/instanceId`. */
function pathsOf(xml: string): string[] {
  const inside: string[] = [];
  const paths = new Set<string>();
  for (const [, end, name = '', empty] of xml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (end === '') paths.add([...inside, name].join('/'));
    if (end === '/') inside.pop();
    else if (empty === '') inside.push(name);
  }
  return [...paths].sort();
}

describe('the canned EC2', () => {
  test('is read by our adapter: every page, each region by itself', async () => {
    const canned = keep(await startCannedEc2());
    canned.play({ regions: { 'us-east-1': 2_001, 'eu-west-1': 0 } });
    const ec2 = openAws({
      ...{
        credentials: 'key',
        ...TEST_KEY,
        sessionToken: '',
        roleArn: '',
        externalId: '',
        homeRegion: 'us-east-1',
        regions: [],
      },
      ...{ endpointUrl: canned.url, log: () => undefined },
    });
    keep({
      stop: () => {
        ec2.close();
      },
    });
    expect(await ec2.regions(signal)).toEqual(['us-east-1', 'eu-west-1']);
    const listed = await ec2.listInstances('us-east-1', signal);
    expect(new Set(listed.map(({ name }) => name))).toEqual(
      new Set(Array.from({ length: 2_001 }, (_, n) => instanceName(n))),
    );
    expect(listed.slice(0, 2)).toEqual([
      expect.objectContaining({ id: 'i-00000000000000000', state: 'stopped', publicAddress: undefined }),
      expect.objectContaining({
        id: 'i-00000000000000001',
        state: 'running',
        publicAddress: '54.0.0.1',
        type: 't3.micro',
      }),
    ]);
    expect(Object.fromEntries(listed[1]?.tags ?? [])).toEqual(instanceTags(1));
    expect(await ec2.listInstances('eu-west-1', signal)).toEqual([]);
  });

  test('has the elements that moto has, and about as many bytes', async () => {
    const moto = keep(await startMoto());
    await seedInstances(moto.url, [
      { region: 'eu-west-1', tags: instanceTags(1) },
      { region: 'eu-west-1', tags: instanceTags(0), state: 'stopped' },
    ]);
    await moto.settle();
    const answer = await fetch(moto.url, {
      method: 'POST',
      headers: {
        Authorization: 'AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/ec2/aws4_request',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=DescribeInstances&Version=2016-11-15',
    });
    const real = await answer.text();
    const canned = instancesXml('eu-west-1', { first: 0, count: 2 }, '');
    expect(readInstancesPage(Buffer.from(canned))?.Reservations).toHaveLength(2);
    expect(pathsOf(canned)).toEqual(pathsOf(real));
    expect(canned.length / real.length).toBeGreaterThan(0.9);
    expect(canned.length / real.length).toBeLessThan(1.1);
  });
});

describe('a process that lists', () => {
  test('sees all of it, in each way', async () => {
    const ec2 = keep(await startCannedProcess());
    await ec2.play({ regions: { 'us-east-1': 1_001, 'eu-west-1': 3 } });
    const lister = keep(new Lister(ec2.url));
    const seen = async (...[way, region]: Parameters<Lister['time']>) => (await lister.time(way, region)).seen;
    expect(await seen('ours', 'us-east-1')).toBe(1_001);
    expect(await seen('stock', 'us-east-1')).toBe(1_001);
    expect(await seen('download', 'us-east-1')).toBe(2);
    expect(await seen('all', '')).toBe(1_004);
  });

  test('is what the row about regions is made with', async () => {
    const ec2 = keep(await startCannedProcess());
    const { what, ours, baseline } = await manyRegions(ec2, 1);
    expect(what).toContain(`${String(REGIONS.length)} regions`);
    for (const text of [ours, baseline]) expect(Number(/([\d.]+) ms/.exec(text)?.[1])).toBeGreaterThanOrEqual(99);
  });
});

describe('measuring', () => {
  test('takes turns, and leaves out what was to warm up', async () => {
    const order: string[] = [];
    const way = (name: string) => (round: number) => {
      order.push(`${name}${String(round)}`);
      return Promise.resolve(round);
    };
    const samples = await interleave({ a: way('a'), b: way('b') }, { rounds: 2, warmUp: 1 });
    expect(order).toEqual(['a-1', 'b-1', 'a0', 'b0', 'a1', 'b1']);
    expect(samples).toEqual({ a: [0, 1], b: [0, 1] });
  });

  test('counts from the smallest, and needs a sample', () => {
    const hundred = Array.from({ length: 101 }, (_, index) => 100 - index);
    expect([median(hundred), percentile(hundred, 99), percentile(hundred, 0)]).toEqual([50, 99, 0]);
    expect(() => median([])).toThrow();
  });
});

test('the time that the host took is the eighth of the first line of /proc/stat', () => {
  const before = processorTime('cpu  10 0 5 80 0 0 0 5 3 0\ncpu0 1 0 0 0 0 0 0 9 0 0\n');
  expect(before).toEqual({ all: 100, stolen: 5 });
  expect(stolenPercent(before, processorTime('cpu  20 0 5 160 0 0 0 15 3 0\n'))).toBe(10);
  expect(stolenPercent(before, before)).toBe(0);
  expect(processorTime().all).toBeGreaterThan(0);
});

test('the table says what held and what was missed', () => {
  const row: Row = { what: 'a', ours: '1 ms', baseline: 'b: 2 ms', ratio: '2.00 ×' };
  const rows = [
    row,
    { ...row, reach: { text: '3 ms', held: true }, knownBest: '1 ms' },
    { ...row, what: 'c', reach: { text: '0 ms', held: false } },
  ];
  expect(tableOf(rows)).toEqual([
    '| what | ours | baseline | ratio  | reach | known best |            |',
    '| ---- | ---- | -------- | ------ | ----- | ---------- | ---------- |',
    '| a    | 1 ms | b: 2 ms  | 2.00 × | –     | –          |            |',
    '| a    | 1 ms | b: 2 ms  | 2.00 × | 3 ms  | 1 ms       | ok         |',
    '| c    | 1 ms | b: 2 ms  | 2.00 × | 0 ms  | –          | **missed** |',
  ]);
  expect(missed(rows)).toEqual([rows[2]]);
});

test.each([
  [0.0612, '0.06'],
  [1.256, '1.26'],
  [12.34, '12.3'],
  [1234.5, '1235'],
])('%d is written %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
