/** Two Mattermost servers on one database, each with the plugin: an operation has one owner at a time. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { buttonsOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import { expireCard } from '../harness/expire-card.ts';
import { history, storedRows, withoutAge } from '../harness/history.ts';
import { loginOf } from '../harness/admin.ts';
import { Mattermost } from '../harness/mattermost.ts';
import { toldOnce } from '../harness/operations.ts';
import { Person } from '../harness/person.ts';
import { PluginProcesses } from '../harness/plugin-processes.ts';
import { signal } from '../harness/processes.ts';
import { storedPress } from '../harness/stored-press.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** How long an instance takes to stop here: longer than a lease and the looking for one that has run out. */
const TRANSITION = 40;

let cloud: Cloud;
let world: World;
let second: Mattermost;
let secondPlugin: PluginProcesses;
/** The system admin, at a client of the second server. */
let there: Person;
let botId: string;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: TRANSITION });
  world = await World.start({ settings: cloud.settings() });
  const folder = await world.keeper.folder();
  await cp(join(world.server.folder, 'config'), join(folder, 'config'), { recursive: true });
  second = await Mattermost.start({ ...world.server.options, folder, dataFolder: join(world.server.folder, 'data') });
  secondPlugin = new PluginProcesses(folder, PLUGIN_ID);
  await secondPlugin.sidecar({ timeout: 60_000 });
  there = await Person.login(second.url, loginOf(world.root.username));
  botId = await world.botId();
});
afterAll(async () => {
  there.close();
  await second.kill();
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await cloud.reset();
  await answers(world.root);
  await answers(there);
});

async function answers(person: Person): Promise<void> {
  await eventually(
    async () => {
      const exchange = await person.command(world.channel, '/ec2ctl version');
      return (await exchange.ephemeral()).message.includes('build');
    },
    { what: 'the plugin to answer', timeout: 90_000 },
  );
}

/** Begins to stop a new instance at the first server, and waits until the post shows it on its way. */
async function stopping(name: string): Promise<{ postId: string; since: number }> {
  const since = Date.now();
  await cloud.seedOne({ region: 'us-east-1', name });
  const exchange = await world.root.command(world.channel, `/ec2ctl stop ${name}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopping/);
  return { postId: post.id, since };
}

/** The posts of the bot since then, as they are stored, oldest first. */
async function posts(person: Person, since: number): Promise<Post[]> {
  const all = await person.posts(world.channel.channelId);
  return all.filter(({ user_id: author, create_at: at }) => author === botId && at >= since).reverse();
}

/** The post ends with the truth: told once, and asked of AWS once. */
async function endsOnce(person: Person, postId: string, since: number): Promise<string> {
  const [post, reply, ...more] = await eventually(
    async () => {
      const found = await posts(person, since);
      return found[0]?.message.includes('is stopped**') === true && found.length > 1 && found;
    },
    { what: 'the true end of the post', timeout: 90_000, interval: 500 },
  );
  expect(post?.id).toBe(postId);
  expect(reply?.root_id).toBe(postId);
  expect(more).toEqual([]);
  expect(cloud.proxy.calls({ action: 'StopInstances' })).toHaveLength(1);
  return post?.message ?? '';
}

test('a server that starts or stands beside leaves the operation to the one that has it', async () => {
  const { postId, since } = await stopping('beside');
  const { pid } = await secondPlugin.sidecar();
  signal(pid, 'SIGKILL');
  await secondPlugin.sidecar({ not: pid });
  expect(await endsOnce(there, postId, since)).not.toContain('Continued after a restart.');
});

test('a sidecar that sleeps is followed by another, here or there, and says nothing more when it wakes', async () => {
  const { postId, since } = await stopping('asleep');
  const { pid } = await world.plugin.sidecar();
  signal(pid, 'SIGSTOP');
  const continued = await eventually(
    async () => (await posts(there, since))[0]?.message.includes('Continued after a restart.') === true,
    { what: 'another to go on', timeout: 40_000, interval: 500 },
  ).finally(() => {
    signal(pid, 'SIGCONT');
  });
  expect(continued).toBe(true);
  await endsOnce(there, postId, since);
});

test('a question that one server asks is answered at the other, once', async () => {
  await cloud.seed({ region: 'us-east-1', name: 'web-1' }, { region: 'us-east-1', name: 'web-2' });
  const since = Date.now();
  const exchange = await world.root.command(world.channel, '/ec2ctl stop web-*');
  const question = await exchange.post(/Stop these 2 instances\?/);
  const seen = await there.client.getPost(question.id);
  await Promise.allSettled([
    press(there, seen, 'Stop 2 instances'),
    press(world.root, question, 'Stop 2 instances'),
    press(there, seen, 'Stop 2 instances'),
  ]);
  await eventually(async () => (await there.client.getPost(question.id)).message.includes('**Stopped 2 instances**'), {
    what: 'the end of the change',
    timeout: 90_000,
    interval: 500,
  });
  await toldOnce(world, there, { ...world.channel, postId: question.id });
  // Nor is there any other post, of another operation.
  expect(await posts(there, since)).toHaveLength(2);
  expect(cloud.proxy.calls({ action: 'StopInstances' })).toHaveLength(1);
});

test('a question of a server that is killed is ended by the other when its time is up', async () => {
  await cloud.seed({ region: 'us-east-1', name: 'web-1' }, { region: 'us-east-1', name: 'web-2' });
  const question = await (await world.root.command(world.channel, '/ec2ctl stop web-*')).post(/Stop these 2/);
  const { token } = await storedPress(world, question.id);
  await world.server.kill();
  await expireCard(world, token);
  const ended = await eventually(
    async () => {
      const post = await there.client.getPost(question.id);
      return post.message.includes('Not answered within 5 minutes') && post;
    },
    { what: 'the end of the question', timeout: 45_000, interval: 500 },
  );
  expect(buttonsOf(ended)).toEqual([]);
  expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  await world.server.start();
  await world.reconnect();
});

test('what is done at both at the same time is in one history, each thing once', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'both' });
  // Somebody else: what the others may type within a minute is for the other tests.
  const here = await world.anotherAdmin();
  const elsewhere = await Person.login(second.url, loginOf(here.username));
  const rehearse = async (person: Person): Promise<void> => {
    for (let at = 0; at < 8; at += 1) {
      await (await person.command(world.channel, `/ec2ctl stop ${id} --dry-run`)).ephemeral(/Nothing was changed/);
    }
  };
  // Limits are for each person and server.
  await Promise.all([rehearse(here), rehearse(elsewhere)]);
  await eventually(async () => (await storedRows(world, id)).length === 16, { what: 'all of them' });
  const told = await Promise.all(
    [here, elsewhere].map((person) => history(person, world.channel, ` --instance ${id}`)),
  );
  elsewhere.close();
  expect(told.map((lines) => lines.map(withoutAge))).toEqual([told[0]?.map(withoutAge), told[0]?.map(withoutAge)]);
  expect(told[0]?.[0]).toBe('**16 entries in the last 7d**');
});

test('a server that is killed is followed by the other within the lease', async () => {
  const { postId, since } = await stopping('killed');
  const killedAt = Date.now();
  await world.server.kill();
  await eventually(
    async () => (await posts(there, since))[0]?.message.includes('Continued after a restart.') === true,
    {
      what: 'the other server to go on',
      timeout: 40_000,
      interval: 500,
    },
  );
  // A lease of 15 s, two looks 5 s apart, the window in which edits are gathered.
  expect(Date.now() - killedAt).toBeLessThan(30_000);
  await endsOnce(there, postId, since);
  await world.server.start();
  await world.reconnect();
});
