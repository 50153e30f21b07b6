/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TEST_KEY } from '../../../e2e/aws/seed.ts';
import type { Ec2, Verb } from '../src/ports.ts';
import { LIMITS } from '../src/ec2/budget.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import { AwsWorld } from './testing/aws-world.ts';

const signal = new AbortController().signal;
const ACTIONS = { start: 'StartInstances', stop: 'StopInstances', reboot: 'RebootInstances' } as const;
let world: AwsWorld;

beforeAll(async () => {
  world = await AwsWorld.start();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

/** One instance that the verb can change. */
async function seedFor(verb: Verb | 'reboot'): Promise<string> {
  const [id] = await world.seed({ region: 'eu-west-1', state: verb === 'start' ? 'stopped' : 'running' });
  return id as string;
}

/** Changes it, or reboots it. */
function ask(ec2: Ec2, verb: Verb | 'reboot', ids: readonly string[]): Promise<unknown> {
  if (verb === 'reboot') return ec2.reboot('eu-west-1', ids, BOB, signal);
  return ec2.change({ verb }, 'eu-west-1', ids, BOB, signal);
}

test('people take turns, however much one of them has asked for before', async () => {
  const [many = '', one = ''] = await world.seed({ region: 'eu-west-1' }, { region: 'eu-west-1' });
  const clock = new FakeClock();
  const rates = { ...LIMITS.rates, change: { burst: 1, perSecond: 1 } };
  const ec2 = world.open({ clock, limits: { ...LIMITS, rates } });
  const alice = { userId: 'alice', username: 'alice' };
  const changes = [
    ...[1, 2, 3].map(() => ec2.change({ verb: 'stop' }, 'eu-west-1', [many], alice, signal)),
    ec2.change({ verb: 'stop' }, 'eu-west-1', [one], BOB, signal),
  ];
  for (const sent of [1, 2, 3]) {
    await world.proxy.waitForCalls({ action: 'StopInstances' }, sent);
    await clock.advance(1_000);
  }
  await Promise.all(changes);
  expect(world.proxy.calls({ action: 'StopInstances' }).flatMap(({ ids }) => ids)).toEqual([many, many, one, many]);
});

describe.each(['start', 'stop', 'reboot'] as const)('%s is sent once', (verb) => {
  test('when the answer is lost after it was done', async () => {
    const id = await seedFor(verb);
    world.proxy.addRules({ do: 'applyThenDrop', action: ACTIONS[verb] });
    const ec2 = world.open();
    await expect(ask(ec2, verb, [id])).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(world.proxy.calls({ action: ACTIONS[verb] })).toHaveLength(1);
    const state = verb === 'stop' ? 'stopped' : 'running';
    expect(await ec2.findInstances('eu-west-1', [id], signal)).toMatchObject([{ state }]);
  });

  test.each([
    ['drops the connection', { do: 'drop' }, 'ConnectionLost'],
    ['throttles', { do: 'refuse', status: 503, code: 'RequestLimitExceeded' }, 'RequestLimitExceeded'],
    ['is broken', { do: 'refuse', status: 500, code: 'InternalError' }, 'InternalError'],
    ['is away', { do: 'refuse', status: 503, code: 'Unavailable' }, 'Unavailable'],
    ['cuts its answer off', { do: 'truncate' }, 'ConnectionLost'],
    ['says the clock is wrong', { do: 'refuse', status: 400, code: 'RequestExpired' }, 'RequestExpired'],
  ] as const)('when AWS %s', async (_, rule, code) => {
    const id = await seedFor(verb);
    world.proxy.addRules(rule);
    await expect(ask(world.open(), verb, [id])).rejects.toMatchObject({ code });
    expect(world.proxy.calls()).toHaveLength(1);
  });

  test.each(['hang', 'stall'] as const)('when AWS does not answer, or not to the end: %s', async (fault) => {
    const id = await seedFor(verb);
    world.proxy.addRules({ do: fault });
    const ec2 = world.open({ timeouts: { changeMs: 200 } });
    await expect(ask(ec2, verb, [id])).rejects.toMatchObject({ code: 'TimedOut' });
    expect(world.proxy.calls()).toHaveLength(1);
  });

  test('for all its ids together', async () => {
    const ids = [await seedFor(verb), await seedFor(verb), await seedFor(verb)];
    await ask(world.open(), verb, [...ids, ...ids]);
    expect(world.proxy.calls().map((call) => call.ids)).toEqual([ids]);
  });
});

test('a change answers for all its ids', async () => {
  const ids = [await seedFor('stop'), await seedFor('stop')];
  const changes = await world.open().change({ verb: 'stop' }, 'eu-west-1', [...ids, ...ids], BOB, signal);
  expect(changes.map(({ id }) => id).sort()).toEqual(ids.toSorted());
  // By which AWS's own log has the call.
  const [first, second] = changes.map(({ requestId }) => requestId);
  expect(first).toMatch(/^[\w-]{36,}$/);
  expect(second).toBe(first);
  expect(await world.open().reboot('eu-west-1', [await seedFor('reboot')], BOB, signal)).toMatch(/^[\w-]{36,}$/);
});

test.each([
  [{ verb: 'stop' }, ''],
  [{ verb: 'stop', force: false, hibernate: false }, ''],
  [{ verb: 'stop', force: true }, '&Force=true'],
  [{ verb: 'stop', hibernate: true }, '&Hibernate=true'],
] as const)('%j is asked of AWS by its own parameter', async (order, parameter) => {
  const [id = ''] = await world.seed({ region: 'eu-west-1', canHibernate: true });
  await world.open().change(order, 'eu-west-1', [id], BOB, signal);
  const bodies = world.proxy.calls().map(({ body }) => body.replace('&Version=2016-11-15', ''));
  expect(bodies.map((body) => body.split('&').sort().join('&'))).toEqual([
    `Action=StopInstances&InstanceId.1=${id}${parameter}`.split('&').sort().join('&'),
  ]);
});

test('an answer that names another instance is a bad one', async () => {
  const body =
    '<R><instancesSet><item><instanceId>i-0123456789abcdef0</instanceId>' +
    '<previousState><name>running</name></previousState><currentState><name>stopping</name></currentState></item></instancesSet></R>';
  world.proxy.addRules({ do: 'answer', body });
  const asking = world.open().change({ verb: 'stop' }, 'eu-west-1', ['i-0a1f39c5d2e84b7f6'], BOB, signal);
  await expect(asking).rejects.toMatchObject({ code: 'BadAnswer' });
});

describe('the ids of a failed request never get into the next one', () => {
  /** The very bytes, but for the version of the API. */
  function sent(): string[] {
    return world.proxy.calls().map(({ body }) => body.replace('&Version=2016-11-15', ''));
  }

  test('although the SDK lets them', async () => {
    // What the rest of these tests is about. If this one fails, the SDK has been mended, and they may go.
    const [first, second] = await world.seed({ region: 'eu-west-1' }, { region: 'eu-west-1' });
    const client = new EC2Client({ region: 'eu-west-1', endpoint: world.proxy.url, credentials: TEST_KEY });
    await expect(
      client.send(new StopInstancesCommand({ InstanceIds: [first as string, 'bad\ud800'] })),
    ).rejects.toThrow(URIError);
    await client.send(new StopInstancesCommand({ InstanceIds: [second as string] })).catch(() => undefined);
    client.destroy();
    expect(sent().join()).toContain(first);
  });

  test('for an id that cannot be written: nothing is sent, and the next request is clean', async () => {
    const [first, second] = await world.seed({ region: 'eu-west-1' }, { region: 'eu-west-1' });
    const ec2 = world.open();
    const malformed = { code: 'InvalidInstanceID.Malformed' };
    await expect(
      ec2.change({ verb: 'stop' }, 'eu-west-1', [first as string, 'bad\ud800'], BOB, signal),
    ).rejects.toMatchObject(malformed);
    await expect(ec2.findInstances('eu-west-1', [first as string, 'bad\ud800'], signal)).rejects.toMatchObject(
      malformed,
    );
    expect(sent()).toEqual([]);
    await ec2.change({ verb: 'stop' }, 'eu-west-1', [second as string], BOB, signal);
    await ec2.listInstances('eu-west-1', signal);
    expect(sent()).toEqual([
      `Action=StopInstances&InstanceId.1=${String(second)}`,
      'Action=DescribeInstances&MaxResults=1000',
    ]);
    expect(await ec2.findInstances('eu-west-1', [first as string], signal)).toMatchObject([{ state: 'running' }]);
  });

  test('for a token of AWS that cannot be written', async () => {
    world.proxy.addRules({ do: 'answer', times: 1, body: '<R><reservationSet/><nextToken>&#xD800;</nextToken></R>' });
    const ec2 = world.open();
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'BadAnswer' });
    await ec2.listInstances('eu-west-1', signal);
    expect(sent()).toEqual(Array.from({ length: 2 }, () => 'Action=DescribeInstances&MaxResults=1000'));
  });

  test('for many requests at once, some of which fail', async () => {
    const ids = await world.seed(...Array.from({ length: 6 }, () => ({ region: 'eu-west-1' })));
    const ec2 = world.open();
    await Promise.all(
      ids.flatMap((id) => [
        ec2.change({ verb: 'stop' }, 'eu-west-1', [id, 'bad\ud800'], BOB, signal).catch(() => undefined),
        ec2.findInstances('eu-west-1', ['bad\ud800', id], signal).catch(() => undefined),
        ec2.change({ verb: 'stop' }, 'eu-west-1', [id], BOB, signal),
        ec2.findInstances('eu-west-1', [id], signal),
      ]),
    );
    const asked = ids.flatMap((id) => [
      `Action=StopInstances&InstanceId.1=${id}`,
      `Action=DescribeInstances&Filter.1.Name=instance-id&Filter.1.Value.1=${id}&MaxResults=1000`,
    ]);
    expect(sent().sort()).toEqual(asked.sort());
  });
});
