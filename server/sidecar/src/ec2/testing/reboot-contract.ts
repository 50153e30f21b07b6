import { expect, test } from '@jest/globals';
import { BOB } from './bob.ts';
import { type ContractWorld, look, NOBODY } from './contract-world.ts';

/** What every implementation of the port `Ec2` does with a reboot. */
export function rebootContract(open: () => Promise<ContractWorld>): void {
  const signal = new AbortController().signal;

  test('reboots, which does not show', async () => {
    const world = await open();
    const before = await look(world, world.running);
    await world.ec2.reboot(world.region, [world.running, world.running], BOB, signal);
    expect(await look(world, world.running)).toEqual(before);
  });

  test('refuses to reboot what does not run, and does not start it', async () => {
    const world = await open();
    await expect(world.ec2.reboot(world.region, [world.stopped], BOB, signal)).rejects.toMatchObject({
      code: 'IncorrectInstanceState',
      status: 400,
    });
    await world.arrive();
    expect((await look(world, world.stopped)).state).toBe('stopped');
  });

  test('refuses to reboot what is not there, no ids, or malformed ones', async () => {
    const { ec2, region, running } = await open();
    for (const [ids, code] of [
      [[running, NOBODY], 'InvalidInstanceID.NotFound'],
      [[running, 'banana'], 'InvalidInstanceID.Malformed'],
      [[], 'NoIds'],
    ] as const) {
      await expect(ec2.reboot(region, ids, BOB, signal)).rejects.toMatchObject({ code });
    }
  });

  test('reboots nothing where it may not, or when nobody waits any longer', async () => {
    const { ec2, region, refusingRegion, running } = await open();
    await expect(ec2.reboot(refusingRegion, [running], BOB, signal)).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
      status: 403,
    });
    const reason = new Error('enough');
    await expect(ec2.reboot(region, [running], BOB, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
