import { expect, test } from '@jest/globals';
import type { Ec2, StateChange } from '../../ports.ts';
import { BOB } from './bob.ts';
import { type ContractWorld, look, NOBODY } from './contract-world.ts';
import { detailsContract } from './details-contract.ts';
import { sendingContract } from './sending-contract.ts';
import { rebootContract } from './reboot-contract.ts';
import { rehearsalContract } from './rehearsal-contract.ts';

/**
 * The tests that every implementation of the port `Ec2` must pass. Call it inside `describe`.
 * @param open makes a new world for each test
 */
export function ec2Contract(open: () => Promise<ContractWorld>): void {
  const signal = new AbortController().signal;

  test('names its regions, and knows them afterwards without asking', async () => {
    const { ec2, region, emptyRegion } = await open();
    const regions = await ec2.regions(signal);
    expect(regions).toEqual(expect.arrayContaining([region, emptyRegion]));
    expect(new Set(regions).size).toBe(regions.length);
    expect(ec2.knownRegions()).toEqual(regions);
  });

  test('has a fingerprint that tells nothing', async () => {
    const { ec2 } = await open();
    expect(ec2.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  test('lists the instances of a region, and none of an empty one', async () => {
    const world = await open();
    const listed = await world.ec2.listInstances(world.region, signal);
    const running = listed.find(({ id }) => id === world.running);
    expect(running).toMatchObject({ name: world.name, state: 'running', region: world.region });
    expect(running?.type).toMatch(/^[a-z0-9.-]+$/);
    expect(running?.publicAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(running?.privateAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(running?.launchedAt).toEqual(expect.any(Number));
    expect(listed.find(({ id }) => id === world.stopped)).toMatchObject({ state: 'stopped', publicAddress: undefined });
    expect(await world.ec2.listInstances(world.emptyRegion, signal)).toEqual([]);
  });

  test('lists an instance with all its tags, and finds it without them', async () => {
    const world = await open();
    const listed = await world.ec2.listInstances(world.region, signal);
    const running = listed.find(({ id }) => id === world.running);
    expect(new Map(running?.tags)).toEqual(new Map(Object.entries(world.tags)));
    const found = await look(world, world.running);
    expect(found).not.toHaveProperty('tags');
    expect({ ...found, tags: running?.tags }).toEqual(running);
  });

  test('says where an instance is, and nothing special of one that has nothing', async () => {
    const world = await open();
    const found = await look(world, world.running);
    expect(found.zone).toMatch(new RegExp(`^${world.region}[a-z]$`));
    expect(found).toMatchObject({
      isSpot: false,
      rootDevice: 'ebs',
      canHibernate: false,
      autoScalingGroup: undefined,
      schedule: undefined,
    });
  });

  test('says what is special about an instance, listed and found', async () => {
    const { ec2, special } = await open();
    const told = special.flatMap(({ has }) => Object.keys(has));
    expect(told.sort()).toEqual(['autoScalingGroup', 'canHibernate', 'isSpot', 'schedule']);
    for (const { id, region, has } of special) {
      const listed = await ec2.listInstances(region, signal);
      expect(listed.find((instance) => instance.id === id)).toMatchObject(has);
      expect(await ec2.findInstances(region, [id], signal)).toMatchObject([has]);
    }
  });

  test('lists those of exactly one of some names, with their tags, and none for no name', async () => {
    const { ec2, region, emptyRegion, running, name, tags } = await open();
    const other = `${name.slice(0, -1)}?`;
    const named = await ec2.listNamed(region, [name, 'nobody', name], signal);
    expect(named.map(({ id, tags: own }) => [id, new Map(own)])).toEqual([[running, new Map(Object.entries(tags))]]);
    expect(named).toEqual((await ec2.listInstances(region, signal)).filter(({ id }) => id === running));
    for (const names of [[], [other], [`${name.slice(0, 1)}*`], ['*'], [name.toUpperCase()]]) {
      expect(await ec2.listNamed(region, names, signal)).toEqual([]);
    }
    expect(await ec2.listNamed(emptyRegion, [name], signal)).toEqual([]);
  });

  test('finds those that are there, each once, and leaves out the others', async () => {
    const { ec2, region, running, stopped, emptyRegion } = await open();
    const found = await ec2.findInstances(region, [running, NOBODY, stopped, running], signal);
    expect(found.map(({ id }) => id).sort()).toEqual([running, stopped].sort());
    expect(await ec2.findInstances(region, [NOBODY], signal)).toEqual([]);
    expect(await ec2.findInstances(emptyRegion, [running], signal)).toEqual([]);
  });

  test('finds nothing when asked for nothing', async () => {
    const { ec2, region } = await open();
    expect(await ec2.findInstances(region, [], signal)).toEqual([]);
  });

  test.each(['banana', '', 'i-', 'i-0A1f39c5d2e84b7f6', 'i-0a1f39c5d2e84b7f6\ud800', 'i-*', 'i-0a1f39c5d2e84b7f6 '])(
    'refuses %j as an id, and does nothing to the id beside it',
    async (malformed) => {
      const world = await open();
      const expected = { code: 'InvalidInstanceID.Malformed' };
      await expect(world.ec2.findInstances(world.region, [world.running, malformed], signal)).rejects.toMatchObject(
        expected,
      );
      await expect(
        world.ec2.change({ verb: 'stop' }, world.region, [world.running, malformed], BOB, signal),
      ).rejects.toMatchObject(expected);
      expect((await look(world, world.running)).state).toBe('running');
    },
  );

  test('starts: on its way first, then running with an address', async () => {
    const world = await open();
    const changes = await changed(world.ec2, { verb: 'start' }, world.region, [world.stopped], BOB, signal);
    expect(changes).toEqual([{ id: world.stopped, previous: 'stopped', current: 'pending' }]);
    expect((await look(world, world.stopped)).state).toBe('pending');
    await world.arrive();
    const arrived = await look(world, world.stopped);
    expect(arrived.state).toBe('running');
    expect(arrived.publicAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });

  test('stops: on its way first, then stopped without a public address', async () => {
    const world = await open();
    const changes = await changed(world.ec2, { verb: 'stop' }, world.region, [world.running], BOB, signal);
    expect(changes).toEqual([{ id: world.running, previous: 'running', current: 'stopping' }]);
    expect((await look(world, world.running)).state).toBe('stopping');
    await world.arrive();
    expect(await look(world, world.running)).toMatchObject({ state: 'stopped', publicAddress: undefined });
  });

  test('stops by force as it stops otherwise', async () => {
    const world = await open();
    const order = { verb: 'stop', force: true } as const;
    expect(await changed(world.ec2, order, world.region, [world.running], BOB, signal)).toEqual([
      { id: world.running, previous: 'running', current: 'stopping' },
    ]);
    await world.arrive();
    expect((await look(world, world.running)).state).toBe('stopped');
    await expect(
      world.ec2.change(order, world.protectedRegion, [world.protectedId], BOB, signal),
    ).rejects.toMatchObject({ code: 'OperationNotPermitted' });
  });

  test('lets hibernate what can, and nothing else', async () => {
    const world = await open();
    const { id, region } = world.hibernating;
    const order = { verb: 'stop', hibernate: true } as const;
    expect(await changed(world.ec2, order, region, [id], BOB, signal)).toEqual([
      { id, previous: 'running', current: 'stopping' },
    ]);
    await expect(world.ec2.change(order, world.region, [world.running], BOB, signal)).rejects.toMatchObject({
      code: 'UnsupportedHibernationConfiguration',
    });
    expect((await look(world, world.running)).state).toBe('running');
  });

  test.each([{ force: true }, { hibernate: true }])('never starts by way of a stop: %j', async (how) => {
    const world = await open();
    await expect(
      world.ec2.change({ verb: 'start', ...how }, world.region, [world.stopped], BOB, signal),
    ).rejects.toMatchObject({ fault: 'bug', code: 'NoSuchOrder' });
    expect((await look(world, world.stopped)).state).toBe('stopped');
  });

  test('gives another public address at the next start', async () => {
    const world = await open();
    const before = (await look(world, world.running)).publicAddress;
    await world.ec2.change({ verb: 'stop' }, world.region, [world.running], BOB, signal);
    await world.arrive();
    await world.ec2.change({ verb: 'start' }, world.region, [world.running], BOB, signal);
    await world.arrive();
    const after = (await look(world, world.running)).publicAddress;
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
  });

  test('says so when there is nothing to do', async () => {
    const world = await open();
    const address = (await look(world, world.running)).publicAddress;
    expect(await changed(world.ec2, { verb: 'start' }, world.region, [world.running], BOB, signal)).toEqual([
      { id: world.running, previous: 'running', current: 'running' },
    ]);
    expect(await changed(world.ec2, { verb: 'stop' }, world.region, [world.stopped], BOB, signal)).toEqual([
      { id: world.stopped, previous: 'stopped', current: 'stopped' },
    ]);
    expect(await look(world, world.running)).toMatchObject({ state: 'running', publicAddress: address });
  });

  test('refuses to start what is stopping', async () => {
    const world = await open();
    await world.ec2.change({ verb: 'stop' }, world.region, [world.running], BOB, signal);
    await expect(world.ec2.change({ verb: 'start' }, world.region, [world.running], BOB, signal)).rejects.toMatchObject(
      {
        code: 'IncorrectInstanceState',
        status: 400,
      },
    );
  });

  test('changes nothing when one of several ids is unknown', async () => {
    const world = await open();
    await expect(
      world.ec2.change({ verb: 'stop' }, world.region, [world.running, NOBODY], BOB, signal),
    ).rejects.toMatchObject({
      code: 'InvalidInstanceID.NotFound',
    });
    expect((await look(world, world.running)).state).toBe('running');
  });

  test('refuses to stop what is protected', async () => {
    const world = await open();
    await expect(
      world.ec2.change({ verb: 'stop' }, world.protectedRegion, [world.protectedId], BOB, signal),
    ).rejects.toMatchObject({
      code: 'OperationNotPermitted',
      fault: 'upstream',
    });
    expect((await look(world, world.protectedId, world.protectedRegion)).state).toBe('running');
  });

  test('never takes no ids for all ids', async () => {
    const world = await open();
    await expect(world.ec2.change({ verb: 'stop' }, world.region, [], BOB, signal)).rejects.toMatchObject({
      fault: 'bug',
      code: 'NoIds',
    });
    expect((await look(world, world.running)).state).toBe('running');
  });

  test('hands on a refusal with its code, status and request id', async () => {
    const { ec2, refusingRegion, running } = await open();
    const expected = {
      name: 'UpstreamError',
      source: 'aws',
      code: 'UnauthorizedOperation',
      status: 403,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    };
    await expect(ec2.listInstances(refusingRegion, signal)).rejects.toMatchObject(expected);
    await expect(ec2.findInstances(refusingRegion, [running], signal)).rejects.toMatchObject(expected);
    await expect(ec2.change({ verb: 'stop' }, refusingRegion, [running], BOB, signal)).rejects.toMatchObject(expected);
  });

  test('refuses to decode what AWS never said, by a code', async () => {
    const { ec2 } = await open();
    await expect(ec2.decodeDenial('bm9uZQ', signal)).rejects.toMatchObject({ name: 'UpstreamError', source: 'aws' });
  });

  test.each(['mars-1', '', 'us-east-1.example.org', 'us-east-1/../', 'US-EAST-1'])(
    'does not ask the region %j',
    async (region) => {
      const { ec2 } = await open();
      await ec2.regions(signal);
      await expect(ec2.listInstances(region, signal)).rejects.toMatchObject({ code: 'RegionNotEnabled' });
    },
  );

  test('rejects with the reason of an aborted signal', async () => {
    const world = await open();
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    await expect(world.ec2.regions(aborted)).rejects.toBe(reason);
    await expect(world.ec2.listInstances(world.region, aborted)).rejects.toBe(reason);
    await expect(world.ec2.findInstances(world.region, [world.running], aborted)).rejects.toBe(reason);
    await expect(world.ec2.change({ verb: 'stop' }, world.region, [world.running], BOB, aborted)).rejects.toBe(reason);
    expect((await look(world, world.running)).state).toBe('running');
  });

  detailsContract(open);
  sendingContract(open);
  rebootContract(open);
  rehearsalContract(open);
}

/** What a change is answered with, but for AWS's request id, which not every EC2 has. */
async function changed(ec2: Ec2, ...asked: Parameters<Ec2['change']>): Promise<Omit<StateChange, 'requestId'>[]> {
  return (await ec2.change(...asked)).map(({ requestId, ...change }) => {
    if (requestId !== undefined) expect(requestId).toMatch(/^[\w-]{36,}$/);
    return change;
  });
}
