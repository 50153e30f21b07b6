import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../harness/eventually.ts';
import { processInfo, signal } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

/** Stops the sidecar in its tracks, as a hang would, and returns its pid. */
async function hang(): Promise<number> {
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/, { timeout: 60_000 });
  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGSTOP');
  await eventually(() => processInfo(pid)?.state === 'T', { what: 'the sidecar to hang' });
  return pid;
}

/** Waits until there is another sidecar which answers. */
async function recovered(pid: number): Promise<void> {
  await world.plugin.ended(pid, 25_000);
  await eventually(
    async () => {
      const exchange = await world.root.command(world.channel, '/ec2ctl version');
      return (await exchange.ephemeral()).message.includes('build');
    },
    { what: 'the plugin to answer', timeout: 40_000 },
  );
}

describe('a sidecar that hangs', () => {
  test('is found out and replaced, and meanwhile nothing waits longer than its deadline', async () => {
    const pid = await hang();
    const since = world.server.log.entries().length;

    const unrelated = Date.now();
    await world.admin.patch({ TeamSettings: { SiteName: 'Slowly' } });
    expect(Date.now() - unrelated).toBeLessThan(1_000);

    const save = Date.now();
    await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
    expect(Date.now() - save).toBeLessThan(3_000);
    expect(await world.admin.settings(PLUGIN_ID)).toMatchObject({ regions: 'us-east-1' });
    await world.server.log.wait(
      'the warning that nobody has checked the settings',
      ({ level, plugin_id: id }) => level === 'warn' && id === PLUGIN_ID,
      since,
    );

    const completing = Date.now();
    const completed = world.root.complete(world.channel, '/ec2ctl ls ').then(() => Date.now() - completing);
    const exchange = await world.root.command(world.channel, '/ec2ctl ls');
    expect(exchange.answeredAt - exchange.sentAt).toBeLessThan(11_000);
    expect((await exchange.ephemeral()).message.length).toBeGreaterThan(20);
    expect(await completed).toBeLessThan(21_000);

    await recovered(pid);
    expect(world.plugin.sidecars()).toHaveLength(1);
    // What was saved meanwhile is what the new one works with.
    const after = await world.root.command(world.channel, '/ec2ctl ls');
    await after.post(/1 region read/);
    await world.admin.configure(PLUGIN_ID, { regions: '' });
  });

  test('is found out by itself, when nobody asks anything', async () => {
    const pid = await hang();
    await world.plugin.ended(pid, 20_000);
    await world.plugin.sidecar({ not: pid });
    await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
  });

  test('is ended with the plugin all the same', async () => {
    await hang();
    // It answers no `shutdown`, and neither the end of its input nor SIGTERM ends it.
    expect(await world.plugin.timeToGo(() => world.admin.person.client.disablePlugin(PLUGIN_ID))).toBeLessThan(5_000);
    await world.admin.enable(PLUGIN_ID);
  });
});

test('a save while the sidecar is dead is accepted at once, and is in force when it is back', async () => {
  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGKILL');
  const save = Date.now();
  await world.admin.configure(PLUGIN_ID, { regions: 'us-west-2' });
  expect(Date.now() - save).toBeLessThan(3_000);
  expect(await world.admin.settings(PLUGIN_ID)).toMatchObject({ regions: 'us-west-2' });
  const unrelated = Date.now();
  await world.admin.patch({ TeamSettings: { SiteName: 'Without it' } });
  expect(Date.now() - unrelated).toBeLessThan(1_000);
  await recovered(pid);
  await (await world.root.command(world.channel, '/ec2ctl ls')).post(/1 region read/);
  await world.admin.configure(PLUGIN_ID, { regions: '' });
});

test('a server that does not answer its plugin any more finds it gone, and starts it anew when it goes on', async () => {
  const { pid } = await world.plugin.bridge();
  signal(world.server.pid, 'SIGSTOP');
  try {
    // The plugin asks every 10 s, and waits 2 s for an answer.
    await world.plugin.gone(20_000);
  } finally {
    signal(world.server.pid, 'SIGCONT');
  }
  // The server looks every 30 s.
  await world.plugin.bridge({ not: pid, timeout: 60_000 });
  await eventually(
    async () => {
      const exchange = await world.root.command(world.channel, '/ec2ctl version');
      return (await exchange.ephemeral()).message.includes('build');
    },
    { what: 'the plugin to answer', timeout: 40_000 },
  );
});
