import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rightOf } from '../harness/rights.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** Of these the server's default is on. */
const OFF = {
  EmailSettings: { EnableSignUpWithEmail: false },
  ServiceSettings: { EnableIncomingWebhooks: false },
  TeamSettings: { EnableUserCreation: false },
};

let world: World;

beforeAll(async () => {
  world = await World.start();
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(() => world.close());

test('a save of ours leaves off what an admin has switched off, and grants what it says', async () => {
  const taker = await world.person('taker');
  await world.admin.patch(OFF);
  // That they are looked up does not hang on whether their ids can be written down.
  expect(await world.admin.refusal(PLUGIN_ID, { operators: '@nobody-at-all' })).toMatch(/^Operators: nobody is called/);
  await world.admin.configure(PLUGIN_ID, { operators: '@bob' });
  expect(await world.admin.person.client.getConfig()).toMatchObject(OFF);
  expect(await rightOf(world.bob, world.channel)).toBe('change');

  await world.bob.client.patchMe({ username: 'bob-before' });
  await taker.client.patchMe({ username: 'bob' });
  await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
  expect(await world.admin.person.client.getConfig()).toMatchObject(OFF);
  expect(await rightOf(taker, world.channel)).toBe('none');
  expect(await rightOf(world.bob, world.channel)).toBe('change');
});
