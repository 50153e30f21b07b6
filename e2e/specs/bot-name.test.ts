import { afterEach, expect, test } from '@jest/globals';
import { bundlePath } from '../harness/bundle.ts';
import { always } from '../harness/eventually.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;

afterEach(() => world.close());

/** Uploads and enables the plugin on a server where its name is taken already. */
async function arrive(): Promise<void> {
  await world.admin.upload(bundlePath());
  // The plugin may or may not be taken to run: what counts is what it says, and what it does not do.
  await world.admin.person.client.enablePlugin(PLUGIN_ID);
}

/** Whoever asks is told in private whose name is needed, nothing is posted in anybody's name, the log says who has it. */
async function expectExplanation(holderId: string): Promise<void> {
  const exchange = await world.root.command(world.channel, '/ec2ctl ls');
  const { message } = await exchange.ephemeral();
  expect(message).toContain('`ec2ctl`');
  expect(message).toMatch(/Rename that account/);
  await always(() => {
    expect(exchange.deliveries().filter(({ kind }) => kind === 'posted')).toEqual([]);
  }, 1_000);
  await world.server.log.wait(
    'who has the name',
    (entry) => entry.plugin_id === PLUGIN_ID && entry.level === 'error' && JSON.stringify(entry).includes(holderId),
  );
}

test('a person who is called ec2ctl is never posted as', async () => {
  world = await World.start({ bundle: null });
  const namesake = await world.admin.createPerson(PLUGIN_ID, world.teamId);
  await arrive();
  await expectExplanation(namesake.id);

  // Renamed, the plugin works at the next command.
  await world.root.client.patchUser({ id: namesake.id, username: 'somebody-else' });
  const exchange = await world.root.command(world.channel, '/ec2ctl ls');
  const post = await exchange.post();
  expect(post.user_id).not.toBe(namesake.id);
  namesake.close();
});

test("somebody's own bot that is called ec2ctl is never taken for ours", async () => {
  world = await World.start({ bundle: null });
  await world.admin.patch({ ServiceSettings: { EnableBotAccountCreation: true } });
  const bot = await world.root.client.createBot({ username: PLUGIN_ID, display_name: 'Not ours' });
  await arrive();
  await expectExplanation(bot.user_id);
  expect((await world.root.client.getBot(bot.user_id)).owner_id).toBe(world.root.id);
});
