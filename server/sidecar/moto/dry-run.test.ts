/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../../../e2e/aws/proxy-rules.ts';
import { LIMITS } from '../src/ec2/budget.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import { AwsWorld } from './testing/aws-world.ts';

const signal = new AbortController().signal;
const STOP = { verb: 'stop' } as const;
let world: AwsWorld;
let ids: string[];
let a: string;
let b: string;
let c: string;

beforeAll(async () => {
  world = await AwsWorld.start();
});
beforeEach(async () => {
  ids = await world.seed(...['a', 'b', 'c'].map((name) => ({ region: 'eu-west-1', name })));
  [a = '', b = '', c = ''] = ids;
});
afterEach(() => world.reset());
afterAll(() => world.stop());

/**
 * The calls that were answered, or met a fault that a test has ordered. One that the machine itself lost is repeated, as any
 * reading: that is no other question.
 */
function calls(): readonly Call[] {
  return world.proxy.calls().filter(({ status, fault }) => status !== undefined || fault !== undefined);
}

/** The ids of each call to stop, in its order. */
function asked(): (readonly string[])[] {
  return calls().flatMap(({ action, ids: named }) => (action === 'StopInstances' ? [named] : []));
}

function refused(code: string): unknown {
  return expect.objectContaining({ name: 'UpstreamError', code });
}

const DENY = { do: 'refuse', action: 'StopInstances', status: 403, code: 'UnauthorizedOperation' } as const;

describe('a dry run', () => {
  test.each([
    [{ verb: 'start' }, 'StartInstances', {}],
    [{ verb: 'stop', force: true, hibernate: true }, 'StopInstances', { Force: 'true', Hibernate: 'true' }],
    [{ verb: 'reboot' }, 'RebootInstances', {}],
  ] as const)('of %j asks once for all, by a parameter of AWS', async (order, action, more) => {
    const answers = await world.open().dryRun(order, 'eu-west-1', [...ids, ...ids], BOB, signal);
    expect(answers).toEqual(ids.map((id) => ({ id, refusal: undefined })));
    const [sent, ...others] = calls().map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(others).toEqual([]);
    const named = Object.fromEntries(ids.map((id, index) => [`InstanceId.${String(index + 1)}`, id]));
    const Version = expect.any(String) as unknown;
    expect(sent).toEqual({ Action: action, Version, DryRun: 'true', ...named, ...more });
  });

  test('asks one by one only when all together are refused', async () => {
    world.proxy.addRules({ ...DENY, id: b });
    expect(await world.open().dryRun(STOP, 'eu-west-1', ids, BOB, signal)).toEqual([
      { id: a, refusal: undefined },
      { id: b, refusal: refused('UnauthorizedOperation') },
      { id: c, refusal: undefined },
    ]);
    const [together, ...singles] = asked();
    expect(together).toEqual(ids);
    expect(singles.flat().sort()).toEqual(ids.toSorted());
    expect(singles).toHaveLength(3);
  });

  test('asks for one instance once, whatever AWS says', async () => {
    world.proxy.addRules(DENY);
    expect(await world.open().dryRun(STOP, 'eu-west-1', [a], BOB, signal)).toEqual([
      { id: a, refusal: refused('UnauthorizedOperation') },
    ]);
    expect(asked()).toEqual([[a]]);
  });

  test('takes a code that nobody knows for an answer', async () => {
    world.proxy.addRules({ do: 'refuse', action: 'StopInstances', status: 400, code: 'PlanetsStandWrong' });
    expect(await world.open().dryRun(STOP, 'eu-west-1', [a], BOB, signal)).toEqual([
      { id: a, refusal: refused('PlanetsStandWrong') },
    ]);
  });

  test.each([
    ['the connection is dropped', { do: 'drop' }],
    ['AWS asks to slow down', { do: 'refuse', status: 503, code: 'RequestLimitExceeded' }],
    ['AWS is broken', { do: 'refuse', status: 500, code: 'InternalError' }],
  ] as const)('is asked again when %s', async (_, rule) => {
    world.proxy.addRules({ ...rule, times: 1 });
    const answers = await world.open().dryRun(STOP, 'eu-west-1', ids, BOB, signal);
    expect(answers).toEqual(ids.map((id) => ({ id, refusal: undefined })));
    expect(asked()).toEqual([ids, ids]);
  });

  test.each([
    ['the credentials', { do: 'refuse', status: 401, code: 'AuthFailure' }, 'AuthFailure'],
    ['the region', { do: 'refuse', status: 401, code: 'OptInRequired' }, 'OptInRequired'],
  ] as const)('is none when it is refused for all alike: %s', async (_, rule, code) => {
    world.proxy.addRules(rule);
    await expect(world.open().dryRun(STOP, 'eu-west-1', ids, BOB, signal)).rejects.toMatchObject({ code });
    expect(asked()).toEqual([ids]);
  });

  test('is none when the network fails, for all together a few times, and never one by one', async () => {
    world.proxy.addRules({ do: 'drop' });
    const lost = world.open().dryRun(STOP, 'eu-west-1', ids, BOB, signal);
    await expect(lost).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(new Set(asked().map(String))).toEqual(new Set([String(ids)]));
    expect(asked().length).toBeGreaterThan(1);
    expect(asked().length).toBeLessThanOrEqual(5);
  });

  test('is none when one of several gets no answer', async () => {
    world.proxy.addRules(
      { ...DENY, times: 1 },
      { do: 'refuse', action: 'StopInstances', id: c, status: 401, code: 'AuthFailure' },
    );
    await expect(world.open().dryRun(STOP, 'eu-west-1', ids, BOB, signal)).rejects.toMatchObject({
      code: 'AuthFailure',
    });
  });

  test('that AWS answers as if it were none is a bad answer', async () => {
    world.proxy.addRules({ do: 'answer', body: '<R><instancesSet/></R>' });
    await expect(world.open().dryRun(STOP, 'eu-west-1', [a], BOB, signal)).rejects.toMatchObject({ code: 'BadAnswer' });
  });

  test('takes nothing of the budget of changes, but of that of readings', async () => {
    const clock = new FakeClock(Date.now());
    const rates = { change: { burst: 1, perSecond: 1e-9 }, read: { burst: 2, perSecond: 1e-9 } };
    const ec2 = world.open({ clock, limits: { ...LIMITS, rates, waitMs: 1_000 } });
    await ec2.dryRun(STOP, 'eu-west-1', [a], BOB, signal);
    await ec2.dryRun(STOP, 'eu-west-1', [a], BOB, signal);
    await ec2.change(STOP, 'eu-west-1', [a], BOB, signal);
    const tooMuch = ec2.dryRun(STOP, 'eu-west-1', [a], BOB, signal);
    const refusal = expect(tooMuch).rejects.toMatchObject({ code: 'NotSent' });
    await clock.advance(1_000);
    await refusal;
    expect(asked()).toEqual([[a], [a], [a]]);
  });

  test('leaves nothing in a later request', async () => {
    const ec2 = world.open();
    await expect(ec2.dryRun(STOP, 'eu-west-1', [a, 'bad\ud800'], BOB, signal)).rejects.toMatchObject({
      code: 'InvalidInstanceID.Malformed',
    });
    await ec2.dryRun(STOP, 'eu-west-1', [b], BOB, signal);
    await ec2.change(STOP, 'eu-west-1', [c], BOB, signal);
    expect(calls().map(({ body }) => new URLSearchParams(body).get('DryRun'))).toEqual(['true', null]);
    expect(asked()).toEqual([[b], [c]]);
  });
});
