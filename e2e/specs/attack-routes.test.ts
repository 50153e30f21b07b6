/** Every route of ours, from outside: who is not logged in, who asks for another thing, and who sends what is none. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { beginAnew } from '../harness/begin-anew.ts';
import { buttonsOf } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { always } from '../harness/eventually.ts';
import { OtherPlugin } from '../harness/other-plugin.ts';
import { pressBody, sendCrafted } from '../harness/own-routes.ts';
import type { Person } from '../harness/person.ts';
import { storedPress } from '../harness/stored-press.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const ROUTES = [
  { path: '/complete', method: 'GET' },
  { path: '/action', method: 'POST' },
] as const;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;

/** What no answer to somebody who may not ask has in it: names, ids, places, and whatever the inside looks like. */
const TELLING =
  /secret-box|us-west-2|us-east-1|i-[0-9a-f]{8}|\/tmp\/|\.ts\b|\.go:|goroutine|sidecar|node_modules|stack/i;

let cloud: Cloud;
let world: World;
let other: OtherPlugin;
let admin: Person;
/** A card that waits, with the true token: what an attacker would have to guess. */
let body: string;
let postId: string;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
  other = await OtherPlugin.install(world);
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  await cloud.seed({ region: 'us-west-2', name: 'secret-box' });
  const post = await (await admin.command(world.channel, '/ec2ctl stop secret-*')).post(/Stop `secret-box`\?/);
  postId = post.id;
  const context = await storedPress(world, post.id);
  body = pressBody({ user_id: admin.id, post_id: postId, channel_id: world.channel.channelId, context });
});

/** Nothing is asked of AWS, also not a moment later, since a press is answered first; and the question stands as it did. */
async function expectNothingDone(): Promise<void> {
  await always(() => {
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  }, 500);
  expect(buttonsOf(await admin.client.getPost(postId))).toEqual(['Stop secret-box', 'Cancel']);
}

test('the very same request in the name of who was asked is a press: what is refused below is not refused for its form', async () => {
  expect((await sendCrafted(world, { path: '/action', as: admin, body })).status).toBe(200);
  await cloud.proxy.waitForCalls({ action: 'StopInstances' });
});

describe.each(ROUTES)('$path', ({ path, method: right }) => {
  test.each(METHODS)('%s without a session is 401, and tells nothing', async (method) => {
    for (const headers of [{}, { 'Mattermost-User-Id': admin.id }, { Cookie: `MMAUTHTOKEN=${'x'.repeat(26)}` }]) {
      const answer = await sendCrafted(world, { method, path, body, headers });
      expect(answer.status).toBe(401);
      expect(answer.body).not.toMatch(TELLING);
    }
    await expectNothingDone();
  });

  test.each(METHODS.filter((method) => method !== right))('%s with a session is 405', async (method) => {
    const answer = await sendCrafted(world, { method, path, as: admin, body });
    expect(answer.status).toBe(405);
    expect(answer.body).not.toMatch(TELLING);
    if (method !== 'HEAD') expect(answer.body).toContain(`Only ${right} is answered here.`);
    await expectNothingDone();
  });

  test.each([
    `${path}/`,
    `/${path}`,
    path.toUpperCase(),
    `${path}/../..${path}`,
    `${path}%2f`,
    `${path}%00`,
    `${path};x=1`,
    `/.${path}`,
    `/public${path}`,
  ])('spelled %s it is not there', async (spelled) => {
    const answer = await sendCrafted(world, { method: right, path: spelled, as: admin, body });
    // The server itself puts some in order, and sends the client there.
    expect([301, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(TELLING);
    await expectNothingDone();
  });

  test('of another plugin is 403, whoever it says it is, with whatever body', async () => {
    for (const headers of [{}, { 'Mattermost-User-Id': admin.id, Authorization: `Bearer ${admin.token}` }]) {
      const answer = await other.call({ method: right, path: `/${PLUGIN_ID}${path}`, headers, body });
      expect(answer).toMatchObject({ status: 403, body: 'Other plugins may not ask.\n' });
    }
    await expectNothingDone();
  });

  test('a plugin’s header that a person sends is not believed, nor is that of another person', async () => {
    const headers = { 'Mattermost-Plugin-ID': PLUGIN_ID, 'Mattermost-User-Id': admin.id };
    const answer = await sendCrafted(world, { method: right, path, as: world.bob, headers, body });
    expect(answer.body).not.toMatch(TELLING);
    expect(answer.status).toBe(200);
    await expectNothingDone();
  });
});

describe('a press', () => {
  test('sent by a page of another site, with the cookie alone, is 401', async () => {
    const session = { Cookie: `MMAUTHTOKEN=${admin.token}; MMUSERID=${admin.id}` };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      const headers = { ...session, 'Content-Type': type, Origin: 'https://evil.example', 'X-CSRF-Token': 'guessed' };
      expect((await sendCrafted(world, { path: '/action', headers, body })).status).toBe(401);
    }
    await expectNothingDone();
  });

  test.each(['text/plain', 'text/html', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'that says it is %s is 415',
    async (type) => {
      const answer = await sendCrafted(world, { path: '/action', as: admin, headers: { 'Content-Type': type }, body });
      expect(answer).toMatchObject({ status: 415, body: '{"error":"Only JSON is read here."}' });
      await expectNothingDone();
    },
  );

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['half of it', '{"context":{"token":"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a form', 'context[token]=x&context[choice]=confirm'],
    ['bytes', Buffer.from([0, 0xff, 0xfe, 0x80, 0x0a])],
    ['a deep well', '['.repeat(60_000)],
    [
      'everything in a prototype',
      '{"__proto__":{"context":{"token":"x","choice":"confirm"},"post_id":"","channel_id":""}}',
    ],
    ['a number of a million digits less', `{"context":${'9'.repeat(60_000)}}`],
  ])('of %s is 400, and a word of why', async (_, malformed) => {
    const answer = await sendCrafted(world, { path: '/action', as: admin, body: malformed });
    expect(answer).toMatchObject({ status: 400, body: '{"error":"That is no press of a button."}' });
    await expectNothingDone();
  });

  test('of more than 64 KiB is 413, by length or by what comes', async () => {
    const large = body.replace(/}$/, `,"more":"${'x'.repeat(64 * 1024)}"}`);
    for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
      expect((await sendCrafted(world, { path: '/action', as: admin, headers, body: large })).status).toBe(413);
    }
    await expectNothingDone();
  });

  test('that comes letter by letter is given up after 10 s', async () => {
    const url = new URL(`${world.server.url}/plugins/${PLUGIN_ID}/action`);
    const headers = { Authorization: `Bearer ${admin.token}`, 'Content-Length': 1024 * 1024 };
    const sending = request(url, { method: 'POST', headers });
    const status = new Promise((resolve, reject) => {
      sending.on('response', (response) => {
        resolve(response.statusCode);
      });
      sending.on('error', reject);
    });
    sending.write(body);
    const trickle = setInterval(() => sending.write(' '), 500);
    try {
      expect(await status).toBe(413);
    } finally {
      clearInterval(trickle);
      sending.destroy();
    }
    await expectNothingDone();
  });
});

describe('completion', () => {
  test.each([
    ['of 60,000 letters', 'x'.repeat(60_000)],
    ['that is no text', '%ff%fe%00'],
    ['with half a percent sign', '%'],
    ['with a thousand answers', 'a&user_input='.repeat(1_000)],
  ])('of a line %s is a row or two, and no fault', async (_, typed) => {
    const since = world.server.log.entries().length;
    const path = `/complete?user_input=ec2ctl+ls+${typed}&channel_id=${typed}`;
    const { status, body: rows } = await sendCrafted(world, { method: 'GET', path, as: world.bob });
    expect([200, 414, 431]).toContain(status);
    expect(rows).not.toMatch(TELLING);
    const faults = world.server.log.entries().slice(since);
    expect(faults.filter(({ plugin_id: id, level }) => id === PLUGIN_ID && level === 'error')).toEqual([]);
  });
});
