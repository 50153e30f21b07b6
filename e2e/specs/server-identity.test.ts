import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import { environmentOf } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** The key of the server's own identity; the settings have another one, of the cloud. */
const SERVERS_KEY = 'AKIATHISSERVERSKEY77';
const SERVERS_SECRET = 'not-a-secret-of-anybody';

let cloud: Cloud;
let world: World | undefined;

beforeEach(async () => {
  cloud = await Cloud.start();
});
afterEach(async () => {
  await world?.close();
  world = undefined;
  await cloud.stop();
});

/** A world whose plugin works with the server's own identity, and which has no other way to get one. */
async function startWorld(environment: Record<string, string>): Promise<World> {
  world = await World.start({
    settings: cloud.settings({ credentials: 'key' }),
    environment: { AWS_EC2_METADATA_DISABLED: 'true', ...environment },
  });
  return world;
}

/** Saves that mode and waits for the sidecar that it starts. Returns its pid. */
async function select(mode: 'key' | 'server', from: World): Promise<number> {
  const { pid } = await from.plugin.sidecar();
  await from.admin.configure(PLUGIN_ID, { credentials: mode });
  await from.plugin.ended(pid, 10_000);
  const { pid: next } = await from.plugin.sidecar({ not: pid });
  cloud.proxy.reset();
  cloud.regions('us-east-1', 'eu-west-1');
  return next;
}

/** Lists, and returns the keys that AWS was asked with. */
async function keysOfListing(from: World, name: string): Promise<string[]> {
  const id = await cloud.seedOne({ region: 'eu-west-1', name });
  const listing = await eventually(
    async () => (await from.root.command(from.channel, '/ec2ctl ls')).post(/2 regions read/, { timeout: 5_000 }),
    { what: 'a listing', timeout: 20_000 },
  );
  expect(listing.message).toContain(id);
  const calls = cloud.proxy.calls();
  expect(calls.map(({ action }) => action)).toEqual(expect.arrayContaining(['DescribeRegions', 'DescribeInstances']));
  return [...new Set(calls.map(({ key }) => String(key)))];
}

/** Without the server's identity the sidecar has nothing of it: no variable, and no file but its own program's. */
async function expectNothingOfIt(pid: number, from: World): Promise<void> {
  expect(environmentOf(pid).filter((line) => /^(AWS_|HOME=)/.test(line))).toEqual([]);
  const { commandLine } = await from.plugin.sidecar();
  const readable = commandLine.flatMap((argument) => /^--allow-fs-read=(.*)$/.exec(argument)?.[1] ?? []);
  const program = commandLine.find((argument) => argument.endsWith('/server/sidecar.js')) ?? '';
  expect(readable).toEqual(['aws.js', 'demo.js'].map((name) => join(dirname(program), name)));
}

test('a key in the server’s environment is used, and is gone from the sidecar’s with the next mode', async () => {
  const started = await startWorld({ AWS_ACCESS_KEY_ID: SERVERS_KEY, AWS_SECRET_ACCESS_KEY: SERVERS_SECRET });
  await expectNothingOfIt((await started.plugin.sidecar()).pid, started);

  const pid = await select('server', started);
  expect(environmentOf(pid)).toContain(`AWS_ACCESS_KEY_ID=${SERVERS_KEY}`);
  expect(await keysOfListing(started, 'by-environment')).toEqual([SERVERS_KEY]);

  await expectNothingOfIt(await select('key', started), started);
  expect(await keysOfListing(started, 'by-settings')).toEqual([cloud.accessKeyId]);
});

test('a key in the AWS files of the server’s home is used, though the sidecar may read nothing else', async () => {
  const started = await startWorld({});
  const home = join(started.server.folder, 'home');
  await mkdir(join(home, '.aws'));
  await writeFile(
    join(home, '.aws', 'credentials'),
    `[default]\naws_access_key_id = ${SERVERS_KEY}\naws_secret_access_key = ${SERVERS_SECRET}\n`,
    { mode: 0o600 },
  );

  const pid = await select('server', started);
  const environment = environmentOf(pid);
  expect(environment).toContain(`HOME=${home}`);
  expect(environment.filter((line) => line.startsWith('AWS_'))).toEqual(['AWS_EC2_METADATA_DISABLED=true']);
  expect(await keysOfListing(started, 'by-file')).toEqual([SERVERS_KEY]);

  await expectNothingOfIt(await select('key', started), started);
  expect(await keysOfListing(started, 'by-settings')).toEqual([cloud.accessKeyId]);
});

test('no credentials anywhere is a sentence at the next command', async () => {
  const started = await startWorld({});
  await select('server', started);
  const post = await eventually(
    async () => (await started.root.command(started.channel, '/ec2ctl ls')).post(undefined, { timeout: 5_000 }),
    { what: 'an answer', timeout: 20_000 },
  );
  expect(post.message).toContain('no AWS credentials were found on the server');
  expect(cloud.proxy.calls()).toEqual([]);
});
