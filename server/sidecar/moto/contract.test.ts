/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { ec2Contract } from '../src/ec2/testing/ec2-contract.ts';
import { AwsWorld } from './testing/aws-world.ts';

const SPECIAL = [
  { seed: { tags: { 'aws:autoscaling:groupName': 'asg-web' } }, has: { autoScalingGroup: 'asg-web' } },
  { seed: { tags: { Schedule: 'office-hours' } }, has: { schedule: 'office-hours' } },
  { seed: { isSpot: true }, has: { isSpot: true } },
  { seed: { canHibernate: true }, has: { canHibernate: true } },
] as const;

let world: AwsWorld;

beforeAll(async () => {
  // Longer than any test: changes arrive when the test says so.
  world = await AwsWorld.start(3_600);
});
afterEach(() => world.reset());
afterAll(() => world.stop());

describe('EC2 through the SDK keeps the contract', () => {
  ec2Contract(async () => {
    world.proxy.setRegions({
      'us-west-2': 'opt-in-not-required',
      'eu-west-1': 'opt-in-not-required',
      'ap-east-1': 'opted-in',
      'sa-east-1': 'opt-in-not-required',
    });
    world.proxy.addRules({
      do: 'refuse',
      region: 'ap-east-1',
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation.',
    });
    const [running, stopped, protectedId, ...special] = await world.seed(
      { region: 'us-west-2', name: 'web-1', tags: { Env: 'prod', Owner: '' } },
      { region: 'us-west-2', name: 'web-4', state: 'stopped' },
      { region: 'eu-west-1', name: 'db-primary', stopProtection: true },
      ...SPECIAL.map(({ seed }) => ({ region: 'eu-west-1', ...seed })),
    );
    return {
      ec2: world.open({ regions: [] }),
      region: 'us-west-2',
      emptyRegion: 'sa-east-1',
      refusingRegion: 'ap-east-1',
      running: running as string,
      name: 'web-1',
      tags: { Name: 'web-1', Env: 'prod', Owner: '' },
      special: SPECIAL.map(({ has }, index) => ({ id: special[index] as string, region: 'eu-west-1', has })),
      stopped: stopped as string,
      protectedId: protectedId as string,
      protectedRegion: 'eu-west-1',
      hibernating: { id: special.at(-1) as string, region: 'eu-west-1' },
      arrive: () => world.moto.settle(),
    };
  });
});
