import { describe, expect, test } from '@jest/globals';
import { type FindResult, findInstances } from './find.ts';
import { createSharedReads } from './shared-reads.ts';
import { UnknownRegionError } from '../selection/choose-regions.ts';
import { RegionDiscoveryError } from './regions.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';
import { selectionFor } from '../selection/testing/selection-for.ts';

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
  const selection = selectionFor(words);
  const { fresh, named } = createSharedReads(clock);
  return await clock.until(
    findInstances({
      ec2,
      list: fresh(ec2),
      listNamed: named(ec2),
      clock,
      log: () => undefined,
      verb: 'stop',
      selection,
      signal,
    }),
    60_000,
  );
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

test.each(['i-bad', 'i-123', `${A}0`])('the malformed id %j is named without asking AWS for anything', async (id) => {
  const stage = setUp();

  const result = await find(stage, [id]);

  expect(result).toMatchObject({ kind: 'not-acted', notActed: { malformed: [id], notFound: [], terminated: [] } });
  expect(stage.ec2.calls).toEqual([]);
});

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

  test('that several bear are asked for, with what else was named', async () => {
    expect(await find(named(), ['db', 'web-1'])).toMatchObject({
      kind: 'unclear',
      unclear: { word: 'db', why: 'shared', instances: [{ id: 'i-00000003' }, { id: 'i-00000002' }] },
      others: [{ id: 'i-00000001' }],
      exact: true,
    });
    expect(await find(named(), ['we'])).toMatchObject({ kind: 'unclear', unclear: { word: 'we', why: 'beginning' } });
  });

  test('two of which do not tell are never guessed, nor asked for at once', async () => {
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

  test('come with the regions that were not read: others may bear them where nobody looked', async () => {
    const stage = named();
    stage.ec2.faults.add({ call: 'listInstances', at: 'ap-1', error: awsError('UnauthorizedOperation', 403) });

    const result = await find(stage, ['web-1', A]);

    expect(result).toMatchObject({
      kind: 'found',
      instances: [{ id: 'i-00000001' }, { id: A }],
      unread: [{ region: 'ap-1', status: 'failed' }],
    });
  });

  test('that look like ids are none', async () => {
    const stage = named();
    stage.ec2.add({ id: 'i-00000005', region: 'us-1', state: 'running', name: UNKNOWN });

    expect(await find(stage, [UNKNOWN])).toMatchObject({ notActed: { notFound: [UNKNOWN] } });
  });
});

describe('what is chosen by more than names', () => {
  function tagged(): ReturnType<typeof setUp> {
    const stage = setUp();
    const tags = new Map([['Env', 'dev']]);
    stage.ec2.add({ id: 'i-00000001', region: 'eu-1', state: 'running', name: 'web-1', tags });
    stage.ec2.add({ id: 'i-00000002', region: 'us-1', state: 'stopped', name: 'web-2', tags });
    stage.ec2.add({ id: 'i-00000003', region: 'us-1', state: 'terminated', name: 'web-3', tags });
    return stage;
  }

  test.each([
    [['web-*'], ['i-00000001', 'i-00000002']],
    [['tag:env=DEV'], ['i-00000001', 'i-00000002']],
    [['tag:Env=dev', 'state:stopped'], ['i-00000002']],
    [['web-*', 'region:us-1'], ['i-00000002']],
    [['web-1', 'state:running'], ['i-00000001']],
  ])('%j is never exact, and never a terminated instance', async (words, ids) => {
    const result = await find(tagged(), words);

    expect(result).toMatchObject({ kind: 'found', exact: false });
    expect(result.kind === 'found' && result.instances.map(({ id }) => id).toSorted()).toEqual(ids);
  });

  test('reads only the regions that are named', async () => {
    const stage = tagged();
    await find(stage, ['web-*', 'region:us-*']);
    expect(stage.ec2.callsOf('listInstances').map(({ region }) => region)).toEqual(['us-1']);
  });

  test('and is not there, says which words', async () => {
    expect(await find(tagged(), ['tag:Env=prod', 'state:running'])).toMatchObject({
      kind: 'not-acted',
      notActed: { nothingFits: ['tag:Env=prod', 'state:running'] },
    });
    expect(await find(tagged(), ['web-1', 'state:stopped'])).toMatchObject({
      notActed: { misses: [{ word: 'web-1', ruledOut: [{ id: 'i-00000001' }] }] },
    });
    expect(await find(tagged(), ['db-*', 'web-*'])).toMatchObject({
      notActed: { misses: [{ word: 'db-*', kind: 'pattern' }], leftAlone: [{}, {}] },
    });
  });

  test('a region that is none is told', async () => {
    await expect(find(tagged(), ['web-*', 'region:us-9'])).rejects.toBeInstanceOf(UnknownRegionError);
  });
});
