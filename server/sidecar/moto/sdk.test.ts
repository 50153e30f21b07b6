/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TEST_KEY } from '../../../e2e/aws/seed.ts';
import { systemClock } from '../src/clock.ts';
import { type Budget, createBudget, LIMITS } from '../src/ec2/budget.ts';
import { type Connections, openConnections } from '../src/ec2/connections.ts';
import { createRedactor } from '../src/ec2/redaction.ts';
import { createSdk, type Sdk, type SdkOptions } from '../src/ec2/sdk.ts';
import { TIMEOUTS } from '../src/ec2/timeouts.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import { within } from '../src/within.ts';
import { AwsWorld } from './testing/aws-world.ts';

const signal = new AbortController().signal;
const ID = 'i-0a1f39c5d2e84b7f6';
let world: AwsWorld;
let connections: Connections;

beforeAll(async () => {
  world = await AwsWorld.start();
  connections = openConnections(TIMEOUTS);
});
afterEach(() => world.reset());
afterAll(async () => {
  connections.close();
  await world.stop();
});

/** The calls below the guard that keeps malformed ids away. */
function open(options: Partial<SdkOptions> = {}): Sdk {
  return createSdk({
    connections,
    credentials: { provide: () => Promise.resolve(TEST_KEY), forget: () => undefined },
    redactor: createRedactor(),
    endpointUrl: world.proxy.url,
    timeouts: TIMEOUTS,
    budget: createBudget(systemClock),
    ...options,
  });
}

/** Reads by filter. A list of these values leaves `Filter.1` behind in the serializer when the last cannot be written. */
function read(sdk: Sdk, ...values: string[]): Promise<unknown> {
  return sdk.read('eu-west-1', signal, (client, options) =>
    client.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: values }] }), options),
  );
}

function stop(sdk: Sdk, ...ids: string[]): Promise<unknown> {
  return sdk.change('eu-west-1', signal, (client, options) =>
    client.send(new StopInstancesCommand({ InstanceIds: ids }), options),
  );
}

function sent(): string[] {
  return world.proxy.calls().map(({ body }) => body.replace('&Version=2016-11-15', ''));
}

describe('a request that could not be written', () => {
  test('leaves nothing in the next reading, although there is no guard before it', async () => {
    const sdk = open();
    await expect(read(sdk, ID, 'bad\ud800')).rejects.toMatchObject({ fault: 'bug', code: 'SdkFailed' });
    await read(sdk, 'i-1234abcd');
    expect(sent()).toEqual(['Action=DescribeInstances&Filter.1.Name=instance-id&Filter.1.Value.1=i-1234abcd']);
  });

  test('leaves nothing in the next change, nor in one that is made at the same time', async () => {
    const [id] = await world.seed({ region: 'eu-west-1' });
    const sdk = open();
    await Promise.allSettled([stop(sdk, ID, 'bad\ud800'), stop(sdk, id as string), read(sdk, ID, 'bad\ud800')]);
    await stop(sdk, id as string);
    const clean = `Action=StopInstances&InstanceId.1=${String(id)}`;
    expect(sent()).toEqual([clean, clean]);
  });
});

describe('a caller who gives up, or a call that takes too long', () => {
  const never = { provide: () => new Promise<never>(() => undefined), forget: () => undefined };

  test('does not wait for credentials', async () => {
    const leaving = new AbortController();
    const reason = new Error('left');
    const asking = open({ credentials: never }).read('eu-west-1', leaving.signal, (client, options) =>
      client.send(new DescribeInstancesCommand({}), options),
    );
    leaving.abort(reason);
    await expect(asking).rejects.toBe(reason);
  });

  test('is TimedOut after the limit of a call', async () => {
    const sdk = open({ credentials: never, timeouts: { ...TIMEOUTS, callMs: 100 } });
    await expect(read(sdk, ID)).rejects.toMatchObject({ code: 'TimedOut' });
    await expect(stop(sdk, ID)).rejects.toMatchObject({ code: 'TimedOut' });
    expect(world.proxy.calls()).toEqual([]);
  });
});

describe('a call that waits for its turn in the budget', () => {
  const never = { provide: () => new Promise<never>(() => undefined), forget: () => undefined };
  const rates = { read: { burst: 1, perSecond: 1 }, change: { burst: 1, perSecond: 1 } };

  /** With a limit of a call that is long over before a test moves the clock of the budget. */
  async function openBusy(clock: FakeClock): Promise<Sdk> {
    const sdk = open({ budget: createBudget(clock, { ...LIMITS, rates }), timeouts: { ...TIMEOUTS, callMs: 200 } });
    await sdk.change('eu-west-1', signal, async () => 'the first');
    return sdk;
  }

  test('has all its time from when it is let go', async () => {
    const clock = new FakeClock();
    const sdk = await openBusy(clock);
    const waiting = sdk.change('eu-west-1', signal, async () => 'let go');
    const later = open({ credentials: never, timeouts: { ...TIMEOUTS, callMs: 210 } });
    await expect(read(later, ID)).rejects.toMatchObject({ code: 'TimedOut' });
    await clock.advance(1_000);
    expect(await waiting).toBe('let go');
  });

  test('is NotSent when it is not let go, whether the budget or the caller ends it', async () => {
    const clock = new FakeClock();
    const sdk = await openBusy(clock);
    const asked: string[] = [];
    const ask = async (): Promise<number> => asked.push('asked');
    const impatient = within({ clock, limitMs: 500 }, (bounded) => sdk.change('eu-west-1', bounded, ask));
    await expect(clock.until(impatient, 500)).rejects.toMatchObject({ code: 'NotSent' });
    const slow = open({
      budget: createBudget(clock, { ...LIMITS, rates: { ...rates, change: { burst: 0, perSecond: 0.001 } } }),
    });
    const patient = slow.change('eu-west-1', signal, ask);
    await expect(clock.until(patient, 60_000)).rejects.toMatchObject({ code: 'NotSent' });
    expect(asked).toEqual([]);
  });

  test('is never sent once it was given up, be it between the turn and the sending', async () => {
    const leaving = new AbortController();
    const reason = new Error('left');
    const budget: Budget = {
      spend: async (_wanted, call) => {
        leaving.abort(reason);
        return call();
      },
      close: () => undefined,
    };
    const asked: string[] = [];
    const asking = open({ budget }).change('eu-west-1', leaving.signal, async () => asked.push('asked'));
    await expect(asking).rejects.toBe(reason);
    expect(asked).toEqual([]);
  });

  test('is TimedOut when it was sent', async () => {
    const clock = new FakeClock();
    const sdk = open({ budget: createBudget(clock) });
    const asking = within({ clock, limitMs: 500 }, (bounded) =>
      sdk.change('eu-west-1', bounded, () => new Promise<never>(() => undefined)),
    );
    await expect(clock.until(asking, 500)).rejects.toMatchObject({ code: 'TimedOut' });
  });

  test('takes turns with those of other people', async () => {
    const clock = new FakeClock();
    const sdk = await openBusy(clock);
    const begun: string[] = [];
    const change = (person: string): void => {
      const credentials = { provide: () => Promise.resolve(TEST_KEY), forget: () => undefined };
      void sdk.change('eu-west-1', signal, async () => begun.push(person), { person, credentials });
    };
    for (const person of ['alice', 'alice', 'alice', 'bob']) change(person);
    await clock.advance(4_000);
    expect(begun).toEqual(['alice', 'bob', 'alice', 'alice']);
  });

  test('goes before listings when it is the look of a change', async () => {
    const clock = new FakeClock();
    const sdk = open({ budget: createBudget(clock, { ...LIMITS, rates }) });
    const begun: string[] = [];
    for (const name of ['first', 'second']) void sdk.read('eu-west-1', signal, async () => begun.push(name));
    void sdk.look('eu-west-1', signal, async () => begun.push('look'));
    await clock.advance(2_000);
    expect(begun).toEqual(['first', 'look', 'second']);
  });
});

test('a change that was given up is not sent when the credentials come after all', async () => {
  const late = Promise.withResolvers<typeof TEST_KEY>();
  const credentials = { provide: () => late.promise, forget: () => undefined };
  const impatient = open({ credentials, timeouts: { ...TIMEOUTS, callMs: 50 } });
  await expect(stop(impatient, ID)).rejects.toMatchObject({ code: 'TimedOut' });
  late.resolve(TEST_KEY);
  await read(open({ credentials }), ID);
  expect(world.proxy.calls().map(({ action }) => action)).toEqual(['DescribeInstances']);
});

test('the logger of the SDK has no `info`, for which it would copy every answer', async () => {
  const sdk = open();
  const logger = await sdk.read('eu-west-1', signal, async (client) => client.config.logger);
  expect(logger).not.toHaveProperty('info');
});
