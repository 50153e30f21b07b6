import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { environmentOf } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** Stands in the server's environment, where a plugin's child must not get it from. */
const SERVER_SECRET = 'environment-secret-4f1d7c';

let cloud: Cloud;
let world: World;
let sessionToken: string;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: 1 });
  sessionToken = `token${cloud.secret.split('').reverse().join('')}`;
  world = await World.start({
    settings: cloud.settings({ sessiontoken: sessionToken }),
    environment: { AWS_SECRET_ACCESS_KEY: SERVER_SECRET, MM_ANYTHING_SECRET: SERVER_SECRET },
  });
  await exerciseEverything();
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});

/** A run with everything in it that writes: listings, changes, refusals of AWS, typos, saves, a restart. */
async function exerciseEverything(): Promise<void> {
  const [id, safe] = await cloud.seed(
    { region: 'us-east-1', name: 'web' },
    { region: 'us-west-2', name: 'safe', stopProtection: true },
  );
  cloud.proxy.addRules({ do: 'refuse', status: 401, code: 'AuthFailure', region: 'eu-west-1' });
  cloud.proxy.addRules({ do: 'answer', body: '<html>not EC2</html>', region: 'ap-northeast-1' });
  await (await world.root.command(world.channel, '/ec2ctl ls')).post(/INSTANCE NAME/);
  const stop = await world.root.command(world.channel, `/ec2ctl stop -i ${id},${safe}`);
  const post = await stop.post();
  await stop.version(post.id, /1 failed/, { timeout: 25_000 });
  for (const line of ['/ec2ctl', '/ec2ctl version', '/ec2ctl stpo', '/ec2ctl stop -i banana']) {
    await (await world.root.command(world.channel, line)).ephemeral();
  }
  await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
  await world.admin.configure(PLUGIN_ID, { endpointurl: 'ftp://wrong' }).catch(() => undefined);
  await world.admin.configure(PLUGIN_ID, { regions: '' });
}

function secrets(): string[] {
  return [cloud.secret, sessionToken];
}

/** The secrets that stand in some bytes; as they are, or in base64. */
function found(bytes: string): string[] {
  return secrets().filter((secret) => {
    // The bytes of the secret within longer base64 begin at one of three places.
    const encoded = Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2);
    return bytes.includes(secret) || bytes.includes(encoded);
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('stand in no file of the server but its configuration', () => {
  const places = filesBelow(world.server.folder).filter((path) => found(readFileSync(path, 'latin1')).length > 0);
  expect(places).toEqual([join(world.server.folder, 'config', 'config.json')]);
});

test('stand in no log: the server wrote one, and an audit besides', () => {
  const logs = filesBelow(join(world.server.folder, 'logs'));
  expect(logs.map((path) => readFileSync(path).length)).toEqual(logs.map(() => expect.any(Number)));
  expect(world.server.log.entries().some(({ plugin_id: id }) => id === PLUGIN_ID)).toBe(true);
  for (const path of logs) {
    expect(found(readFileSync(path, 'latin1'))).toEqual([]);
  }
});

test('stand in no command line and in no environment', async () => {
  const processes = [await world.plugin.bridge(), await world.plugin.sidecar()];
  for (const { pid, commandLine } of processes) {
    expect(found(commandLine.join(' '))).toEqual([]);
    expect(found(environmentOf(pid).join('\n'))).toEqual([]);
  }
});

test('of the server’s environment do not reach the sidecar', async () => {
  const { pid } = await world.plugin.sidecar();
  const environment = environmentOf(pid).join('\n');
  expect(environment).not.toContain(SERVER_SECRET);
  expect(environment).not.toContain('MM_');
  // They are in the server's, or the test could not fail.
  expect(environmentOf(world.server.pid).join('\n')).toContain(SERVER_SECRET);
});

test('stand in no table of the database', async () => {
  const tables = await query(
    world.server.database,
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  for (const { table_name: table } of tables) {
    const [row] = await query(
      world.server.database,
      `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM "${String(table)}" t`,
    );
    const text = String(row?.['text']);
    // bytea is shown as hexadecimal.
    const hexadecimal = secrets().filter((secret) => text.includes(Buffer.from(secret).toString('hex')));
    expect({ table, found: [...found(text), ...hexadecimal] }).toEqual({ table, found: [] });
  }
});

test('stand in nothing that a client gets: posts, private answers, configuration', async () => {
  expect(found(JSON.stringify(await world.root.client.getConfig()))).toEqual([]);
  expect(found(JSON.stringify(await world.root.posts(world.channel.channelId)))).toEqual([]);
  expect(found(JSON.stringify(world.root.inbox.all()))).toEqual([]);
  expect(world.root.inbox.length).toBeGreaterThan(6);
});

test('stand in no other call to AWS than as a signature: the session token alone is sent, to AWS', () => {
  const calls = cloud.proxy.calls();
  expect(calls.length).toBeGreaterThan(5);
  for (const { body } of calls) {
    expect(body).not.toContain(cloud.secret);
  }
});
