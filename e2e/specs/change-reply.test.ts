import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person, Whereabouts } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** Longer than the time from which on the end is told by a reply. */
const SLOW_SECONDS = 16;
const QUICK_SECONDS = 1;

let cloud: Cloud;
let world: World;
let admin: Person;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: QUICK_SECONDS });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await cloud.moto.setTransition(QUICK_SECONDS);
  admin = await beginAnew(world, cloud);
});

/** The reply that follows a post of a change: the next post of the same exchange. */
async function replyTo(exchange: Exchange, post: Post): Promise<Post> {
  await eventually(() => exchange.deliveries().filter(({ kind }) => kind === 'posted').length > 1, {
    what: 'a reply',
    timeout: 60_000,
  });
  const posted = exchange.deliveries().filter(({ kind }) => kind === 'posted');
  const [reply] = posted.map((delivery) => delivery.post).filter(({ id }) => id !== post.id);
  if (reply === undefined) throw new Error('No reply came');
  return reply;
}

/** Waits until nothing is under way any more: whatever was to be told has been told then. */
async function over(): Promise<void> {
  const sql = "SELECT count(*) AS open FROM pluginkeyvaluestore WHERE pluginid = $1 AND pkey LIKE 'op/%'";
  await eventually(
    async () => {
      const [row] = await query(world.server.database, sql, [PLUGIN_ID]);
      return Number(row?.['open']) === 0;
    },
    { what: 'the end of all operations', timeout: 60_000 },
  );
}

/** How often a person was mentioned in a channel and has not looked since. */
async function mentions(person: Person, channelId: string): Promise<number> {
  return (await person.client.getMyChannelMember(channelId)).mention_count;
}

/** How many replies of ours a thread has. */
async function repliesIn(rootId: string, reader: Person = world.root): Promise<number> {
  const { posts } = await reader.client.getPostThread(rootId);
  return Object.values(posts).filter(({ props }) => props['ec2ctl_reply'] !== undefined).length;
}

/** Types a change of one instance, and waits for its post and the reply to it. */
async function change(person: Person, place: Whereabouts, line: string, name: string): Promise<[Post, Post]> {
  const exchange = await person.command(place, line);
  const post = await exchange.post(new RegExp(`\`${name}\``));
  const reply = await exchange.post(new RegExp(`\`${name}\` is (?:running|stopped) \\(`), { timeout: 60_000 });
  expect(reply).toMatchObject({ channel_id: place.channelId, user_id: post.user_id });
  return [post, reply];
}

test('a slow change ends with a reply that names the one who asked, under the same root, and in direct and group messages nobody', async () => {
  const ids = await cloud.seed(
    { region: 'us-east-1', name: 'one', state: 'stopped' },
    { region: 'us-east-1', name: 'two' },
    { region: 'us-west-2', name: 'three' },
    { region: 'eu-west-1', name: 'four' },
  );
  await cloud.moto.setTransition(SLOW_SECONDS);
  const root = await world.bob.write(world.channel, 'Who needs the machines tonight?');
  const carol = await world.person('carol', 'system_user system_admin');
  const direct = { channelId: await admin.directChannel(await world.botId()) };
  const group = { channelId: (await carol.client.createGroupChannel([admin.id, world.bob.id, carol.id])).id };
  const before = await mentions(admin, world.channel.channelId);
  const bobBefore = await mentions(world.bob, world.channel.channelId);

  const [inChannel, inThread, inDirect, inGroup] = await Promise.all([
    change(admin, world.channel, `/ec2ctl start -i ${ids[0] ?? ''}`, 'one'),
    change(carol, { ...world.channel, rootId: root.id }, `/ec2ctl stop -i ${ids[1] ?? ''}`, 'two'),
    change(admin, direct, `/ec2ctl stop -i ${ids[2] ?? ''}`, 'three'),
    change(carol, group, `/ec2ctl stop -i ${ids[3] ?? ''}`, 'four'),
  ]);

  expect(inChannel[1].message).toMatch(new RegExp(`^@${admin.username}, \`one\` is running \\(\\d+s\\): \`[\\d.]+\`$`));
  expect(inThread[1].message).toMatch(/^@carol, `two` is stopped \(\d+s\)$/);
  expect(inDirect[1].message).toMatch(/^`three` is stopped \(\d+s\)$/);
  expect(inGroup[1].message).toMatch(/^`four` is stopped \(\d+s\)$/);
  expect(inThread[0].root_id).toBe(root.id);
  expect(inThread[1].root_id).toBe(root.id);
  for (const [post, reply] of [inChannel, inDirect, inGroup]) expect(reply.root_id).toBe(post.id);
  await over();
  for (const id of [root.id, inChannel[0].id, inDirect[0].id, inGroup[0].id]) {
    expect(await repliesIn(id, admin)).toBe(1);
  }
  await eventually(async () => (await mentions(admin, world.channel.channelId)) === before + 1, {
    what: 'the mention',
    timeout: 10_000,
  });
  expect(await mentions(world.bob, world.channel.channelId)).toBe(bobBefore);
}, 120_000);

test('a quick one in which something failed names what and why, and a name that is a mention mentions nobody', async () => {
  const ids = await cloud.seed(
    { region: 'us-east-1', name: 'fine' },
    { region: 'us-east-1', name: '@bob @channel', stopProtection: true },
  );
  const before = await mentions(world.bob, world.channel.channelId);
  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${ids.join(',')} --yes`);
  const post = await exchange.post();
  const reply = await replyTo(exchange, post);
  await over();

  expect(reply.message).toMatch(
    new RegExp(
      `^@${admin.username}, 1 of 2 instances is stopped \\(\\d+s\\), 1 failed: \`@bob @channel\`, stop protection is on$`,
    ),
  );
  expect(reply.root_id).toBe(post.id);
  expect(await mentions(world.bob, world.channel.channelId)).toBe(before);
});

test('a quick one in which nothing failed ends without', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'brisk' });
  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /`brisk` is stopped/, { timeout: 20_000 });
  await over();

  expect(await repliesIn(post.id)).toBe(0);
  expect(exchange.deliveries().filter(({ kind }) => kind !== 'edited')).toHaveLength(1);
});

test('who has another name by then is told by that', async () => {
  const erin = await world.person('erin', 'system_user system_admin');
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'safe', stopProtection: true });
  cloud.proxy.addRules({ do: 'pass', delayMs: 2_000, action: 'StopInstances' });
  const exchange = await erin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await world.root.client.patchUser({ id: erin.id, username: 'eireen' });
  const reply = await replyTo(exchange, post);

  expect(reply.message).toBe('@eireen, `safe` is still running: stop protection is on');
  expect((await exchange.version(post.id, /stop protection/)).message).toContain(' · erin');
});

test('a restart of the plugin in between: the next process replies, once', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'long' });
  await cloud.moto.setTransition(SLOW_SECONDS);
  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopping/);
  await world.root.client.disablePlugin(PLUGIN_ID);
  expect(await repliesIn(post.id)).toBe(0);
  await world.root.client.enablePlugin(PLUGIN_ID);
  const reply = await replyTo(exchange, post);
  await over();

  expect(reply.message).toMatch(new RegExp(`^@${admin.username}, \`long\` is stopped`));
  expect(await repliesIn(post.id)).toBe(1);
}, 90_000);
