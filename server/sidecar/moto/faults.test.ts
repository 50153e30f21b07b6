/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BOB } from '../src/ec2/testing/bob.ts';
import { AwsWorld } from './testing/aws-world.ts';

const signal = new AbortController().signal;
const ID = 'i-0a1f39c5d2e84b7f6';
let world: AwsWorld;

beforeAll(async () => {
  world = await AwsWorld.start();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

/** The adapter with so little patience that a test can wait for its end. */
const IMPATIENT = { connectMs: 400, readMs: 150, changeMs: 150, callMs: 1_500 };

describe('a region', () => {
  test('that hangs is TimedOut, and does not hold up another', async () => {
    const [id] = await world.seed({ region: 'us-east-1' });
    world.proxy.addRules({ do: 'hang', region: 'eu-west-1' });
    // The other region needs time for its answer, on a busy machine too.
    const ec2 = world.open({ timeouts: { ...IMPATIENT, readMs: 1_000, callMs: 3_500 } });
    const hanging = ec2.listInstances('eu-west-1', signal);
    hanging.catch(() => undefined);
    expect(await ec2.listInstances('us-east-1', signal)).toMatchObject([{ id }]);
    await expect(hanging).rejects.toMatchObject({ code: 'TimedOut', source: 'aws' });
    // Asked again after each silence, for as long as one call may take.
    expect(world.proxy.calls({ region: 'eu-west-1' }).length).toBeGreaterThan(1);
  });

  test('that stalls in the middle of its answer is TimedOut', async () => {
    await world.seed({ region: 'eu-west-1' });
    world.proxy.addRules({ do: 'stall' });
    const ec2 = world.open({ timeouts: IMPATIENT });
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'TimedOut' });
  });

  test('that hangs once is asked again', async () => {
    const [id] = await world.seed({ region: 'eu-west-1' });
    world.proxy.addRules({ do: 'hang', times: 1 });
    const ec2 = world.open({ timeouts: { readMs: 400 } });
    expect(await ec2.listInstances('eu-west-1', signal)).toMatchObject([{ id }]);
  });

  test('that throttles for a while is asked again until it answers', async () => {
    const [id] = await world.seed({ region: 'eu-west-1' });
    world.proxy.addRules({ do: 'refuse', status: 503, code: 'RequestLimitExceeded', times: 2 });
    const startedAt = performance.now();
    expect(await world.open().listInstances('eu-west-1', signal)).toMatchObject([{ id }]);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(world.proxy.calls({ region: 'eu-west-1' })).toHaveLength(3);
  });

  test('that throttles for good is given up at the deadline of the caller', async () => {
    world.proxy.addRules({ do: 'refuse', status: 503, code: 'RequestLimitExceeded' });
    const deadline = AbortSignal.timeout(1_000);
    const startedAt = performance.now();
    const error: unknown = await world
      .open()
      .listInstances('eu-west-1', deadline)
      .catch((caught: unknown) => caught);
    expect(deadline.aborted).toBe(true);
    expect(error).toBe(deadline.reason);
    // Also in the middle of the wait before the next attempt.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test.each([
    ['UnauthorizedOperation', 403],
    ['AuthFailure', 401],
    ['OptInRequired', 401],
    ['RequestExpired', 400],
    ['Blocked', 403],
  ])('that refuses with %s is asked once', async (code, status) => {
    world.proxy.addRules({ do: 'refuse', status, code, message: `It says ${code}` });
    await expect(world.open().listInstances('eu-west-1', signal)).rejects.toMatchObject({
      code,
      status,
      message: `It says ${code}`,
      requestId: '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11',
    });
    expect(world.proxy.calls()).toHaveLength(1);
  });

  test('that drops the connection once is asked again', async () => {
    const [id] = await world.seed({ region: 'eu-west-1' });
    world.proxy.addRules({ do: 'drop', times: 1 });
    expect(await world.open().listInstances('eu-west-1', signal)).toMatchObject([{ id }]);
    expect(world.proxy.calls()).toHaveLength(2);
  });

  test('that drops every connection is ConnectionLost', async () => {
    world.proxy.addRules({ do: 'drop' });
    await expect(world.open().listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  test('that cuts its answer off is ConnectionLost, never half a listing', async () => {
    await world.seed({ region: 'eu-west-1' }, { region: 'eu-west-1' }, { region: 'eu-west-1' });
    world.proxy.addRules({ do: 'truncate' });
    await expect(world.open().listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  test('whose second page fails is not read, although its first was', async () => {
    await world.moto.addInstances({ region: 'eu-west-1', count: 1_001 });
    world.proxy.addRules({ do: 'refuse', after: 1, status: 403, code: 'UnauthorizedOperation' });
    await expect(world.open().listInstances('eu-west-1', signal)).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
    });
    expect(world.proxy.calls()).toHaveLength(2);
  });
});

describe('an answer that is none', () => {
  const LOGIN_PAGE =
    '<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>to the secret network</p></body></html>';

  test.each([
    ['HTML', LOGIN_PAGE],
    ['broken HTML', '<html><title>Sign in</html>'],
    ['nothing', ''],
    ['text', 'OK'],
    ['JSON', '{"Reservations":[]}'],
    ['XML without the list', '<DescribeInstancesResponse><requestId>x</requestId></DescribeInstancesResponse>'],
    ['XML cut off', '<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0a1'],
    ['a reservation without its list', '<R><reservationSet><item><ownerId>1</ownerId></item></reservationSet></R>'],
    ['an instance without an id', instances('<instanceState><name>running</name></instanceState>')],
    [
      'an unknown state',
      instances(`<instanceId>${ID}</instanceId><instanceState><name>dreaming</name></instanceState>`),
    ],
    ['no state', instances(`<instanceId>${ID}</instanceId>`)],
    ['a token that no request could carry', '<R><reservationSet/><nextToken>&#xD800;</nextToken></R>'],
  ])('%s with status 200 is BadAnswer, never "no instances"', async (_, body) => {
    world.proxy.addRules({ do: 'answer', body });
    const ec2 = world.open();
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'BadAnswer' });
    await expect(ec2.findInstances('eu-west-1', [ID], signal)).rejects.toMatchObject({ code: 'BadAnswer' });
    await expect(ec2.change({ verb: 'stop' }, 'eu-west-1', [ID], BOB, signal)).rejects.toMatchObject({
      code: 'BadAnswer',
    });
    await expect(ec2.change({ verb: 'start' }, 'eu-west-1', [ID], BOB, signal)).rejects.toMatchObject({
      code: 'BadAnswer',
    });
  });

  test.each([400, 404, 500])('HTML with status %i is BadAnswer and keeps none of its words', async (status) => {
    world.proxy.addRules({ do: 'answer', status, body: LOGIN_PAGE });
    const error: unknown = await world
      .open()
      .listInstances('eu-west-1', signal)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'BadAnswer', status });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret network');
  });

  test('an empty list is one', async () => {
    world.proxy.addRules({
      do: 'answer',
      body: '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>',
    });
    expect(await world.open().listInstances('eu-west-1', signal)).toEqual([]);
  });

  test('a redirect is not followed', async () => {
    world.proxy.addRules({ do: 'answer', status: 307, body: '', headers: { location: `${world.moto.url}/` } });
    await expect(world.open().listInstances('eu-west-1', signal)).rejects.toMatchObject({
      code: 'BadAnswer',
      status: 307,
    });
    expect(world.proxy.calls()).toHaveLength(1);
  });
});

describe('a caller who gives up', () => {
  test.each(['listInstances', 'findInstances', 'regions', 'change'] as const)(
    'ends %s in the middle of the call',
    async (method) => {
      world.proxy.addRules({ do: 'hang' });
      const ec2 = world.open();
      const leaving = new AbortController();
      const asking = {
        listInstances: () => ec2.listInstances('eu-west-1', leaving.signal),
        findInstances: () => ec2.findInstances('eu-west-1', [ID], leaving.signal),
        regions: () => world.open({ regions: [] }).regions(leaving.signal),
        change: () => ec2.change({ verb: 'stop' }, 'eu-west-1', [ID], BOB, leaving.signal),
      }[method]();
      asking.catch(() => undefined);
      await world.proxy.waitForCalls({});
      const reason = new Error('left');
      leaving.abort(reason);
      await expect(asking).rejects.toBe(reason);
      expect(world.proxy.calls()).toHaveLength(1);
    },
  );

  test('ends the reading of a body that stalls', async () => {
    await world.seed({ region: 'eu-west-1' });
    world.proxy.addRules({ do: 'stall' });
    const leaving = new AbortController();
    const asking = world.open().listInstances('eu-west-1', leaving.signal);
    asking.catch(() => undefined);
    await world.proxy.waitForCalls({});
    const reason = new Error('left');
    leaving.abort(reason);
    await expect(asking).rejects.toBe(reason);
  });
});

function instances(content: string): string {
  return `<R><reservationSet><item><instancesSet><item>${content}</item></instancesSet></item></reservationSet></R>`;
}
