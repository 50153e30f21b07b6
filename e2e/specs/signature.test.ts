/** A server that asks for signatures takes our bundle as the README says, and only with the signature of a key that it knows. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKey, type PrivateKey } from 'openpgp';
import { detachedSignature } from '../../build/signing.ts';
import { bundlePath } from '../harness/bundle.ts';
import { Keeper } from '../harness/keeper.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const USER = { userIDs: { name: 'A throw-away key' } } as const;

const keeper = new Keeper();
let world: World;
let rsa: PrivateKey;
let ecdsa: PrivateKey;
let stranger: PrivateKey;

beforeAll(async () => {
  const folder = await keeper.folder();
  rsa = (await generateKey({ ...USER, type: 'rsa', rsaBits: 2048, format: 'object' })).privateKey;
  ecdsa = (await generateKey({ ...USER, curve: 'nistP256', format: 'object' })).privateKey;
  stranger = (await generateKey({ ...USER, curve: 'nistP256', format: 'object' })).privateKey;
  const [first, second] = [join(folder, 'first.asc'), join(folder, 'second.asc')];
  await writeFile(first, rsa.toPublic().armor());
  await writeFile(second, ecdsa.toPublic().armor());
  world = await World.start({
    bundle: null,
    environment: {
      MM_PLUGINSETTINGS_REQUIREPLUGINSIGNATURE: 'true',
      MM_PLUGINSETTINGS_SIGNATUREPUBLICKEYFILES: `${first} ${second}`,
    },
  });
});
afterAll(async () => {
  await world.close();
  await keeper.close();
});
beforeEach(async () => {
  await rm(store(), { recursive: true, force: true });
  await mkdir(store());
});

/** The folder of the file store from which a server takes plugins when it starts. */
function store(): string {
  return join(world.server.folder, 'data', 'plugins');
}

/** Puts the bundle there as the README says, and its signature if there is a key; returns its path. */
async function install(key?: PrivateKey): Promise<string> {
  const bundle = join(store(), 'ec2ctl.tar.gz');
  await copyFile(bundlePath(), bundle);
  if (key !== undefined) {
    await writeFile(`${bundle}.sig`, await detachedSignature(await readFile(bundle), key));
  }
  return bundle;
}

async function restart(): Promise<void> {
  await world.server.stop();
  await world.server.start();
  await world.reconnect();
}

test.each([
  ['RSA', () => rsa],
  ['ECDSA', () => ecdsa],
])(
  'signed with a key of %s that the server knows, it is installed from the file store, and answers',
  async (_, key) => {
    await install(key());
    await restart();
    await world.admin.enable(PLUGIN_ID);
    const exchange = await world.root.command(world.channel, '/ec2ctl version');
    await exchange.ephemeral(/demo fleet/);
  },
);

/** Starts the server again: it does not take the plugin, and says in its log what is wrong. */
async function expectRefused(): Promise<void> {
  const since = world.server.log.entries().length;
  await restart();
  await world.server.log.wait('a refusal', ({ msg }) => msg === 'Failed to validate plugin signature', since);
  expect(await world.admin.status(PLUGIN_ID)).toBeUndefined();
}

test('signed by a stranger, changed since, or not signed, it is not there, and the log says why', async () => {
  await install(stranger);
  await expectRefused();

  await appendFile(await install(rsa), '.');
  await expectRefused();

  await rm(`${await install()}.sig`);
  await expectRefused();
});

test('such a server takes no upload, whatever else is set', async () => {
  // A few bytes: it does not read them before it refuses.
  const file = new File(['a bundle'], 'ec2ctl.tar.gz');
  await expect(world.admin.person.client.uploadPlugin(file, true)).rejects.toMatchObject({
    status_code: 501,
    server_error_id: 'app.plugin.upload_disabled.app_error',
  });
});
