import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Person, Whereabouts } from '../harness/person.ts';
import { rowsOf } from '../harness/table.ts';
import { World } from '../harness/world.ts';

let world: World;
let admin: Person;
/** Instances that were stopped already: a listing of a moment ago may show them running. */
const stopped = new Set<string>();

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());
beforeEach(async () => {
  admin = await world.anotherAdmin();
});

/** A whole conversation in one place: listing, a change to its end, help, a typo. Every answer must come there. */
async function converse(place: Whereabouts): Promise<void> {
  const at = { channel_id: place.channelId, root_id: place.rootId ?? '' };

  const listing = await (await admin.command(place, '/ec2ctl ls')).post();
  expect(listing).toMatchObject(at);
  const stop = await admin.command(place, `/ec2ctl stop -i ${await runningId()}`);
  const post = await stop.post();
  expect(post).toMatchObject(at);
  const final = await stop.version(post.id, /is stopped\*\* after/, { timeout: 30_000 });
  expect(final).toMatchObject({ ...at, id: post.id });

  for (const line of ['/ec2ctl help', '/ec2ctl stpo']) {
    const exchange = await admin.command(place, line);
    expect(await exchange.ephemeral()).toMatchObject(at);
  }
}

/** The id of an instance of the demo fleet that runs and can be stopped. */
async function runningId(): Promise<string> {
  const listing = await (await admin.command(world.channel, '/ec2ctl ls')).post();
  const row = rowsOf(listing.message).find(
    ({ state, name, id }) => state === 'running' && name !== '`db-primary`' && !stopped.has(id),
  );
  if (row === undefined) {
    throw new Error('The demo fleet has no running instance');
  }
  stopped.add(row.id);
  return row.id;
}

test('in a channel', () => converse(world.channel));

test('in a thread every answer stays in the thread', async () => {
  const root = await world.bob.write(world.channel, 'Who needs the machines tonight?');
  await admin.sees(root);
  await converse({ ...world.channel, rootId: root.id });
  const thread = await world.root.client.getPostThread(root.id);
  // The root, the listing and the change; what is for one person alone is stored nowhere.
  expect(thread.order).toHaveLength(3);
});

test('in a direct message with the bot', async () => {
  await converse({ channelId: await admin.directChannel(await world.botId()) });
});

test('in a direct message with somebody else', async () => {
  await converse({ channelId: await admin.directChannel(world.bob.id) });
});

test('in a group message', async () => {
  const carol = await world.admin.createPerson('carol', world.teamId);
  const group = await admin.client.createGroupChannel([admin.id, world.bob.id, carol.id]);
  await converse({ channelId: group.id });
  carol.close();
});

test('a listing in a thread is lines, no table', async () => {
  const root = await world.bob.write(world.channel, 'And now?');
  await admin.sees(root);
  const exchange = await admin.command({ ...world.channel, rootId: root.id }, '/ec2ctl ls');
  const { message } = await exchange.post(/ec2ctl ls/);
  expect(message).not.toContain('|');
  expect(message).toMatch(/^🟢 `/m);
});

test('a listing for the phone app is lines, for a browser on a phone a table', async () => {
  const app = await admin.command(world.channel, '/ec2ctl ls', {
    userAgent: 'Mattermost Mobile/2.30.0+600 (iOS; 18.0)',
  });
  expect((await app.post()).message).not.toContain('| INSTANCE NAME');
  const browser = await admin.command(world.channel, '/ec2ctl ls', { userAgent: 'Mozilla/5.0 (iPhone)' });
  expect((await browser.post()).message).toContain('| INSTANCE NAME');
});

test('a thread that is not of this channel falls back to the channel', async () => {
  const elsewhere = await world.admin.createChannel(world.teamId, 'elsewhere', [world.root, world.bob]);
  const root = await world.root.write({ channelId: elsewhere }, 'A thread of another channel');
  const exchange = await admin.command({ ...world.channel, rootId: root.id }, '/ec2ctl ls');
  expect(await exchange.post()).toMatchObject({ channel_id: world.channel.channelId, root_id: '' });
});

test('typed on a reply the answer goes to the root of its thread', async () => {
  const root = await world.bob.write(world.channel, 'A question');
  const reply = await world.bob.write({ ...world.channel, rootId: root.id }, 'An answer');
  await admin.sees(reply);
  const exchange = await admin.command({ ...world.channel, rootId: reply.id }, '/ec2ctl ls');
  expect(await exchange.post()).toMatchObject({ channel_id: world.channel.channelId, root_id: root.id });
  const typo = await admin.command({ ...world.channel, rootId: reply.id }, '/ec2ctl stpo');
  expect(await typo.ephemeral()).toMatchObject({ channel_id: world.channel.channelId, root_id: root.id });
});
