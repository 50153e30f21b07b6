import { describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import type { Ec2, Instance } from '../ports.ts';
import { createDemoFleet } from './demo.ts';
import { DEMO_REGIONS, REFUSING_REGION } from './demo-instances.ts';
import { ec2Contract } from './testing/ec2-contract.ts';
import { BOB } from './testing/bob.ts';

const signal = new AbortController().signal;
const WEB_1 = 'i-0a1f39c5d2e84b7f6';
const WEB_4 = 'i-09f3a7c4e1b2d8560';
const DB_PRIMARY = 'i-0f4a7c1d8e3b69250';

test('nobody stands behind the demo fleet', () => {
  expect(createDemoFleet({ clock: new FakeClock(), regions: [] }).caller()).toBeUndefined();
});

async function listAll(ec2: Ec2): Promise<Instance[]> {
  const regions = (await ec2.regions(signal)).filter((region) => region !== REFUSING_REGION);
  return (await Promise.all(regions.map((region) => ec2.listInstances(region, signal)))).flat();
}

describe('the demo fleet', () => {
  describe('keeps the contract', () => {
    ec2Contract(async () => {
      const clock = new FakeClock();
      return {
        ec2: createDemoFleet({ clock }),
        region: 'us-west-2',
        emptyRegion: 'sa-east-1',
        refusingRegion: REFUSING_REGION,
        running: WEB_1,
        name: 'web-1',
        stopped: WEB_4,
        protectedId: DB_PRIMARY,
        protectedRegion: 'eu-west-1',
        arrive: () => clock.advance(10_000),
      };
    });
  });

  test('has 12 instances in 4 of its regions', async () => {
    const instances = await listAll(createDemoFleet({ clock: new FakeClock() }));
    expect(instances).toHaveLength(12);
    expect(new Set(instances.map(({ region }) => region)).size).toBe(4);
    expect(new Set(instances.map(({ id }) => id)).size).toBe(12);
    const addresses = instances.flatMap(({ publicAddress }) => publicAddress ?? []);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('is the same again in a new process', async () => {
    const first = createDemoFleet({ clock: new FakeClock() });
    const second = createDemoFleet({ clock: new FakeClock() });
    expect(await listAll(second)).toEqual(await listAll(first));
    expect(second.fingerprint).toBe(first.fingerprint);
  });

  test('is another one with another seed, under the same ids', async () => {
    const one = createDemoFleet({ clock: new FakeClock(), seed: 'one' });
    const two = createDemoFleet({ clock: new FakeClock(), seed: 'two' });
    const [ofOne, ofTwo] = [await listAll(one), await listAll(two)];
    expect(ofTwo.map(({ id }) => id)).toEqual(ofOne.map(({ id }) => id));
    expect(ofTwo).not.toEqual(ofOne);
    expect(two.fingerprint).not.toBe(one.fingerprint);
  });

  test('takes a few seconds to start and to stop', async () => {
    const clock = new FakeClock();
    const ec2 = createDemoFleet({ clock });
    for (const [verb, id, end] of [
      ['start', WEB_4, 'running'],
      ['stop', WEB_1, 'stopped'],
    ] as const) {
      await ec2.change(verb, 'us-west-2', [id], BOB, signal);
      await clock.advance(2_900);
      expect((await ec2.findInstances('us-west-2', [id], signal))[0]?.state).not.toBe(end);
      await clock.advance(4_700);
      expect((await ec2.findInstances('us-west-2', [id], signal))[0]?.state).toBe(end);
    }
  });

  test('launches anew at each start', async () => {
    const clock = new FakeClock();
    const ec2 = createDemoFleet({ clock });
    await ec2.change('start', 'us-west-2', [WEB_4], BOB, signal);
    expect((await ec2.findInstances('us-west-2', [WEB_4], signal))[0]?.launchedAt).toBe(clock.now());
  });

  test('judges all before it touches one', async () => {
    const ec2 = createDemoFleet({ clock: new FakeClock() });
    const replica = 'i-08d3e6b1f7c2a4950';
    await expect(ec2.change('stop', 'eu-west-1', [replica, DB_PRIMARY], BOB, signal)).rejects.toMatchObject({
      code: 'OperationNotPermitted',
    });
    expect((await ec2.findInstances('eu-west-1', [replica], signal))[0]?.state).toBe('running');
  });

  test('keeps to the regions that the admin lists', async () => {
    const ec2 = createDemoFleet({ clock: new FakeClock(), regions: ['us-west-2', 'xx-none-1'] });
    expect(await ec2.regions(signal)).toEqual(['us-west-2', 'xx-none-1']);
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'RegionNotListed' });
    await expect(ec2.listInstances('xx-none-1', signal)).rejects.toMatchObject({ code: 'Unreachable' });
    expect(DEMO_REGIONS).not.toContain('xx-none-1');
  });

  test('answers after its latency, and not at all when aborted meanwhile', async () => {
    const clock = new FakeClock();
    const ec2 = createDemoFleet({ clock, latencyMs: 80 });
    let answered = false;
    const listing = ec2.listInstances('us-west-2', signal).then(() => (answered = true));
    await clock.advance(79);
    expect(answered).toBe(false);
    await clock.advance(1);
    await listing;
    const leaving = new AbortController();
    const left = ec2.listInstances('us-west-2', leaving.signal);
    const reason = new Error('left');
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
  });
});
