import { expect, test } from '@jest/globals';
import { BOB } from './bob.ts';
import { type ContractWorld, NOBODY } from './contract-world.ts';

/** What every implementation of the port `Ec2` tells of one instance. */
export function detailsContract(open: () => Promise<ContractWorld>): void {
  const signal = new AbortController().signal;

  test('tells all of an instance that it lists, and more', async () => {
    const { ec2, region, running } = await open();
    const listed = (await ec2.listInstances(region, signal)).find(({ id }) => id === running);
    const details = await ec2.details(region, running, signal);
    expect(details).toMatchObject({ ...listed });
    expect(details).toMatchObject({
      publicDnsName: expect.stringMatching(/^ec2-[\d-]+\..+\.amazonaws\.com$/),
      privateDnsName: expect.stringMatching(/^ip-[\d-]+\..+\.internal$/),
      imageId: expect.stringMatching(/^ami-[0-9a-f]+$/),
      stateTransition: undefined,
      stopProtection: false,
      unread: [],
    });
    const { statusChecks } = details ?? {};
    const { total = 0 } = typeof statusChecks === 'object' ? statusChecks : {};
    expect(total).toBeGreaterThan(1);
    expect(statusChecks).toEqual({ passed: total, total });
  });

  test('tells since when one is stopped, and checks nothing there', async () => {
    const world = await open();
    const { ec2, region, running } = world;
    await ec2.change({ verb: 'stop' }, region, [running], BOB, signal);
    await world.arrive();
    for (const id of [running, world.stopped]) {
      const details = await ec2.details(region, id, signal);
      const { text = '', at = Number.NaN } = details?.stateTransition ?? {};
      const [, day = '', time = ''] = /^User initiated \((\S+) (\S+) (?:GMT|UTC)\)$/.exec(text) ?? [];
      expect(new Date(at).toISOString()).toBe(`${day}T${time}.000Z`);
      expect(details).toMatchObject({
        state: 'stopped',
        statusChecks: undefined,
        publicDnsName: undefined,
        stopProtection: false,
        unread: [],
      });
    }
  });

  test('tells of stop protection', async () => {
    const { ec2, protectedRegion, protectedId } = await open();
    expect(await ec2.details(protectedRegion, protectedId, signal)).toMatchObject({ stopProtection: true, unread: [] });
  });

  test('tells nothing of what is not there, or not in this region', async () => {
    const { ec2, region, emptyRegion, running } = await open();
    expect(await ec2.details(region, NOBODY, signal)).toBeUndefined();
    expect(await ec2.details(emptyRegion, running, signal)).toBeUndefined();
  });

  test('fails as a whole where nothing can be read', async () => {
    const { ec2, region, refusingRegion, running } = await open();
    await expect(ec2.details(refusingRegion, running, signal)).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
      status: 403,
    });
    await expect(ec2.details('mars-1', running, signal)).rejects.toMatchObject({ code: 'RegionNotEnabled' });
    await expect(ec2.details(region, 'banana', signal)).rejects.toMatchObject({ code: 'InvalidInstanceID.Malformed' });
    const reason = new Error('enough');
    await expect(ec2.details(region, running, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
