import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start({ path: '/team/chat' });
});
afterAll(() => world.close());

test('commands, completion and the link to the settings work below a path', async () => {
  expect(new URL(world.server.url).pathname).toBe('/team/chat');

  const listing = await (await world.root.command(world.channel, '/ec2ctl ls')).post();
  expect(listing.message).toContain(`[demo fleet](${world.server.url}/admin_console/plugins/plugin_ec2ctl)`);

  const id = /🟢 `[^`]+` \| `(i-[0-9a-f]+)`/.exec(listing.message)?.[1] ?? '';
  const stop = await world.root.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await stop.post();
  await stop.version(post.id, /is stopped\*\* after/, { timeout: 30_000 });

  expect((await (await world.root.command(world.channel, '/ec2ctl')).ephemeral()).message).toContain('/ec2ctl ls');

  const rows = await world.root.complete(world.channel, '/ec2ctl ls -r ');
  expect(rows.map(({ Suggestion }) => Suggestion)).toEqual(expect.arrayContaining([expect.stringContaining('-r ')]));
  expect(rows.length).toBeGreaterThan(1);
});

test('who is no admin sees no link', async () => {
  const exchange = await world.bob.command(world.channel, '/ec2ctl version');
  expect((await exchange.ephemeral()).message).not.toContain('admin_console');
});
