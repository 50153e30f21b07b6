/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { ec2Contract } from '../src/ec2/testing/ec2-contract.ts';
import { AwsWorld } from './testing/aws-world.ts';

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
    const [running, stopped, protectedId] = await world.seed(
      { region: 'us-west-2', name: 'web-1' },
      { region: 'us-west-2', name: 'web-4', state: 'stopped' },
      { region: 'eu-west-1', name: 'db-primary', stopProtection: true },
    );
    return {
      ec2: world.open({ regions: [] }),
      region: 'us-west-2',
      emptyRegion: 'sa-east-1',
      refusingRegion: 'ap-east-1',
      running: running as string,
      name: 'web-1',
      stopped: stopped as string,
      protectedId: protectedId as string,
      protectedRegion: 'eu-west-1',
      arrive: () => world.moto.settle(),
    };
  });
});
