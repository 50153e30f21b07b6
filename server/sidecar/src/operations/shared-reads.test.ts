import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ListedInstance } from '../ports.ts';
import { createSharedReads, MOST_NAMES, type ShareReads, type SharedReads } from './shared-reads.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';

const never = new AbortController().signal;

let clock: FakeClock;
let ec2: FakeEc2;
let reads: SharedReads;
let share: ShareReads;

beforeEach(() => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  ec2.add({ id: 'i-0a1f39c5d2e84b7f6', region: 'us-east-1', state: 'running', name: 'web-1' });
  reads = createSharedReads(clock);
  share = reads.recent;
});

function listings(region = 'us-east-1'): number {
  return ec2.calls.filter((call) => call.call === 'listInstances' && call.region === region).length;
}

test('a region is read once for those who ask within 5 s of its beginning', async () => {
  const [one, two] = await Promise.all([share(ec2)('us-east-1', never), share(ec2)('us-east-1', never)]);
  expect(one.map(({ name }) => name)).toEqual(['web-1']);
  expect(two).toEqual(one);
  await clock.advance(4_999);
  await share(ec2)('us-east-1', never);
  expect(listings()).toBe(1);
  await clock.advance(1);
  await share(ec2)('us-east-1', never);
  expect(listings()).toBe(2);
});

test('other regions and other credentials share nothing', async () => {
  const other = new FakeEc2(clock, ['us-east-1']);
  await share(ec2)('us-east-1', never);
  await share(ec2)('us-west-2', never);
  expect(await share(other)('us-east-1', never)).toEqual([]);
  expect([listings(), listings('us-west-2'), other.calls.length]).toEqual([1, 1, 1]);
});

test('what failed is not shared with those who come later', async () => {
  ec2.faults.add({ call: 'listInstances', error: awsError('UnauthorizedOperation', 403), times: 1 });
  await expect(share(ec2)('us-east-1', never)).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  expect(await share(ec2)('us-east-1', never)).toHaveLength(1);
});

test('one who gives up does not end the reading for the others, the last one does', async () => {
  ec2.faults.add({ call: 'listInstances', hang: true, times: 1 });
  const [first, second] = [new AbortController(), new AbortController()];
  const one = share(ec2)('us-east-1', first.signal);
  const two = share(ec2)('us-east-1', second.signal);
  first.abort(new Error('one gave up'));
  await expect(one).rejects.toThrow('one gave up');
  second.abort(new Error('two gave up'));
  await expect(two).rejects.toThrow('two gave up');
  // And nobody waits for it any longer.
  expect(await share(ec2)('us-east-1', never)).toHaveLength(1);
});

test('who has given up already asks nothing', async () => {
  await expect(share(ec2)('us-east-1', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(ec2.calls).toEqual([]);
});

describe('afresh', () => {
  function hang(): void {
    ec2.faults.add({ call: 'listInstances', hang: true, times: 1 });
  }

  test('what was read a moment ago does not serve, and what is read afresh serves others', async () => {
    await share(ec2)('us-east-1', never);
    await reads.fresh(ec2)('us-east-1', never);
    expect(listings()).toBe(2);
    await share(ec2)('us-east-1', never);
    expect(listings()).toBe(2);
  });

  test('all who ask while a region is being read have the next reading together, and AWS is asked once at a time', async () => {
    ec2.faults.add({ call: 'listInstances', delayMs: 400 });
    const listing = share(ec2)('us-east-1', never);
    await clock.advance(0);
    const changes = [1, 2, 3].map(() => reads.fresh(ec2)('us-east-1', never));
    await clock.advance(399);
    expect(listings()).toBe(1);
    await clock.advance(1);
    await listing;
    expect(listings()).toBe(2);
    await clock.advance(400);
    const [one, two, three] = await Promise.all(changes);
    expect(one).toHaveLength(1);
    expect([two, three]).toEqual([one, one]);
    expect(listings()).toBe(2);
  });

  test('a reading that hangs holds nobody up for longer than a second', async () => {
    hang();
    share(ec2)('us-east-1', never).catch(() => undefined);
    await clock.advance(0);
    const fresh = reads.fresh(ec2)('us-east-1', never);
    await clock.advance(999);
    expect(listings()).toBe(1);
    await clock.advance(1);
    expect(await fresh).toHaveLength(1);
    expect(listings()).toBe(2);
  });

  test('a reading that failed fails nobody who asked for the next', async () => {
    ec2.faults.add({ call: 'listInstances', error: awsError('RequestLimitExceeded', 503), times: 1 });
    const listing = share(ec2)('us-east-1', never);
    listing.catch(() => undefined);
    await clock.advance(0);
    const fresh = reads.fresh(ec2)('us-east-1', never);
    await expect(listing).rejects.toMatchObject({ code: 'RequestLimitExceeded' });
    expect(await fresh).toHaveLength(1);
  });

  test('where all who wait for the next have given up it is not begun', async () => {
    hang();
    share(ec2)('us-east-1', never).catch(() => undefined);
    await clock.advance(0);
    const gone = new AbortController();
    const fresh = reads.fresh(ec2)('us-east-1', gone.signal);
    gone.abort(new Error('gone'));
    await expect(fresh).rejects.toThrow('gone');
    await clock.advance(2_000);
    expect(listings()).toBe(1);
  });
});

describe('by name', () => {
  function named(...names: string[]): Promise<readonly ListedInstance[]> {
    return reads.named(ec2)('us-east-1', names, never);
  }

  function asked(): (readonly string[])[] {
    return ec2.callsOf('listNamed').map(({ names = [] }) => names);
  }

  beforeEach(() => {
    ec2.add({ id: 'i-04c2be71f90d3a58e', region: 'us-east-1', state: 'running', name: 'web-2' });
    ec2.faults.add({ call: 'listNamed', delayMs: 400 });
  });

  test('what is asked for while a region is read goes together in the next call, which is asked only then', async () => {
    const first = named('web-1');
    await clock.advance(100);
    const others = [named('web-2'), named('web-2', 'db'), reads.named(ec2)('us-west-2', ['web-1'], never)];
    await clock.advance(299);
    expect(asked()).toEqual([['web-1'], ['web-1']]);
    await clock.advance(1);
    expect((await first).map(({ name }) => name)).toEqual(['web-1']);
    expect(asked()).toEqual([['web-1'], ['web-1'], ['web-2', 'db']]);
    await clock.advance(400);
    const [one, two] = await Promise.all(others);
    expect(one?.map(({ name }) => name)).toEqual(['web-2']);
    expect(two).toEqual(one);
  });

  test('it waits its turn behind a reading of all of the region, and such a reading behind it', async () => {
    ec2.faults.add({ call: 'listInstances', delayMs: 400 });
    const all = share(ec2)('us-east-1', never);
    const some = named('web-1');
    await clock.advance(0);
    const again = reads.fresh(ec2)('us-east-1', never);
    await clock.advance(399);
    expect([listings(), asked()]).toEqual([1, []]);
    await clock.advance(1);
    await all;
    expect([listings(), asked()]).toEqual([1, [['web-1']]]);
    await clock.advance(400);
    await some;
    expect(listings()).toBe(2);
    await clock.advance(400);
    expect(await again).toHaveLength(2);
  });

  test('not more names than one filter takes go into one call', async () => {
    const first = named('web-1');
    await clock.advance(0);
    const many = Array.from({ length: 3 }, (_, part) =>
      Array.from({ length: 90 }, (_one, at) => `n${String(part)}-${String(at)}`),
    );
    const all = many.map((names) => named(...names));
    await clock.advance(2_000);
    await Promise.all([first, ...all]);
    expect(asked().map(({ length }) => length)).toEqual([1, 180, 90]);
    expect(MOST_NAMES).toBe(200);
  });

  test('one who gives up takes nothing from the others; where all do, AWS is not asked', async () => {
    const gone = new AbortController();
    const first = named('web-1');
    await clock.advance(0);
    const two = reads.named(ec2)('us-east-1', ['web-2'], gone.signal);
    const three = named('web-1');
    gone.abort(new Error('gone'));
    await expect(two).rejects.toThrow('gone');
    await clock.advance(800);
    expect(await three).toEqual(expect.arrayContaining([...(await first)]));
    const left = new AbortController();
    const fourth = named('web-1');
    await clock.advance(0);
    const fifth = reads.named(ec2)('us-east-1', ['web-2'], left.signal);
    left.abort(new Error('left'));
    await expect(fifth).rejects.toThrow('left');
    await clock.advance(800);
    await fourth;
    expect(asked()).toEqual([['web-1'], ['web-2', 'web-1'], ['web-1']]);
  });

  test('what hangs holds nobody up for longer than a second, whatever is asked for', async () => {
    ec2.faults.clear();
    ec2.faults.add({ call: 'listNamed', hang: true, times: 1 });
    named('web-1').catch(() => undefined);
    await clock.advance(0);
    const [some, all] = [named('web-2'), reads.fresh(ec2)('us-east-1', never)];
    await clock.advance(999);
    expect([asked(), listings()]).toEqual([[['web-1']], 0]);
    await clock.advance(1);
    expect(await some).toHaveLength(1);
    expect(await all).toHaveLength(2);
  });

  test('what failed fails those who asked together, and nobody who asks later', async () => {
    ec2.faults.clear();
    ec2.faults.add({ call: 'listNamed', error: awsError('UnauthorizedOperation', 403), times: 1 });
    await expect(named('web-1')).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    expect(await named('web-1')).toHaveLength(1);
  });
});
