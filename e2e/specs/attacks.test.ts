import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { eventually } from '../harness/eventually.ts';
import { OtherPlugin } from '../harness/other-plugin.ts';
import type { Person } from '../harness/person.ts';
import { signal } from '../harness/processes.ts';
import { rowsOf } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;
let other: OtherPlugin;

beforeAll(async () => {
  world = await World.start();
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
  other = await OtherPlugin.install(world);
});
afterAll(() => world.close());

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly as?: Person;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A request to the plugin's own address. */
async function send({ method = 'POST', path = '/complete', as, headers = {}, body }: Sent): Promise<Response> {
  return fetch(`${world.server.url}/plugins/${PLUGIN_ID}${path}`, {
    method,
    headers: { ...(as === undefined ? {} : { Authorization: `Bearer ${as.token}` }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/** Sends the beginning of a long body, then only `more` twice a second. */
function sendSlowly(as: Person, more: string): { status: Promise<number | undefined>; end: () => void } {
  const url = new URL(`${world.server.url}/plugins/${PLUGIN_ID}/complete`);
  // So long that the server answers before it has seen all of it.
  const headers = { Authorization: `Bearer ${as.token}`, 'Content-Length': 1024 * 1024 };
  const sending = request(url, { method: 'POST', headers });
  sending.write('beginning');
  const trickle = setInterval(() => sending.write(more), 500);
  return {
    status: new Promise((resolve) => {
      sending.on('response', ({ statusCode }) => {
        resolve(statusCode);
      });
      // Undefined for a connection that ends without an answer.
      sending.on('error', () => {
        resolve(undefined);
      });
    }),
    end: () => {
      clearInterval(trickle);
      sending.destroy();
    },
  };
}

describe('over HTTP', () => {
  test.each(['GET', 'POST', 'PUT', 'DELETE'])('%s without a session is 401', async (method) => {
    expect((await send({ method })).status).toBe(401);
  });

  test('a session that somebody claims in a header is none', async () => {
    expect((await send({ method: 'GET', headers: { 'Mattermost-User-Id': world.root.id } })).status).toBe(401);
    expect((await send({ method: 'GET', headers: { Authorization: 'Bearer nonsense' } })).status).toBe(401);
  });

  test('without a session is refused before the body is read', async () => {
    const url = new URL(`${world.server.url}/plugins/${PLUGIN_ID}/complete`);
    const status = await new Promise((resolve, reject) => {
      const sending = request(url, { method: 'POST', headers: { 'Content-Length': 30 * 1024 * 1024 } }, (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      // The first bytes only: whoever waits for the whole body never answers.
      sending.write('x'.repeat(1024));
    });
    expect(status).toBe(401);
  });

  test('from another plugin is 403', async () => {
    const answer = await other.call({ method: 'GET', path: `/${PLUGIN_ID}/complete` });
    expect(answer.status).toBe(403);
    const claimed = await other.call({
      method: 'GET',
      path: `/${PLUGIN_ID}/complete`,
      headers: { 'Mattermost-User-Id': world.root.id },
    });
    expect(claimed.status).toBe(403);
  });

  test('a body of more than 64 KiB does not get through', async () => {
    const whole = await send({ as: world.root, body: 'x'.repeat(64 * 1024 + 1) });
    expect(whole.status).toBe(413);
    // The plugin is none the worse for it.
    await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
  });

  test.each([
    ['trickles in', 'x'],
    ['stops coming', ''],
  ])('a body that %s holds its place for 10 s and no longer', async (_, more) => {
    const before = performance.now();
    // Four have all the places of this person; the fifth finds none.
    const slow = Array.from({ length: 5 }, () => sendSlowly(world.bob, more));
    try {
      expect(await Promise.race(slow.map(({ status }) => status))).toBe(429);
      await eventually(async () => (await send({ method: 'GET', as: world.bob })).status === 200, {
        what: 'a place to be free',
        timeout: 12_000,
      });
      expect(performance.now() - before).toBeGreaterThan(9_000);
      // Of a body that has stopped the server holds the answer back, until it gives up reading by its own limit.
      if (more !== '') {
        const statuses = await Promise.all(slow.map(({ status }) => status));
        expect(statuses.sort()).toEqual([413, 413, 413, 413, 429]);
      }
    } finally {
      for (const { end } of slow) end();
    }
  });

  test('no answer can be framed, or run anything, in a browser', async () => {
    for (const response of [await send({ method: 'GET', as: world.root }), await send({ method: 'GET' })]) {
      expect(response.headers.get('Content-Security-Policy')).toBe("default-src 'none'");
      expect(response.headers.get('X-Frame-Options')).toBe('DENY');
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
  });

  test('what there is not is 404, also for an admin', async () => {
    expect((await send({ method: 'GET', path: '/no/such/page', as: world.root })).status).toBe(404);
  });

  test('more than 4 requests of one person at a time are 429, and others still get through', async () => {
    const { pid } = await world.plugin.sidecar();
    signal(pid, 'SIGSTOP');
    try {
      const answered: number[] = [];
      const bobs = Array.from({ length: 6 }, async () => {
        answered.push((await send({ method: 'GET', as: world.bob })).status);
      });
      // The sidecar hangs, so only a refusal can be answered: of six at a time it meets two.
      await eventually(() => answered.length === 2, { what: 'two refusals', timeout: 5_000 });
      expect(answered).toEqual([429, 429]);
      const admin = send({ method: 'GET', as: world.root });
      signal(pid, 'SIGCONT');
      expect((await admin).status).toBe(200);
      await Promise.all(bobs);
      expect(answered.slice(2)).toEqual([200, 200, 200, 200]);
    } finally {
      signal(pid, 'SIGCONT');
    }
  });
});

describe('through another plugin that runs the command as somebody', () => {
  /** Lets the other plugin type a line as somebody; it must be refused, recorded, and come to nothing. */
  async function expectRefused(person: Person, command: string): Promise<void> {
    const begun = Date.now();
    const before = world.server.log.entries().length;
    const { body } = await other.run({
      userId: person.id,
      channelId: world.channel.channelId,
      teamId: world.teamId,
      command,
    });
    expect(body).toBe('This command was not typed by the person it names. Nothing was changed.');
    const refusal = await world.server.log.wait(
      'the refusal',
      (entry) => entry.plugin_id === PLUGIN_ID && entry.msg === 'Command refused' && entry['userId'] === person.id,
      before,
    );
    expect(refusal).toMatchObject({ level: 'warn', reason: 'no-session' });
    // Whatever it might have done is done before this answer, which is posted last.
    await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
    expect(world.root.inbox.all(({ kind, post }) => kind === 'posted' && post.create_at >= begun)).toEqual([]);
  }

  test.each(['/ec2ctl ls', '/ec2ctl stop -i i-0123456789abcdef0'])(
    'the admin it claims to be does not count: %s',
    async (command) => {
      await expectRefused(world.root, command);
    },
  );

  test('nor does an operator', async () => {
    await world.admin.configure(PLUGIN_ID, { operators: '@bob' });
    await (await world.bob.command(world.channel, '/ec2ctl version')).ephemeral(/You may look, start, stop and reboot/);
    const listed = await (await world.bob.command(world.channel, '/ec2ctl ls')).post();
    const id = rowsOf(listed.message).find(({ state, name }) => state === 'running' && name === '`web-1`')?.id ?? '';
    expect(id).not.toBe('');
    await expectRefused(world.bob, `/ec2ctl stop -i ${id}`);
    await world.admin.configure(PLUGIN_ID, { operators: '' });
  });
});

describe('from the session of a person', () => {
  test('who is logged out nothing goes', async () => {
    const mallory = await world.admin.createPerson('mallory', world.teamId);
    await mallory.client.logout();
    await expect(mallory.command(world.channel, '/ec2ctl ls')).rejects.toMatchObject({ status_code: 401 });
    mallory.close();
  });

  test('who claims to be somebody else in a query, completion does not believe it', async () => {
    const response = await send({
      method: 'GET',
      path: `/complete?user_input=${encodeURIComponent('ec2ctl ls -r ')}&user_id=${world.root.id}`,
      as: world.bob,
    });
    expect(await response.text()).not.toContain('us-east-1');
  });
});
