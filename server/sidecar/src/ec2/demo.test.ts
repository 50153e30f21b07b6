import { describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import type { Ec2, ListedInstance } from '../ports.ts';
import { createDemoFleet } from './demo.ts';
import { DEMO_REGIONS, REFUSING_REGION } from './demo-instances.ts';
import { BOB } from './testing/bob.ts';
import { ec2Contract } from './testing/ec2-contract.ts';

const signal = new AbortController().signal;
const WEB_1 = 'i-0a1f39c5d2e84b7f6';
const WEB_3 = 'i-0d87e6a1b5c3f2940';
const WEB_4 = 'i-09f3a7c4e1b2d8560';
const DB_PRIMARY = 'i-0f4a7c1d8e3b69250';

test('nobody stands behind the demo fleet', () => {
  expect(createDemoFleet({ clock: new FakeClock(), regions: [] }).caller()).toBeUndefined();
});

async function listAll(ec2: Ec2): Promise<ListedInstance[]> {
  const regions = await ec2.regions(signal);
  return (await Promise.all(regions.map((region) => ec2.listInstances(region, signal)))).flat();
}

describe('the demo fleet', () => {
  describe('keeps the contract', () => {
    ec2Contract(async () => {
      const clock = new FakeClock();
      return {
        ec2: createDemoFleet({ clock, enabled: [...DEMO_REGIONS, REFUSING_REGION] }),
        region: 'us-west-2',
        emptyRegion: 'sa-east-1',
        refusingRegion: REFUSING_REGION,
        running: WEB_1,
        name: 'web-1',
        tags: { Name: 'web-1', Env: 'prod', Team: 'web', Owner: 'alice' },
        special: [
          { id: WEB_3, region: 'us-west-2', has: { autoScalingGroup: 'asg-web' } },
          { id: 'i-02c95d7be1a4f8631', region: 'ap-northeast-1', has: { schedule: 'tokyo-nights' } },
          { id: 'i-0e61fa83d94b2c750', region: 'ap-northeast-1', has: { isSpot: true } },
          { id: 'i-06a9f2c7d5e1b8340', region: 'us-east-1', has: { canHibernate: true } },
        ],
        stopped: WEB_4,
        protectedId: DB_PRIMARY,
        protectedRegion: 'eu-west-1',
        hibernating: { id: 'i-06a9f2c7d5e1b8340', region: 'us-east-1' },
        arrive: () => clock.advance(10_000),
      };
    });
  });

  test('has 13 instances in 4 of its regions', async () => {
    const instances = await listAll(createDemoFleet({ clock: new FakeClock() }));
    expect(instances).toHaveLength(13);
    expect(new Set(instances.map(({ region }) => region)).size).toBe(4);
    expect(new Set(instances.map(({ id }) => id)).size).toBe(13);
    const addresses = instances.flatMap(({ publicAddress }) => publicAddress ?? []);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('has an owner for each, and a zone in its region', async () => {
    const instances = await listAll(createDemoFleet({ clock: new FakeClock() }));
    for (const { name, tags, region, zone } of instances) {
      expect(tags.get('Name')).toBe(name);
      expect(tags.get('Owner')).toMatch(/^[a-z]+$/);
      expect(zone?.slice(0, -1)).toBe(region);
    }
    // Enough of a kind to be chosen together, and one of another kind beside them.
    const web = instances.filter(({ tags }) => tags.get('Team') === 'web').map(({ tags }) => tags.get('Env'));
    expect(web.sort()).toEqual(['prod', 'prod', 'prod', 'staging']);
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
      await ec2.change({ verb }, 'us-west-2', [id], BOB, signal);
      await clock.advance(2_900);
      expect((await ec2.findInstances('us-west-2', [id], signal))[0]?.state).not.toBe(end);
      await clock.advance(4_700);
      expect((await ec2.findInstances('us-west-2', [id], signal))[0]?.state).toBe(end);
    }
  });

  test('launches anew at each start', async () => {
    const clock = new FakeClock();
    const ec2 = createDemoFleet({ clock });
    await ec2.change({ verb: 'start' }, 'us-west-2', [WEB_4], BOB, signal);
    expect((await ec2.findInstances('us-west-2', [WEB_4], signal))[0]?.launchedAt).toBe(clock.now());
  });

  test('checks a machine for two minutes after its launch', async () => {
    const clock = new FakeClock();
    const ec2 = createDemoFleet({ clock });
    await ec2.change({ verb: 'start' }, 'us-west-2', [WEB_4], BOB, signal);
    expect((await ec2.details('us-west-2', WEB_4, signal))?.statusChecks).toBeUndefined();
    await clock.advance(60_000);
    expect((await ec2.details('us-west-2', WEB_4, signal))?.statusChecks).toBe('initializing');
    await clock.advance(60_000);
    expect((await ec2.details('us-west-2', WEB_4, signal))?.statusChecks).toEqual({ passed: 3, total: 3 });
  });

  test('names the second at which a machine was told to stop', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 20, 9, 12, 34, 567));
    const ec2 = createDemoFleet({ clock });
    await ec2.change({ verb: 'stop' }, 'us-west-2', [WEB_1], BOB, signal);
    await clock.advance(10_000);
    expect((await ec2.details('us-west-2', WEB_1, signal))?.stateTransition).toEqual({
      text: 'User initiated (2026-11-20 09:12:34 GMT)',
      at: Date.UTC(2026, 10, 20, 9, 12, 34),
    });
  });

  test('judges all before it touches one', async () => {
    const ec2 = createDemoFleet({ clock: new FakeClock() });
    const replica = 'i-08d3e6b1f7c2a4950';
    await expect(ec2.change({ verb: 'stop' }, 'eu-west-1', [replica, DB_PRIMARY], BOB, signal)).rejects.toMatchObject({
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
