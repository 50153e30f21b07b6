import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { bundlePath } from '../harness/bundle.ts';
import { eventually } from '../harness/eventually.ts';
import { rewriteBundle } from '../harness/tarball.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const RUNTIME = 'runtime/bin/node';

let world: World;

beforeAll(async () => {
  world = await World.start({ bundle: null });
});
afterAll(() => world.close());

/** Changes one text of the same length within a program. */
function patched(program: Buffer, from: string, to: string): Buffer {
  const at = program.indexOf(`${from}\0`);
  expect(at).toBeGreaterThan(0);
  expect(to).toHaveLength(from.length);
  const copy = Buffer.from(program);
  copy.write(to, at, 'latin1');
  return copy;
}

test.each<[string, Parameters<typeof rewriteBundle>[2], RegExp]>([
  ['without its runtime', { [RUNTIME]: () => null }, /its runtime is missing/],
  ['for another processor', { [RUNTIME]: () => 'no program of this machine' }, /another kind of processor/],
  [
    'that lacks a library on this host',
    { [RUNTIME]: (program) => patched(program, 'libstdc++.so.6', 'libabsent++.so') },
    /a system library is missing/,
  ],
  [
    'of two builds',
    { 'server/launch.json': (text) => JSON.stringify({ ...(JSON.parse(String(text)) as object), buildVersion: '0' }) },
    /different builds/,
  ],
  [
    'whose sidecar ends at once, again and again',
    { 'server/sidecar.js': () => 'process.exit(3);' },
    /could not be started and was given up/,
  ],
])('a bundle %s says so in words an admin can act on, in the reply and in the log', async (_, changes, sentence) => {
  const bundle = join(await world.keeper.folder(), 'broken.tar.gz');
  await rewriteBundle(bundlePath(), bundle, changes);
  const since = world.server.log.entries().length;
  await world.admin.upload(bundle);
  await world.admin.enable(PLUGIN_ID);

  await eventually(
    async () => {
      const exchange = await world.bob.command(world.channel, '/ec2ctl ls');
      expect(exchange.answeredAt - exchange.sentAt).toBeLessThan(4_000);
      return sentence.test((await exchange.ephemeral()).message);
    },
    { what: String(sentence), timeout: 120_000, interval: 500 },
  );
  await world.server.log.wait('the reason', ({ level, plugin_id: id }) => level === 'error' && id === PLUGIN_ID, since);

  // What the sentence tells to do helps.
  await world.admin.upload(bundlePath());
  await world.admin.running(PLUGIN_ID);
  const exchange = await world.root.command(world.channel, '/ec2ctl ls');
  await exchange.post(/INSTANCE NAME/);
});
