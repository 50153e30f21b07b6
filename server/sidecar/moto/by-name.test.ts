/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
/** Which instances are brought, and what AWS is asked for, where they are asked for by their names. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Seed } from '../../../e2e/aws/seed.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { STRANGE_NAMES } from './testing/strange-names.ts';

const signal = new AbortController().signal;
let world: AwsWorld;

beforeAll(async () => {
  world = await AwsWorld.start();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

// Of what stands for a character that means itself moto knows that of the star alone.
test.each([...STRANGE_NAMES.filter((name) => !name.includes('\\')), 'é'.repeat(256), 'e*', '[ae]'])(
  'brings exactly those that are called %j',
  async (name) => {
    const near = [`${name.slice(0, -1)}x`, `x${name}`, name.trim(), name.toUpperCase(), 'ever', ''];
    const others = near.filter((other) => other !== name);
    const [id] = await world.seed(
      { region: 'eu-west-1', name },
      ...others.map((other): Seed => ({ region: 'eu-west-1', name: other })),
    );
    const found = await world.open().listNamed('eu-west-1', [name], signal);
    expect(found.map((one) => [one.id, one.name])).toEqual([[id, name]]);
  },
);

test('asks for what AWS takes for more than itself as it wants it', async () => {
  await world.open().listNamed('eu-west-1', ['\\d+? %2F C:\\temp'], signal);
  const [call] = world.proxy.calls({ action: 'DescribeInstances' });
  const form = new URLSearchParams(call?.body);
  expect([form.get('Filter.1.Name'), form.get('Filter.1.Value.1')]).toEqual(['tag:Name', '\\\\d+\\? %2F C:\\\\temp']);
});

test('asks with 200 values at most, and nothing for no name or what is none', async () => {
  const ec2 = world.open();
  const names = Array.from({ length: 201 }, (_, number) => `n-${String(number)}`);
  expect(await ec2.listNamed('us-east-1', [...names, ...names], signal)).toEqual([]);
  expect(await ec2.listNamed('us-east-1', [], signal)).toEqual([]);
  expect(await ec2.listNamed('us-east-1', ['', 'a\ud800'], signal)).toEqual([]);
  const sizes = world.proxy.calls({ action: 'DescribeInstances' }).map(({ body }) => body.split('Value.').length - 1);
  expect(sizes).toEqual([200, 1]);
});

test('leaves out what an endpoint answers besides', async () => {
  const instance =
    '<item><instanceId>i-0a1f39c5d2e84b7f6</instanceId><instanceState><name>running</name></instanceState></item>';
  const reservation = `<item><instancesSet>${instance}</instancesSet></item>`;
  const body = `<DescribeInstancesResponse><reservationSet>${reservation}</reservationSet></DescribeInstancesResponse>`;
  world.proxy.addRules({ do: 'answer', body });
  expect(await world.open().listInstances('us-east-1', signal)).toHaveLength(1);
  expect(await world.open().listNamed('us-east-1', ['web'], signal)).toEqual([]);
});
