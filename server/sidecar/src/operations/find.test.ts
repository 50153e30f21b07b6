import { describe, expect, test } from '@jest/globals';
import { type FindResult, findInstances } from './find.ts';
import { RegionDiscoveryError } from './regions.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const OLD = 'i-1234abcd';
const UNKNOWN = 'i-0d87e6a1b5c3f2940';

function setUp() {
  const clock = new FakeClock();
  const ec2 = new FakeEc2(clock, ['eu-1', 'ap-1', 'us-1']);
  ec2.add({ id: A, region: 'eu-1', state: 'running' });
  ec2.add({ id: B, region: 'us-1', state: 'stopped' });
  ec2.add({ id: OLD, region: 'us-1', state: 'running' });
  return { clock, ec2, startedAt: clock.now() };
}

async function find({ clock, ec2 }: ReturnType<typeof setUp>, words: readonly string[]): Promise<FindResult> {
  const signal = new AbortController().signal;
  return await clock.until(findInstances({ ec2, clock, log: () => undefined, verb: 'stop', words, signal }), 60_000);
}

test('instances are found in whatever region they are, in the order of asking', async () => {
  const stage = setUp();

  const result = await find(stage, [OLD, A, B]);

  expect(result.kind === 'found' && result.instances.map(({ id, region }) => [id, region])).toEqual([
    [OLD, 'us-1'],
    [A, 'eu-1'],
    [B, 'us-1'],
  ]);
});

test('an id named twice is one instance, and is asked for once', async () => {
  const stage = setUp();

  const result = await find(stage, [A, A, A]);

  expect(result.kind === 'found' && result.instances.map(({ id }) => id)).toEqual([A]);
  expect(stage.ec2.callsOf('findInstances').map((call) => call.ids)).toEqual([[A], [A], [A]]);
});

test('as soon as every id is found nothing is waited for, and the other calls are aborted', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'findInstances', at: 'ap-1', hang: true });
  stage.ec2.faults.add({ call: 'findInstances', at: 'us-1', delayMs: 200 });

  const result = await find(stage, [A, B]);

  expect(result.kind).toBe('found');
  expect(stage.clock.now() - stage.startedAt).toBe(200);
  await stage.clock.advance(0);
  expect(stage.ec2.callsOf('findInstances').find((call) => call.region === 'ap-1')?.error).toBeDefined();
  expect(stage.clock.sleeping).toBe(0);
});

test('an id in no region is named, with how each region answered, after 8 s at most', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'findInstances', at: 'ap-1', hang: true });
  stage.ec2.faults.add({ call: 'findInstances', at: 'eu-1', error: awsError('UnauthorizedOperation', 403) });

  const result = await find(stage, [UNKNOWN, B]);

  expect(stage.clock.now() - stage.startedAt).toBe(8_000);
  expect(result).toEqual({
    kind: 'not-acted',
    notActed: {
      verb: 'stop',
      malformed: [],
      notFound: [UNKNOWN],
      terminated: [],
      leftAlone: [expect.objectContaining({ id: B })],
      regions: [
        { region: 'eu-1', status: 'failed', failure: { code: 'UnauthorizedOperation', requestId: 'req-1' } },
        { region: 'ap-1', status: 'failed', failure: { code: 'TimedOut', requestId: undefined } },
        { region: 'us-1', status: 'read' },
      ],
    },
  });
});

test.each(['i-bad', 'i-123', 'i-0A1F39C5D2E84B7F6', `${A}0`])(
  'the malformed id %j is named without asking AWS for anything',
  async (id) => {
    const stage = setUp();

    const result = await find(stage, [id]);

    expect(result).toMatchObject({ kind: 'not-acted', notActed: { malformed: [id], notFound: [], terminated: [] } });
    expect(stage.ec2.calls).toEqual([]);
  },
);

test('malformed, unknown and terminated ids are each named, and a malformed one is never sent', async () => {
  const stage = setUp();
  stage.ec2.become(B, 'terminated');

  const result = await find(stage, [A, 'i-bad', UNKNOWN, B]);

  expect(result).toMatchObject({
    kind: 'not-acted',
    notActed: {
      malformed: ['i-bad'],
      notFound: [UNKNOWN],
      terminated: [{ id: B, region: 'us-1' }],
      leftAlone: [{ id: A }],
    },
  });
  expect(stage.ec2.callsOf('findInstances').flatMap((call) => call.ids)).not.toContain('i-bad');
});

test('what an endpoint answers besides what was asked for is left alone', async () => {
  const stage = setUp();
  stage.ec2.remove(OLD);
  stage.ec2.faults.add({ call: 'listInstances', at: 'eu-1', delayMs: 200 });
  stage.ec2.findInstances = (region, _ids, signal) => stage.ec2.listInstances(region, signal);

  const result = await find(stage, [A]);

  expect(result.kind === 'found' && result.instances.map(({ id }) => id)).toEqual([A]);
});

test('no id at all is a defect, never every instance', async () => {
  await expect(find(setUp(), [])).rejects.toMatchObject({ code: 'NoIds' });
});

test('DescribeRegions denied is an outcome of its own', async () => {
  const stage = setUp();
  stage.ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });

  await expect(find(stage, [A])).rejects.toBeInstanceOf(RegionDiscoveryError);
});

describe('names', () => {
  function named(): ReturnType<typeof setUp> {
    const stage = setUp();
    stage.ec2.add({ id: 'i-00000001', region: 'eu-1', state: 'running', name: 'web-1' });
    stage.ec2.add({ id: 'i-00000002', region: 'us-1', state: 'running', name: 'db' });
    stage.ec2.add({ id: 'i-00000003', region: 'ap-1', state: 'stopped', name: 'db' });
    stage.ec2.add({ id: 'i-00000004', region: 'ap-1', state: 'terminated', name: 'web-1' });
    return stage;
  }

  test('are found in whatever region they are, among ids, each instance once', async () => {
    const result = await find(named(), ['WEB-1', A, 'web-1', 'i-00000001']);

    expect(result.kind === 'found' && result.instances.map(({ id }) => id)).toEqual(['i-00000001', A]);
  });

  test('that several bear are never guessed, nor is what only begins names', async () => {
    const result = await find(named(), ['db', 'web', 'web-1']);

    expect(result).toMatchObject({
      kind: 'not-acted',
      notActed: {
        misses: [],
        unclear: [
          { word: 'db', why: 'shared', instances: [{ id: 'i-00000003' }, { id: 'i-00000002' }] },
          { word: 'web', why: 'beginning', instances: [{ id: 'i-00000001' }] },
        ],
        leftAlone: [{ id: 'i-00000001' }],
      },
    });
  });

  test('that nobody bears come with the nearest, and ids beside them as ever', async () => {
    const result = await find(named(), ['wbe-1', UNKNOWN, 'i-bad', 'i-00000004']);

    expect(result).toMatchObject({
      notActed: {
        malformed: ['i-bad'],
        notFound: [UNKNOWN],
        terminated: [{ id: 'i-00000004' }],
        misses: [{ word: 'wbe-1', kind: 'name', nearest: [{ id: 'i-00000001' }] }],
      },
    });
  });

  test('count only when every region was read: others may bear them where nobody looked', async () => {
    const stage = named();
    stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', error: awsError('UnauthorizedOperation', 403) });

    const result = await find(stage, ['web-1', A]);

    expect(result).toMatchObject({
      notActed: {
        unclear: [{ word: 'web-1', why: 'unread', instances: [{ id: 'i-00000001' }] }],
        leftAlone: [{ id: A }],
      },
    });
  });

  test('that look like ids are none', async () => {
    const stage = named();
    stage.ec2.add({ id: 'i-00000005', region: 'us-1', state: 'running', name: UNKNOWN });

    expect(await find(stage, [UNKNOWN])).toMatchObject({ notActed: { notFound: [UNKNOWN] } });
  });
});
