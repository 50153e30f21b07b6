/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { AwsOptions } from '../src/ec2/aws.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import type { Ec2 } from '../src/ports.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { enterEnvironment, type TestEnvironment } from './testing/environment.ts';
import { until } from './testing/web-server.ts';

const signal = new AbortController().signal;
const ASKED = { action: 'GetCallerIdentity' };
let world: AwsWorld;
let environment: TestEnvironment;
let clock: FakeClock;

beforeAll(async () => {
  world = await AwsWorld.start();
});
beforeEach(async () => {
  environment = await enterEnvironment();
  clock = new FakeClock(Date.now());
});
afterEach(async () => {
  await world.reset();
  await environment.restore();
});
afterAll(() => world.stop());

function open(options: Partial<AwsOptions> = {}): Ec2 {
  return world.open({ clock, ...options });
}

/** Lets the question be asked, and waits for what comes of it. */
async function learn(ec2: Ec2): Promise<void> {
  const asked = world.proxy.calls(ASKED).length;
  await clock.advance(1_000);
  await world.proxy.waitForCalls(ASKED, asked + 1);
  await until(() => ec2.caller() !== undefined || world.logged.length > 0);
}

test('who we are is learnt after the first use, without delaying it, and asked once', async () => {
  const ec2 = open();
  await clock.advance(60_000);
  expect(world.proxy.calls(ASKED)).toEqual([]);
  await ec2.listInstances('eu-west-1', signal);
  expect(ec2.caller()).toBeUndefined();
  await learn(ec2);
  expect(ec2.caller()).toEqual({
    accountId: '123456789012',
    arn: expect.stringMatching(/^arn:aws:sts::123456789012:user\/moto$/),
    partition: 'aws',
  });
  await ec2.listInstances('eu-west-1', signal);
  await clock.advance(600_000);
  expect(world.proxy.calls(ASKED)).toMatchObject([{ service: 'sts', region: 'us-east-1' }]);
});

test('with a role that is the session in which everything is read', async () => {
  const ec2 = open({ roleArn: 'arn:aws:iam::111122223333:role/ec2ctl' });
  await ec2.listInstances('eu-west-1', signal);
  await learn(ec2);
  expect(ec2.caller()).toEqual({
    accountId: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/ec2ctl/ec2ctl-read',
    partition: 'aws',
  });
});

test('it is learnt also where EC2 allows nothing', async () => {
  world.proxy.addRules({ do: 'refuse', service: 'ec2', status: 403, code: 'UnauthorizedOperation' });
  const ec2 = open();
  await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  await learn(ec2);
  expect(ec2.caller()).toMatchObject({ accountId: '123456789012' });
});

test('a question that failed disturbs nobody, and is asked again at a use a minute later', async () => {
  world.proxy.addRules({ do: 'refuse', ...ASKED, status: 400, code: 'InvalidAction', times: 1 });
  const ec2 = open();
  await ec2.listInstances('eu-west-1', signal);
  await learn(ec2);
  expect(world.logged).toMatchObject([{ level: 'debug', fields: { code: 'InvalidAction' } }]);
  await ec2.listInstances('eu-west-1', signal);
  await clock.advance(59_000);
  expect(world.proxy.calls(ASKED)).toHaveLength(1);
  expect(ec2.caller()).toBeUndefined();
  await clock.advance(2_000);
  world.logged.length = 0;
  await ec2.listInstances('eu-west-1', signal);
  await learn(ec2);
  expect(ec2.caller()).toMatchObject({ accountId: '123456789012' });
});

test.each([
  '<html>',
  '<R><GetCallerIdentityResult/></R>',
  '<R><GetCallerIdentityResult><Account>12</Account><Arn>arn:aws:iam::12:user/x</Arn></GetCallerIdentityResult></R>',
])('an answer like %s is none', async (body) => {
  world.proxy.addRules({ do: 'answer', ...ASKED, body });
  const ec2 = open();
  await ec2.listInstances('eu-west-1', signal);
  await learn(ec2);
  expect(ec2.caller()).toBeUndefined();
  expect(world.logged).toMatchObject([{ fields: { code: 'BadAnswer' } }]);
});

test('another key of the server is another caller', async () => {
  const file = (key: string): string => `[default]\naws_access_key_id=${key}\naws_secret_access_key=s\n`;
  await environment.write('credentials', file('AKIAFIRST00000000001'));
  const ec2 = open({ credentials: 'server' });
  await ec2.listInstances('eu-west-1', signal);
  await learn(ec2);
  await environment.write('credentials', file('AKIASECOND0000000001'));
  world.proxy.addRules({ do: 'refuse', service: 'ec2', status: 401, code: 'AuthFailure', times: 1 });
  await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'AuthFailure' });
  await learn(ec2);
  expect(world.proxy.calls(ASKED).map(({ key }) => key)).toEqual(['AKIAFIRST00000000001', 'AKIASECOND0000000001']);
});

test('nothing is asked after the end', async () => {
  const ec2 = open();
  await ec2.listInstances('eu-west-1', signal);
  ec2.close();
  await clock.advance(600_000);
  expect(world.proxy.calls(ASKED)).toEqual([]);
  expect(world.logged).toEqual([]);
});
