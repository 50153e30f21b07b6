import { expect, test } from '@jest/globals';
import { BOB } from './bob.ts';
import { type ContractWorld, look } from './contract-world.ts';

/** What every implementation of the port `Ec2` does with the question whether a change may still be sent. */
export function sendingContract(open: () => Promise<ContractWorld>): void {
  const signal = new AbortController().signal;

  test('asks whether it may be sent before it changes anything, and does not when not', async () => {
    const world = await open();
    const asked = { order: { verb: 'stop' }, ids: [world.running] } as const;
    let times = 0;
    const answer = (may: boolean) => (): Promise<boolean> => {
      times += 1;
      return Promise.resolve(may);
    };
    const { ec2, region } = world;
    await expect(ec2.change(asked.order, region, asked.ids, BOB, signal, answer(false))).rejects.toMatchObject({
      code: 'NotAsked',
    });
    await expect(ec2.reboot(region, asked.ids, BOB, signal, answer(false))).rejects.toMatchObject({ code: 'NotAsked' });
    expect((await look(world, world.running)).state).toBe('running');
    await ec2.reboot(region, asked.ids, BOB, signal, answer(true));
    await ec2.change(asked.order, region, asked.ids, BOB, signal, answer(true));
    expect(times).toBe(4);
    await world.arrive();
    expect((await look(world, world.running)).state).toBe('stopped');
  });
}
