import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_METHODS } from '../../server/sidecar/src/mattermost/host-api.ts';
import { bundlePath } from '../harness/bundle.ts';
import { eventually } from '../harness/eventually.ts';
import { rewriteBundle } from '../harness/tarball.ts';
import { World } from '../harness/world.ts';

const ATTACKER = new URL('../fixtures/attacker-sidecar.js', import.meta.url);

/** Methods of the plugin API that would mean control over the server. */
const FORBIDDEN = [
  'GetUnsanitizedConfig',
  'SaveConfig',
  'CreateSession',
  'CreateUserAccessToken',
  'UpdateUserRoles',
  'UpdateUser',
  'InstallPlugin',
  'RemovePlugin',
  'EnablePlugin',
  'CreateOAuthApp',
  'ExecuteSlashCommand',
  'SendMail',
  'PermanentDeleteBot',
  'LoadPluginConfiguration',
  'NoSuchMethod',
];

interface Outcome {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly data?: { readonly id?: string } };
}

let world: World;
let serverPid: number;

beforeAll(async () => {
  world = await World.start({ bundle: null });
  serverPid = world.server.pid;
  const bundle = join(await world.keeper.folder(), 'hostile.tar.gz');
  await rewriteBundle(bundlePath(), bundle, { 'server/sidecar.js': () => readFileSync(ATTACKER, 'utf8') });
  await world.admin.upload(bundle);
  await world.admin.enable('ec2ctl');
});
afterAll(() => world.close());

/** Lets the hostile sidecar make one call of the plugin API. */
async function call(method: string, ...args: unknown[]): Promise<Outcome> {
  const exchange = await world.root.command(world.channel, `/ec2ctl ${JSON.stringify({ method, args })}`);
  return JSON.parse((await exchange.ephemeral()).message) as Outcome;
}

/** What comes of it when the hostile sidecar reaches for something of the machine: `reached`, or the code of an error. */
async function reach(how: string, target: string): Promise<string> {
  const exchange = await world.root.command(world.channel, `/ec2ctl ${JSON.stringify({ reach: how, target })}`);
  return (JSON.parse((await exchange.ephemeral()).message) as { result: string }).result;
}

/** The server and its connection to the plugin still work: a real call gives a real answer. */
async function expectAlive(): Promise<void> {
  expect(world.server.pid).toBe(serverPid);
  const { result } = await call('GetUser', world.root.id);
  expect(result).toMatchObject({ id: world.root.id, username: 'admin' });
}

describe('a call of the plugin API with rubbish', () => {
  const cases = Object.entries(HOST_METHODS).flatMap(([method, { args }]) =>
    [null, {}, '', [null], [[null]], 0].map((rubbish) => [method, rubbish, args] as const),
  );

  test.each(cases)('%s(%j, …) leaves the server alive and the connection whole', async (method, rubbish, args) => {
    const { error } = await call(method, ...Array.from({ length: args }, () => rubbish));
    if (rubbish === null && args > 0) {
      expect(error?.code).toBe(-32602);
    }
    await expectAlive();
  });

  test.each(Object.entries(HOST_METHODS))(
    '%s with an argument too few and one too many is refused',
    async (method, { args }) => {
      expect((await call(method, ...Array.from({ length: args + 1 }, () => ''))).error?.code).toBe(-32602);
      // Of none there cannot be one too few.
      if (args === 0) return;
      expect((await call(method, ...Array.from({ length: args - 1 }, () => ''))).error?.code).toBe(-32602);
    },
  );

  test('a field that there is not is refused, and not dropped in silence', async () => {
    const insert = { Atomic: true, OldValue: null, ExpireInSeconds: 60 };
    expect(await call('KVSetWithOptions', 'hostile/one', 'MQ==', insert)).toEqual({ result: true });
    const { error } = await call('KVSetWithOptions', 'hostile/one', 'Mg==', {
      atomic: true,
      Atomic: true,
      Surprise: 1,
    });
    expect(error?.code).toBe(-32602);
    expect(await call('KVGet', 'hostile/one')).toEqual({ result: 'MQ==' });
  });

  test('what gob cannot carry is refused, and breaks nothing', async () => {
    const { error } = await call('CreatePost', {
      user_id: world.root.id,
      channel_id: world.channel.channelId,
      message: 'x',
      // A nil in an array of pointers: encoded half, it would break the connection for every call after it.
      metadata: { embeds: [null] },
    });
    expect(error?.code).toBe(-32602);
    await expectAlive();
  });

  test('a refusal of Mattermost comes as a typed error', async () => {
    expect((await call('GetUser', 'a'.repeat(26))).error).toMatchObject({
      code: -32001,
      data: { id: expect.stringMatching(/\S/), statusCode: 404 },
    });
  });
});

describe('what is not on the list', () => {
  test.each(FORBIDDEN)('%s does not exist', async (method) => {
    expect((await call(method)).error?.code).toBe(-32002);
    expect((await call(method, '', '', '')).error?.code).toBe(-32002);
  });

  test('even a list in the bundle that names them does not bring them', async () => {
    const bundle = join(await world.keeper.folder(), 'wider.tar.gz');
    await rewriteBundle(bundlePath(), bundle, {
      'server/sidecar.js': () => readFileSync(ATTACKER, 'utf8'),
      'server/host-api.json': () => JSON.stringify({ methods: [...Object.keys(HOST_METHODS), ...FORBIDDEN] }),
    });
    await world.admin.upload(bundle);
    await world.admin.running('ec2ctl');
    for (const method of FORBIDDEN) {
      expect((await call(method)).error?.code).toBe(-32002);
    }
  });
});

describe('what comes back', () => {
  test('of a user has no password, no second factor, no auth data', async () => {
    const { result } = await call('GetUser', world.bob.id);
    const user = result as Record<string, unknown>;
    for (const secret of ['password', 'mfa_secret', 'auth_data']) {
      expect(user[secret] ?? '').toBe('');
    }
  });

  test('of a session has no token', async () => {
    const [session] = await world.root.client.getSessions(world.root.id);
    const { result } = await call('GetSession', (session as unknown as { id: string }).id);
    expect(result).toMatchObject({ user_id: world.root.id });
    expect(JSON.stringify(result)).not.toContain(world.root.token);
  });
});

describe('the machine', () => {
  test('its own program is all that it reads', async () => {
    const bundle = join(realpathSync(world.server.folder), 'plugins', 'ec2ctl');
    // Or the refusals below could be of anything.
    expect(await reach('read', join(bundle, 'server', 'sidecar.js'))).toBe('reached');
    expect(await reach('read', join(bundle, 'plugin.json'))).toBe('ERR_ACCESS_DENIED');
    expect(await reach('list', bundle)).toBe('ERR_ACCESS_DENIED');
  });

  test('no file of the server is read: its settings hold the passwords', async () => {
    const config = join(world.server.folder, 'config', 'config.json');
    expect(existsSync(config)).toBe(true);
    const bridge = await world.plugin.bridge();
    const paths = [config, '/etc/passwd', join(world.server.folder, 'home', '.aws', 'credentials')];
    for (const path of [...paths, `/proc/${String(bridge.pid)}/environ`, '/proc/self/environ']) {
      expect({ path, outcome: await reach('read', path) }).toEqual({ path, outcome: 'ERR_ACCESS_DENIED' });
    }
    expect(await reach('list', world.server.folder)).toBe('ERR_ACCESS_DENIED');
  });

  test('nothing is written, where the server itself could', async () => {
    const path = join(world.server.folder, 'tmp', 'was-here');
    expect(await reach('write', path)).toBe('ERR_ACCESS_DENIED');
    expect(existsSync(path)).toBe(false);
  });

  test('no other program, no thread, no native code and no debugger runs', async () => {
    expect(await reach('spawn', '/bin/sh')).toBe('ERR_ACCESS_DENIED');
    expect(await reach('worker', 'void 0')).toBe('ERR_ACCESS_DENIED');
    expect(await reach('addon', '/tmp/any.node')).toBe('ERR_DLOPEN_DISABLED');
    expect(await reach('debugger', '')).toBe('ERR_ACCESS_DENIED');
  });
});

describe('memory', () => {
  test('no core file can be written, by neither process', async () => {
    for (const { pid } of [await world.plugin.bridge(), await world.plugin.sidecar()]) {
      const limits = readFileSync(`/proc/${String(pid)}/limits`, 'utf8');
      expect(limits).toMatch(/^Max core file size +0 +0 /m);
    }
  });

  test('a sidecar that runs out of it dies without a core and is replaced; the server lives', async () => {
    const { pid } = await world.plugin.sidecar();
    await world.root.command(world.channel, '/ec2ctl memory');
    await world.plugin.ended(pid, 60_000);
    await world.plugin.sidecar({ not: pid, timeout: 60_000 });
    await eventually(() => expectAlive().then(() => true), { what: 'the new sidecar to answer', timeout: 60_000 });
    for (const folder of [world.server.folder, join(world.server.folder, 'plugins', 'ec2ctl')]) {
      expect(readdirSync(folder).filter((name) => /^core(\.|$)/.test(name))).toEqual([]);
    }
  });
});
