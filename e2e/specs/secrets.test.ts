import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import { allProcesses, environmentOf, signal } from '../harness/processes.ts';
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
    environment: {
      AWS_SECRET_ACCESS_KEY: SERVER_SECRET,
      MM_ANYTHING_SECRET: SERVER_SECRET,
      MM_SERVICESETTINGS_ENABLEAPICHANNELDELETION: 'true',
    },
  });
  await exerciseEverything();
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});

/** A run with everything in it that writes: listings, changes, refusals of AWS, typos, saves, failures, new starts. */
async function exerciseEverything(): Promise<void> {
  const [id, safe] = await cloud.seed(
    { region: 'us-east-1', name: 'web' },
    { region: 'us-west-2', name: 'safe', stopProtection: true },
  );
  cloud.proxy.addRules({ do: 'refuse', status: 401, code: 'AuthFailure', region: 'eu-west-1' });
  cloud.proxy.addRules({ do: 'answer', body: '<html>not EC2</html>', region: 'ap-northeast-1' });
  await (await world.root.command(world.channel, '/ec2ctl ls')).post(/INSTANCE NAME/);
  const stop = await world.root.command(world.channel, `/ec2ctl stop -i ${id},${safe} --yes`);
  const post = await stop.post();
  await stop.version(post.id, /Stopped 1 of 2 instances.*1 failed/, { timeout: 25_000 });
  for (const line of ['/ec2ctl', '/ec2ctl version', '/ec2ctl stpo', '/ec2ctl stop -i banana']) {
    await (await world.root.command(world.channel, line)).ephemeral();
  }
  await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
  await world.admin.configure(PLUGIN_ID, { endpointurl: 'ftp://wrong' }).catch(() => undefined);
  await world.admin.configure(PLUGIN_ID, { regions: '' });
  await saveRefusedSecrets();
  await failByDefect();
  await startAnew();
}

/** Saves that are refused for their secrets: these are in the server's hands, and in nothing that is stored. */
async function saveRefusedSecrets(): Promise<void> {
  for (const wrong of [{ secretaccesskey: `${cloud.secret} x` }, { sessiontoken: `${sessionToken} x` }]) {
    const refused = await world.admin.configure(PLUGIN_ID, wrong).then(
      () => 'accepted',
      (error: unknown) => (error as Error).message,
    );
    expect(refused).not.toBe('accepted');
    expect(found(refused)).toEqual([]);
  }
}

/** A command that fails with a reference: its channel is gone before its post can be made. */
async function failByDefect(): Promise<void> {
  const channelId = await world.admin.createChannel(world.teamId, 'soon-gone', [world.root]);
  // Nothing of the proxy is reset: the calls of the whole run are looked at in the end.
  const reading = { action: 'DescribeInstances', region: 'us-east-1' };
  const before = cloud.proxy.calls(reading).length;
  cloud.proxy.addRules({ do: 'pass', delayMs: 1_500, times: 1, ...reading });
  const since = world.server.log.entries().length;
  await world.root.command({ ...world.channel, channelId }, '/ec2ctl ls');
  await cloud.proxy.waitForCalls(reading, before + 1);
  const deleted = await fetch(`${world.server.url}/api/v4/channels/${channelId}?permanent=true`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${world.root.token}` },
  });
  expect(deleted.status).toBe(200);
  await world.server.log.wait(
    'a command that failed',
    (entry) => entry.plugin_id === PLUGIN_ID && entry.level === 'error' && 'reference' in entry,
    since,
    20_000,
  );
}

/** The sidecar killed, and the plugin switched off and on: every start brings the secrets over the pipe again. */
async function startAnew(): Promise<void> {
  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGKILL');
  await world.plugin.sidecar({ not: pid });
  await lists();
  await world.admin.person.client.disablePlugin(PLUGIN_ID);
  await world.plugin.gone(5_000);
  await world.admin.enable(PLUGIN_ID);
  await lists();
}

/** The plugin lists again, perhaps after a backoff: it has its secrets. */
async function lists(): Promise<void> {
  await eventually(
    async () => {
      const exchange = await world.root.command(world.channel, '/ec2ctl ls');
      return exchange.post(/regions read/, { timeout: 5_000 });
    },
    { what: 'a listing', timeout: 40_000 },
  );
}

function secrets(): string[] {
  return [cloud.secret, sessionToken];
}

/** The secrets that stand in some bytes: as they are, in hexadecimal or in base64. */
function found(bytes: string): string[] {
  return secrets().filter((secret) => spellings(secret).some((spelling) => bytes.includes(spelling)));
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Within longer base64 a secret begins at one of three places; its first and last characters hang on what is beside it.
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(2, -2);
    const whole = before === 0 ? text : text.slice(2);
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [secret, bytes.toString('hex'), ...inBase64];
}

test('would be found in every spelling', () => {
  for (const secret of secrets()) {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const longer = Buffer.from(`${before}${secret} and more`);
      for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
        expect(found(longer.toString(encoding))).toEqual([secret]);
      }
    }
  }
});

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
  const folder = join(world.server.folder, 'logs');
  for (const path of [join(folder, 'mattermost.log'), join(folder, 'audit.log')]) {
    expect(statSync(path).size).toBeGreaterThan(0);
  }
  for (const path of filesBelow(folder)) {
    expect({ path, found: found(readFileSync(path, 'latin1')) }).toEqual({ path, found: [] });
  }
  // Both have of the run what could have brought a secret there.
  expect(readFileSync(join(folder, 'audit.log'), 'utf8')).toContain('patchConfig');
  const ours = world.server.log.entries().filter(({ plugin_id: id }) => id === PLUGIN_ID);
  expect(ours.some(({ level, ...fields }) => level === 'error' && 'reference' in fields)).toBe(true);
});

test('stand in no command line and in no environment', async () => {
  const processes = [await world.plugin.bridge(), await world.plugin.sidecar()];
  for (const { pid, commandLine } of processes) {
    expect(found(commandLine.join(' '))).toEqual([]);
    expect(found(environmentOf(pid).join('\n'))).toEqual([]);
  }
  expect(
    found(
      allProcesses()
        .flatMap(({ commandLine }) => commandLine)
        .join('\n'),
    ),
  ).toEqual([]);
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
    expect({ table, found: found(String(row?.['text'])) }).toEqual({ table, found: [] });
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
  for (const { headers, body } of calls) {
    const { 'x-amz-security-token': token, ...others } = headers;
    expect(token).toBe(sessionToken);
    expect(found(`${JSON.stringify(others)}\n${body}`)).toEqual([]);
  }
});
