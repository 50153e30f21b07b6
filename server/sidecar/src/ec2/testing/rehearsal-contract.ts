import { expect, test } from '@jest/globals';
import { BOB } from './bob.ts';
import { type ContractWorld, look, NOBODY } from './contract-world.ts';

/** What every implementation of the port `Ec2` does when it is asked what it would do. */
export function rehearsalContract(open: () => Promise<ContractWorld>): void {
  const signal = new AbortController().signal;
  const refused = (code: string) => expect.objectContaining({ name: 'UpstreamError', source: 'aws', code });

  test.each([
    ['start', 'stopped'],
    ['stop', 'running'],
    ['reboot', 'running'],
  ] as const)('says that it would %s, for each id once, and does not', async (verb, which) => {
    const world = await open();
    const [id, other] = which === 'running' ? [world.running, world.stopped] : [world.stopped, world.running];
    const before = [await look(world, id), await look(world, other)];
    expect(await world.ec2.dryRun({ verb }, world.region, [id, id], BOB, signal)).toEqual([{ id, refusal: undefined }]);
    await world.arrive();
    expect([await look(world, id), await look(world, other)]).toEqual(before);
  });

  test('says of each id what would come of it, in the order of asking', async () => {
    const { ec2, region, running } = await open();
    for (const verb of ['stop', 'reboot'] as const) {
      expect(await ec2.dryRun({ verb }, region, [NOBODY, running], BOB, signal)).toEqual([
        { id: NOBODY, refusal: refused('InvalidInstanceID.NotFound') },
        { id: running, refusal: undefined },
      ]);
    }
  });

  test('says what it may not do', async () => {
    const { ec2, refusingRegion, running, stopped } = await open();
    expect(await ec2.dryRun({ verb: 'stop', force: true }, refusingRegion, [running, stopped], BOB, signal)).toEqual(
      [running, stopped].map((id) => ({ id, refusal: refused('UnauthorizedOperation') })),
    );
  });

  test('asks no other region, for no ids, malformed ones, or what is no order', async () => {
    const { ec2, region, running } = await open();
    const stop = { verb: 'stop' } as const;
    await expect(ec2.dryRun(stop, 'mars-1', [running], BOB, signal)).rejects.toMatchObject({
      code: 'RegionNotEnabled',
    });
    await expect(ec2.dryRun(stop, region, [], BOB, signal)).rejects.toMatchObject({ code: 'NoIds' });
    await expect(ec2.dryRun(stop, region, ['banana'], BOB, signal)).rejects.toMatchObject({
      code: 'InvalidInstanceID.Malformed',
    });
    await expect(ec2.dryRun({ verb: 'start', force: true }, region, [running], BOB, signal)).rejects.toMatchObject({
      code: 'NoSuchOrder',
    });
    const reason = new Error('enough');
    await expect(ec2.dryRun(stop, region, [running], BOB, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}
