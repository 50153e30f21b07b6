import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSharedReads, type ShareReads, type SharedReads } from './shared-reads.ts';
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
    const fresh = reads.fresh(ec2)('us-east-1', never);
    await expect(listing).rejects.toMatchObject({ code: 'RequestLimitExceeded' });
    expect(await fresh).toHaveLength(1);
  });

  test('where all who wait for the next have given up it is not begun', async () => {
    hang();
    share(ec2)('us-east-1', never).catch(() => undefined);
    const gone = new AbortController();
    const fresh = reads.fresh(ec2)('us-east-1', gone.signal);
    gone.abort(new Error('gone'));
    await expect(fresh).rejects.toThrow('gone');
    await clock.advance(2_000);
    expect(listings()).toBe(1);
  });
});
