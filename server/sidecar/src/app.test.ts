import { beforeEach, describe, expect, test } from '@jest/globals';
import { createApp } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDemoFleet } from './ec2/demo.ts';
import { FakeHost } from './mattermost/testing/fake-host.ts';
import type { StoredPost } from './mattermost/host-api.ts';
import type { Handlers } from './rpc/connection.ts';
import type { CommandResponse, InitializeParams } from './rpc/protocol.ts';

const never = new AbortController().signal;

/** A clock that runs fifty times as fast, so that the demo fleet's transitions take no time worth waiting for. */
const begin = Date.now();
const fastClock: Clock = {
  now: () => begin + (Date.now() - begin) * 50,
  sleep: (ms, signal) => systemClock.sleep(ms / 50, signal),
};
const SITE = 'https://chat.example.org/team';

let host: FakeHost;
let logged: Record<string, unknown>[];
let handlers: Handlers;

beforeEach(() => {
  host = new FakeHost();
  host.addUser('alice', { roles: 'system_user system_admin' });
  host.addUser('bob');
  host.addSession('alice-session', 'alice');
  host.addSession('bob-session', 'bob');
  logged = [];
  ({ handlers } = createApp({
    buildVersion: '1.2.3+abc',
    runtimeVersion: 'v24.21.0',
    host,
    clock: fastClock,
    log: (level, message, fields) => logged.push({ level, message, ...fields }),
    openEc2: () => Promise.resolve(createDemoFleet({ clock: fastClock })),
  }));
});

async function initialize(configuration: Record<string, unknown> = {}): Promise<void> {
  const params: InitializeParams = {
    buildVersion: '1.2.3+abc',
    pluginId: 'ec2ctl',
    serverVersion: '11.9.0',
    server: { siteUrl: SITE, defaultLocale: 'en' },
    configuration,
  };
  expect(await handlers.initialize(params, never)).toEqual({ buildVersion: '1.2.3+abc' });
}

interface Typing {
  userAgent?: string;
  rootId?: string;
  sessionId?: string;
}

async function type(who: string, command: string, typing: Typing = {}): Promise<CommandResponse> {
  const context = {
    SessionId: typing.sessionId ?? `${who}-session`,
    RequestId: '',
    IPAddress: '',
    AcceptLanguage: '',
    UserAgent: typing.userAgent ?? '',
  };
  const args = {
    user_id: who,
    channel_id: 'c',
    team_id: 't',
    root_id: typing.rootId ?? '',
    parent_id: '',
    trigger_id: '',
    command,
  };
  return (await handlers['hook/executeCommand']({ context, args }, never)).response;
}

/** The next post or edit for which `fits` holds. */
function nextPost(fits: (post: StoredPost) => boolean = () => true): Promise<StoredPost> {
  return new Promise((resolve) => {
    host.onPost = (post) => {
      if (fits(post)) resolve(post);
    };
  });
}

/** The next message to one person alone. */
function nextEphemeral(): Promise<{ userId: string; message: string }> {
  const send = host.SendEphemeralPost.bind(host);
  return new Promise((resolve) => {
    host.SendEphemeralPost = async (userId, post) => {
      resolve({ userId, message: post.message });
      return await send(userId, post);
    };
  });
}

/** Waits for a condition that nothing announces; the test's own limit bounds it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('initialize', () => {
  test('makes the bot', async () => {
    await initialize();
    expect(host.bots.size).toBe(1);
  });

  test('refuses another build', async () => {
    const params = { buildVersion: 'other' } as InitializeParams;
    await expect((async () => await handlers.initialize(params, never))()).rejects.toMatchObject({ code: -32005 });
  });

  test('works although the bot is not ours, and says so at the next command until it is', async () => {
    host.addUser('squatter', { username: 'ec2ctl' });
    await initialize();
    expect(logged).toContainEqual(expect.objectContaining({ level: 'error', userId: 'squatter' }));
    expect((await type('alice', '/ec2ctl ls')).text).toContain('Rename that account');
    expect((await type('bob', '/ec2ctl ls')).text).toContain('Tell a system admin');
    host.users.delete('squatter');
    const post = nextPost();
    expect(await type('alice', '/ec2ctl ls')).toEqual({});
    expect((await post).message).toContain('12 instances');
  });
});

describe('who may', () => {
  test('an admin lists, and the bot answers in the channel', async () => {
    await initialize();
    const post = nextPost();
    expect(await type('alice', '/ec2ctl ls')).toEqual({});
    const { message, channel_id } = await post;
    expect(channel_id).toBe('c');
    expect(message.split('\n')[0]).toBe(
      '`〉ec2ctl ls` · alice · [demo fleet](https://chat.example.org/team/admin_console/plugins/plugin_ec2ctl)',
    );
    expect(message).toContain('| INSTANCE NAME | ID | TYPE | STATE | REGION |');
  });

  test.each(['/ec2ctl ls', '/ec2ctl start -i i-0a1f39c5d2e84b7f6', '/ec2ctl stop -i i-0a1f39c5d2e84b7f6'])(
    'nobody else: %s',
    async (command) => {
      await initialize();
      const ephemeral = nextEphemeral();
      await type('bob', command);
      const { userId, message } = await ephemeral;
      expect(userId).toBe('bob');
      expect(message).toContain('Only system admins can use this for now.');
      expect(message).not.toMatch(/us-|eu-|running/);
      expect(host.posts.size).toBe(0);
      expect(logged).toContainEqual(expect.objectContaining({ userId: 'bob', channelId: 'c', outcome: 'refused' }));
    },
  );

  test.each([
    ['without a session', ''],
    ['with the session of somebody else', 'bob-session'],
    ['with a session that is none', 'nothing'],
  ])('another plugin cannot run it as an admin %s', async (_name, sessionId) => {
    await initialize();
    const response = await type('alice', '/ec2ctl ls', { sessionId });
    expect(response).toMatchObject({ response_type: 'ephemeral', skip_slack_parsing: true });
    expect(host.posts.size).toBe(0);
    expect(logged).toContainEqual(expect.objectContaining({ userId: 'alice', outcome: 'refused' }));
  });

  test('version tells everyone the numbers, and what is in use to those who may look', async () => {
    await initialize();
    let ephemeral = nextEphemeral();
    await type('bob', '/ec2ctl version');
    expect((await ephemeral).message).toMatch(/1\.2\.3.*\n.*11\.9\.0/);
    ephemeral = nextEphemeral();
    await type('alice', '/ec2ctl version');
    expect((await ephemeral).message).toContain('demo fleet');
  });
});

describe('where the answer stands', () => {
  test('in the thread, in lines', async () => {
    await initialize();
    const root = await host.CreatePost({ user_id: 'alice', channel_id: 'c', root_id: '', message: 'hi' });
    const post = nextPost();
    await type('alice', '/ec2ctl ls', { rootId: root.id });
    const { root_id, message } = await post;
    expect(root_id).toBe(root.id);
    expect(message).not.toContain('| INSTANCE NAME |');
  });

  test('in lines on the phone', async () => {
    await initialize();
    const post = nextPost();
    await type('alice', '/ec2ctl ls', { userAgent: 'Mattermost Mobile/2.30.0' });
    expect((await post).message).not.toContain('| INSTANCE NAME |');
  });
});

describe('ls', () => {
  test('of one region', async () => {
    await initialize();
    const post = nextPost();
    await type('alice', '/ec2ctl ls -r us-west-2');
    expect((await post).message).toMatch(/\*\*5 instances in `?us-west-2`?:\*\*/);
  });

  test('of a region that does not exist is told alone, with the nearest', async () => {
    await initialize();
    const ephemeral = nextEphemeral();
    await type('alice', '/ec2ctl ls -r us-wast-2');
    expect((await ephemeral).message).toContain('`/ec2ctl ls -r us-west-2`');
    expect(host.posts.size).toBe(0);
  });
});

describe('start and stop', () => {
  test('stop: one post, edited to its true end; the record is gone then', async () => {
    await initialize();
    const listing = nextPost();
    await type('alice', '/ec2ctl ls');
    const id = /🟢 `web-1` \| `(i-[0-9a-f]+)`/.exec((await listing).message)?.[1] ?? '';
    const made = nextPost();
    await type('alice', `/ec2ctl stop -i ${id}`);
    const post = await made;
    expect(post.message).toMatch(/^⏳|\n⏳/);
    expect(post.message).not.toContain('stopped**');
    const end = await nextPost(({ message }) => message.includes('**`web-1` is stopped**'));
    expect(end.id).toBe(post.id);
    expect([...host.posts.values()].filter(({ message }) => message.includes('ec2ctl stop'))).toHaveLength(1);
    await until(() => host.store.size === 0);
    expect(logged).toContainEqual(expect.objectContaining({ verb: 'stop', userId: 'alice', channelId: 'c' }));
  });

  test('an id that is in no region is told alone', async () => {
    await initialize();
    const ephemeral = nextEphemeral();
    await type('alice', '/ec2ctl start -i i-0123456789abcdef0');
    const { message } = await ephemeral;
    expect(message).toContain('`i-0123456789abcdef0`');
    expect(message).toContain('could not be read');
    expect(message).toContain('Nothing was changed.');
    expect(host.store.size).toBe(0);
  });
});

describe('settings that cannot be used', () => {
  test('are one sentence at the next command, with a link for admins', async () => {
    await initialize({ credentials: 'key' });
    const ephemeral = nextEphemeral();
    await type('alice', '/ec2ctl ls');
    const { message } = await ephemeral;
    expect(message).toContain('Access key ID');
    expect(message).toContain(`${SITE}/admin_console/plugins/plugin_ec2ctl`);
  });

  test('leave the old ones not in force, and good ones mend it', async () => {
    await initialize();
    const server = { siteUrl: SITE, defaultLocale: 'en' };
    await handlers['configuration/changed']({ server, configuration: { credentials: 'nonsense' } }, never);
    const ephemeral = nextEphemeral();
    await type('alice', '/ec2ctl ls');
    expect((await ephemeral).message).toContain('nonsense');
    await handlers['configuration/changed']({ server, configuration: {} }, never);
    const post = nextPost();
    await type('alice', '/ec2ctl ls');
    expect((await post).message).toContain('12 instances');
  });

  test('are refused when saved, by the same sentence', async () => {
    await initialize();
    const save = (configuration: Record<string, unknown>): unknown =>
      handlers['hook/configurationWillBeSaved']({ configuration, duplicateKeys: [] }, never);
    expect(await save({ credentials: 'key' })).toEqual({
      rejection: 'Access key ID: needed with the credentials "access key".',
      configuration: null,
    });
    expect(await save({})).toEqual({ rejection: null, configuration: null });
  });
});

describe('completion', () => {
  async function complete(userId: string, query: string, path = '/complete'): Promise<{ status: number; body: unknown }> {
    const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' };
    const request = { context, userId, method: 'GET', path, query, headers: {}, body: '' };
    const { status, body } = await handlers['hook/serveHTTP'](request, never);
    return { status, body: JSON.parse(Buffer.from(body, 'base64').toString()) };
  }

  test('is by the person of the session, not of the query', async () => {
    await initialize();
    const post = nextPost();
    await type('alice', '/ec2ctl ls');
    await post;
    const query = `user_input=${encodeURIComponent('ec2ctl ls -r us-')}&parsed=${encodeURIComponent('ec2ctl ls ')}`;
    expect(JSON.stringify((await complete('alice', query)).body)).toContain('us-west-2');
    expect(JSON.stringify((await complete('bob', `${query}&user_id=alice`)).body)).not.toContain('us-west-2');
  });

  test('any other route is not there', async () => {
    await initialize();
    expect((await complete('alice', '', '/other')).status).toBe(404);
  });
});

test('a command that fails by a defect is told with a reference, and the log has the rest', async () => {
  await initialize();
  const ephemeral = nextEphemeral();
  host.CreatePost = () => Promise.reject(new Error('boom with details'));
  await type('alice', '/ec2ctl ls');
  const { message } = await ephemeral;
  expect(message).not.toContain('boom');
  const reference = /`([0-9a-f-]{36})`/.exec(message)?.[1];
  const entry = logged.find((one) => one['reference'] === reference);
  expect(entry?.['error']).toContain('boom with details');
});

test('nothing new is taken after shutdown', async () => {
  await initialize();
  await handlers.shutdown(null, never);
  await expect(type('alice', '/ec2ctl ls')).rejects.toMatchObject({ code: -32006 });
});
