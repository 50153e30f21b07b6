import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { PLUGIN_RUNNING } from '../harness/admin.ts';
import { bundlePath } from '../harness/bundle.ts';
import { eventually } from '../harness/eventually.ts';
import { listeningOn, processInfo } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** How long both processes may take to be gone, in milliseconds: the promise of the bridge. */
const GONE_WITHIN = 5_000;

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());
beforeEach(async () => {
  // Tests run in any order: each begins with the plugin installed and running.
  if ((await world.admin.status(PLUGIN_ID))?.state !== PLUGIN_RUNNING) {
    if ((await world.admin.status(PLUGIN_ID)) === undefined) {
      await world.admin.upload(bundlePath());
    }
    await world.admin.enable(PLUGIN_ID);
  }
  await expectAnswers();
});

/** A command is answered with a listing: bridge, sidecar and bot all work. */
async function expectAnswers(): Promise<void> {
  const exchange = await world.root.command(world.channel, '/ec2ctl ls');
  await exchange.post(/instances in .* regions/);
}

/** The server knows no such command. */
async function expectNoCommand(): Promise<void> {
  await expect(world.root.command(world.channel, '/ec2ctl ls')).rejects.toMatchObject({ status_code: 404 });
}

test('uploaded and enabled it answers, with one plugin process and one sidecar that is its child', async () => {
  const bridge = await world.plugin.bridge();
  const sidecar = await world.plugin.sidecar();
  expect(bridge.parent).toBe(world.server.pid);
  expect(sidecar.parent).toBe(bridge.pid);
  expect(world.plugin.all()).toHaveLength(2);
});

test('it listens on nothing, but for the socket by which the server itself reaches its plugin', async () => {
  expect(listeningOn((await world.plugin.sidecar()).pid)).toEqual([]);
  expect(listeningOn((await world.plugin.bridge()).pid)).toEqual([expect.stringMatching(/^unix .*\/plugin\d+$/)]);
  // It would be seen: the server itself listens.
  expect(listeningOn(world.server.pid)).toEqual(expect.arrayContaining([expect.stringMatching(/^tcp /)]));
});

test('switching it on does not wait for the sidecar', async () => {
  await world.admin.person.client.disablePlugin(PLUGIN_ID);
  await world.plugin.gone(GONE_WITHIN);
  const before = Date.now();
  await world.admin.person.client.enablePlugin(PLUGIN_ID);
  expect(Date.now() - before).toBeLessThan(1_500);
  // The first command waits for it: no error, no "try again".
  await expectAnswers();
});

test('disabled it is gone, processes and commands, and enabled again it answers', async () => {
  expect(await world.plugin.timeToGo(() => world.admin.person.client.disablePlugin(PLUGIN_ID))).toBeLessThan(
    GONE_WITHIN,
  );
  await expectNoCommand();

  await world.admin.enable(PLUGIN_ID);
  await expectAnswers();
});

test('uploaded over itself it goes on in new processes, and leaves no old one', async () => {
  const [bridge, sidecar] = [await world.plugin.bridge(), await world.plugin.sidecar()];
  await world.admin.upload(bundlePath());
  await world.admin.running(PLUGIN_ID);
  await eventually(expectAnswersSoon, { what: 'an answer after the upgrade', timeout: 20_000 });

  expect(processInfo(bridge.pid)).toBeUndefined();
  expect(processInfo(sidecar.pid)).toBeUndefined();
  await eventually(() => world.plugin.all().length === 2, { what: 'two processes' });
});

async function expectAnswersSoon(): Promise<true> {
  await expectAnswers();
  return true;
}

test('settings outlive an upgrade', async () => {
  await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
  await world.admin.upload(bundlePath());
  await world.admin.running(PLUGIN_ID);
  expect(await world.admin.settings(PLUGIN_ID)).toMatchObject({ regions: 'us-east-1' });
  await world.admin.configure(PLUGIN_ID, { regions: '' });
});

test('removed it leaves no process, no command and no file of its own', async () => {
  expect(await world.plugin.timeToGo(() => world.admin.person.client.removePlugin(PLUGIN_ID))).toBeLessThan(
    GONE_WITHIN,
  );
  await expectNoCommand();
  expect(await world.admin.status(PLUGIN_ID)).toBeUndefined();
  const files = readdirSync(world.server.folder, { recursive: true, encoding: 'utf8' });
  expect(files.filter((path) => path.split('/').some((name) => name.startsWith(PLUGIN_ID)))).toEqual([]);
});

test('the bot is one bot, and ours, however often the plugin starts', async () => {
  const before = await world.botId();
  await world.admin.person.client.disablePlugin(PLUGIN_ID);
  await world.admin.enable(PLUGIN_ID);
  await expectAnswers();
  expect(await world.botId()).toBe(before);
  const bot = await world.root.client.getBot(before);
  expect(bot.owner_id).toBe(PLUGIN_ID);
});
