import { beforeEach, describe, expect, test } from '@jest/globals';
import { selectionFor } from '../selection/testing/selection-for.ts';
import { findByNames } from './find-by-names.ts';
import { type FindResult, findInstances, type FindRequest } from './find.ts';
import type { Refusal } from './refusals.ts';
import { createSharedReads, type SharedReads } from './shared-reads.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';

const WEB = 'i-0a1f39c5d2e84b7f6';
const API = 'i-04c2be71f90d3a58e';
const TWIN = 'i-0d87e6a1b5c3f2940';

let clock: FakeClock;
let ec2: FakeEc2;
let reads: SharedReads;
let logged: string[];
let refusals: Refusal[];

beforeEach(() => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['eu-1', 'us-1']);
  ec2.add({ id: WEB, region: 'eu-1', state: 'running', name: 'web' });
  ec2.add({ id: API, region: 'us-1', state: 'stopped', name: 'api' });
  reads = createSharedReads(clock);
  logged = [];
  refusals = [];
});

function request(words: readonly string[]): FindRequest {
  return {
    ...{ ec2, clock, verb: 'stop', selection: selectionFor(words), signal: new AbortController().signal },
    list: reads.fresh(ec2),
    listNamed: reads.named(ec2),
    log: (_level, message) => void logged.push(message),
    onRefusal: (refusal) => void refusals.push(refusal),
  };
}

async function find(...words: string[]): Promise<FindResult> {
  return await clock.until(findInstances(request(words)), 60_000);
}

/** What AWS was asked to read, and where. */
function asked(): string[] {
  return ec2.calls.flatMap(({ call, region }) => (call.startsWith('list') ? [`${call} ${region}`] : []));
}

test('names that are written out are asked for alone, in every region', async () => {
  expect(await find('web', 'api')).toMatchObject({ kind: 'found', instances: [{ id: WEB }, { id: API }], exact: true });
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1']);
  expect(ec2.callsOf('listNamed').map(({ names }) => names)).toEqual([
    ['web', 'api'],
    ['web', 'api'],
  ]);
});

test('a name that several bear is told by all of them', async () => {
  ec2.add({ id: TWIN, region: 'us-1', state: 'running', name: 'web' });
  const unclear = { word: 'web', why: 'shared', instances: [{ id: WEB }, { id: TWIN }] };
  expect(await find('web')).toMatchObject({ kind: 'unclear', unclear });
});

test('with a qualifier the names alone are read as well, and what it rules out is told', async () => {
  expect(await find('web', 'state:stopped')).toMatchObject({ notActed: { misses: [{ ruledOut: [{ id: WEB }] }] } });
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1']);
});

test.each([
  ['differs in case', 'WEB', { kind: 'found', instances: [{ id: WEB }] }],
  ['only begins a name', 'we', { kind: 'unclear', unclear: { why: 'beginning' } }],
  ['is nobody’s', 'nothing', { kind: 'not-acted', notActed: { misses: [{ word: 'nothing' }] } }],
])('a word that %s is looked for among all', async (_what, word, expected) => {
  expect(await find(word)).toMatchObject(expected);
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1', 'listInstances eu-1', 'listInstances us-1']);
});

test('one that is terminated counts as none', async () => {
  ec2.become(WEB, 'terminated');
  expect(await find('web')).toMatchObject({ kind: 'not-acted', notActed: { misses: [{ word: 'web' }] } });
});

test.each([['web', 'api*'], ['web', WEB], ['state:running']])('with %j more than names is read', async (...words) => {
  await find(...words);
  expect(asked()).toEqual(['listInstances eu-1', 'listInstances us-1']);
});

test('a region that cannot be read is told with those that were found, once', async () => {
  ec2.faults.add({ call: 'listNamed', at: 'us-1', error: awsError('UnauthorizedOperation', 403) });
  expect(await find('web')).toMatchObject({ kind: 'found', instances: [{ id: WEB }], unread: [{ region: 'us-1' }] });
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1']);
  expect(logged).toEqual(['Regions could not be read']);
  expect(refusals).toHaveLength(1);
});

test('where all is read after that, what could not be read is told once', async () => {
  ec2.faults.add({ at: 'us-1', error: awsError('UnauthorizedOperation', 403) });
  expect(await find('nothing')).toMatchObject({ kind: 'not-acted' });
  expect(logged).toEqual(['Regions could not be read']);
  expect(refusals).toHaveLength(1);
});

test('a region that was in no state to answer is not waited for twice', async () => {
  ec2.faults.add({ at: 'us-1', hang: true });
  const startedAt = clock.now();
  expect(await find('WEB')).toMatchObject({ kind: 'found', instances: [{ id: WEB }], unread: [{ region: 'us-1' }] });
  expect(clock.now() - startedAt).toBe(8_000);
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1', 'listInstances eu-1']);
  expect(refusals.map(({ region, error }) => [region, error.code])).toEqual([['us-1', 'TimedOut']]);
});

test('where no region could answer none is asked for all that it has', async () => {
  ec2.faults.add({ call: 'listNamed', error: awsError('RequestLimitExceeded', 503) });
  const regions = [
    { region: 'eu-1', status: 'failed', failure: { code: 'RequestLimitExceeded' } },
    { region: 'us-1', status: 'failed', failure: { code: 'RequestLimitExceeded' } },
  ];
  expect(await find('web')).toMatchObject({ kind: 'not-acted', notActed: { misses: [{ word: 'web' }], regions } });
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1']);
});

test.each([
  ['turned the question down', awsError('InvalidParameterValue', 400)],
  ['got lost in a defect of ours', new Error('Fake defect')],
])('also for what is there all of a region is read that %s', async (_what, error) => {
  ec2.add({ id: TWIN, region: 'us-1', state: 'running', name: 'web' });
  ec2.faults.add({ call: 'listNamed', at: 'us-1', error });
  const unclear = { instances: [{ id: WEB }, { id: TWIN }] };
  expect(await find('web')).toMatchObject({ kind: 'unclear', unclear, unread: [] });
  expect(asked()).toEqual(['listNamed eu-1', 'listNamed us-1', 'listInstances eu-1', 'listInstances us-1']);
  expect([logged.length, refusals]).toEqual([1, []]);
});

test('regions are told in the order of asking, each as it answered last', async () => {
  ec2.faults.add({ call: 'listNamed', at: 'eu-1', error: awsError('UnauthorizedOperation', 403) });
  ec2.faults.add({ call: 'listInstances', at: 'us-1', error: awsError('InternalError', 500) });
  const regions = [
    { region: 'eu-1', status: 'failed', failure: { code: 'UnauthorizedOperation' } },
    { region: 'us-1', status: 'failed', failure: { code: 'InternalError' } },
  ];
  expect(await find('nothing')).toMatchObject({ notActed: { regions } });
  expect(refusals.map(({ region }) => region)).toEqual(['eu-1', 'us-1']);
});

test('only the regions that are named are asked', async () => {
  expect(await find('web', 'region:us-1')).toMatchObject({ notActed: { misses: [{ word: 'web', ruledOut: [] }] } });
  expect(asked()).toEqual(['listNamed us-1', 'listInstances us-1']);
});

test.each(['first\nsecond', 'a\u0000', 'a\ud800'])(
  '%j, which AWS may turn down, is looked for among all',
  async (name) => {
    ec2.add({ id: TWIN, region: 'us-1', state: 'running', name });
    expect(await find(name)).toMatchObject({ kind: 'found', instances: [{ id: TWIN }] });
    expect(asked()).toEqual(['listInstances eu-1', 'listInstances us-1']);
  },
);

describe('of names that are alike', () => {
  test('the one that is written out counts, blanks and case as they are', async () => {
    for (const [id, name] of [
      ['i-0000000000000001', ' web'],
      ['i-0000000000000002', 'web '],
      ['i-0000000000000003', 'Web'],
      ['i-0000000000000004', 'web-1'],
    ] as const) {
      ec2.add({ id, region: 'us-1', state: 'running', name });
    }
    for (const [word, id] of [
      ['web', WEB],
      [' web', 'i-0000000000000001'],
      ['web ', 'i-0000000000000002'],
      ['Web', 'i-0000000000000003'],
    ] as const) {
      expect(await find(word)).toMatchObject({ kind: 'found', instances: [{ id }], exact: true });
    }
    expect(ec2.callsOf('listInstances')).toEqual([]);
  });

  test('one that is terminated stands in the way of none in other letters', async () => {
    ec2.become(WEB, 'terminated');
    ec2.add({ id: TWIN, region: 'us-1', state: 'running', name: 'WEB' });
    expect(await find('web')).toMatchObject({ kind: 'found', instances: [{ id: TWIN }] });
  });

  test('one that is terminated is no second one', async () => {
    ec2.add({ id: TWIN, region: 'us-1', state: 'terminated', name: 'web' });
    expect(await find('web')).toMatchObject({ kind: 'found', instances: [{ id: WEB }] });
    expect(ec2.callsOf('listInstances')).toEqual([]);
  });

  test('a word shaped like an id is an id, whatever is called so', async () => {
    ec2.add({ id: TWIN, region: 'us-1', state: 'running', name: WEB });
    expect(await find(WEB, 'api')).toMatchObject({ kind: 'found', instances: [{ id: WEB }, { id: API }] });
  });

  test('of those that are asked for by others in the same call, none counts', async () => {
    ec2.faults.add({ call: 'listNamed', delayMs: 100 });
    const first = findInstances(request(['web']));
    await clock.advance(50);
    ec2.add({ id: TWIN, region: 'us-1', state: 'running', name: 'db' });
    const others = Promise.all([findInstances(request(['api'])), findInstances(request(['db', 'web']))]);
    const [api, both] = await clock.until(others, 60_000);
    expect(await first).toMatchObject({ kind: 'found', instances: [{ id: WEB }] });
    expect(api).toMatchObject({ kind: 'found', instances: [{ id: API }] });
    expect(both).toMatchObject({ kind: 'found', instances: [{ id: TWIN }, { id: WEB }] });
    const together = ec2.callsOf('listNamed').map(({ names }) => names?.join(' '));
    expect(together).toEqual(['web', 'web', 'api db web', 'api db web']);
  });
});

test('what an endpoint answers besides what was asked for is left alone', async () => {
  ec2.listNamed = (region, _names, signal) => ec2.listInstances(region, signal);
  const found = await clock.until(findByNames(request(['web'])), 60_000);
  expect(found?.instances.map(({ id }) => id)).toEqual([WEB]);
});
