import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import { rowsOf } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
let viewer: Person;
/** A team by invitation, and a private channel of it. */
let sre: string;
let deploys: string;
let count = 0;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
  sre = await world.admin.createTeam('sre', 'I');
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await beginAnew(world, cloud);
  count += 1;
  viewer = await world.person(`viewer${String(count)}`);
  await world.root.client.addToTeam(sre, viewer.id);
  deploys = await world.admin.createChannel(sre, `deploys${String(count)}`, [viewer], 'P');
  await save({ viewers: `@${viewer.username}` });
  await cloud.seed({ region: 'us-west-2', name: 'web' });
});

/** Saves who may look and act, with the default of *Listings*. */
async function save(lists: { viewers?: string; operators?: string }): Promise<void> {
  await world.admin.configure(PLUGIN_ID, { viewers: '', operators: '', listings: '', ...lists });
}

/** Where a listing goes that is asked for in a channel: to all who read it, or to the asker alone. */
async function whereListed(channelId: string, person = viewer): Promise<'channel' | 'asker'> {
  const exchange = await person.command({ ...world.channel, channelId }, '/ec2ctl ls');
  const { kind, post } = await exchange.answer();
  expect(post).toMatchObject({ channel_id: channelId, user_id: await world.botId() });
  expect(post.message).toMatch(/1 instance in/);
  if (kind === 'ephemeral') {
    // Not in any other way, either.
    const posts = await world.root.posts(channelId);
    expect(posts.filter(({ create_at: at, type }) => at >= exchange.sentAt && type === '')).toEqual([]);
  }
  return kind === 'ephemeral' ? 'asker' : 'channel';
}

describe('by default a listing goes to the asker alone', () => {
  test('in a public channel, when only the asker may look, and has no name in its head', async () => {
    expect(await whereListed(world.channel.channelId)).toBe('asker');
    const exchange = await viewer.command(world.channel, '/ec2ctl ls');
    expect((await exchange.ephemeral()).message.split('\n')[0]).toBe('`〉ec2ctl ls`');
  });

  test('in a private channel whose members are not all viewers', async () => {
    expect(await whereListed(deploys)).toBe('asker');
  });

  test('in a public channel, although all its members are viewers: others read it without joining', async () => {
    await save({ viewers: '~crew/machines' });
    expect(await whereListed(world.channel.channelId)).toBe('asker');
  });

  test('in a public channel, when only another team may look', async () => {
    await save({ viewers: 'team:sre' });
    expect(await whereListed(world.channel.channelId)).toBe('asker');
  });

  test('for a system admin, who may always look', async () => {
    await save({});
    expect(await whereListed(world.channel.channelId, world.root)).toBe('asker');
  });

  test('in a direct message with somebody else who may look', async () => {
    await save({ viewers: `@${viewer.username}\n@bob` });
    expect(await whereListed(await viewer.directChannel(world.bob.id))).toBe('asker');
  });
});

describe('by default a listing goes to the channel', () => {
  test('that is private and on the list', async () => {
    await save({ viewers: `~sre/deploys${String(count)}` });
    expect(await whereListed(deploys)).toBe('channel');
  });

  test('that is private and on the list of operators, who may look as well', async () => {
    await save({ operators: `~sre/deploys${String(count)}` });
    expect(await whereListed(deploys)).toBe('channel');
  });

  test('whose team is on the list, private or public', async () => {
    await save({ viewers: 'team:sre\nteam:crew' });
    expect(await whereListed(deploys)).toBe('channel');
    expect(await whereListed(world.channel.channelId)).toBe('channel');
  });

  test('when everyone may look', async () => {
    await save({ viewers: 'everyone' });
    expect(await whereListed(world.channel.channelId)).toBe('channel');
    expect(await whereListed(deploys)).toBe('channel');
    expect(await whereListed(await viewer.directChannel(world.bob.id))).toBe('channel');
  });

  test('that is the direct message with the bot', async () => {
    expect(await whereListed(await viewer.directChannel(await world.botId()))).toBe('channel');
  });
});

test('a guest who joins makes listings private again, until they leave', async () => {
  const room = await world.admin.createChannel(world.teamId, `room${String(count)}`, [viewer], 'P');
  await save({ viewers: `everyone\n~crew/room${String(count)}` });
  expect(await whereListed(room)).toBe('channel');
  // No member of any other channel, where other tests list.
  const guest = await world.admin.createPerson(`guest${String(count)}`, world.teamId, 'system_guest');
  await world.root.client.addToChannel(guest.id, room);
  const exchange = await viewer.command({ ...world.channel, channelId: room }, '/ec2ctl ls');
  expect((await exchange.answer()).kind).toBe('ephemeral');
  await world.root.client.removeFromChannel(guest.id, room);
  const later = await viewer.command({ ...world.channel, channelId: room }, '/ec2ctl ls');
  expect((await later.answer()).kind).toBe('posted');
  guest.close();
});

test('a private channel that is made public makes listings private', async () => {
  const room = await world.admin.createChannel(world.teamId, `hall${String(count)}`, [viewer], 'P');
  await save({ viewers: `~crew/hall${String(count)}` });
  expect(await whereListed(room)).toBe('channel');
  await world.root.client.updateChannelPrivacy(room, 'O');
  const exchange = await viewer.command({ ...world.channel, channelId: room }, '/ec2ctl ls');
  expect((await exchange.answer()).kind).toBe('ephemeral');
});

test('with *Listings* at *channel* it goes to the channel, whoever reads it', async () => {
  await world.admin.configure(PLUGIN_ID, { listings: 'channel' });
  expect(await whereListed(world.channel.channelId)).toBe('channel');
});

test('a change is posted in the channel all the same', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'db', state: 'stopped' });
  await save({ operators: `@${viewer.username}` });
  const exchange = await viewer.command(world.channel, `/ec2ctl stop -i ${id}`);
  expect((await exchange.answer()).kind).toBe('posted');
});

describe('a listing for the asker alone', () => {
  /** All that came are versions of one post, which the app takes for one by its id; and nobody else was told. */
  async function expectOnePost(exchange: Exchange, id: string, createdAt: number): Promise<void> {
    const told = exchange.deliveries();
    expect(told.map(({ post }) => [post.id, post.create_at])).toEqual(told.map(() => [id, createdAt]));
    expect(world.bob.inbox.all(({ at }) => at >= exchange.sentAt)).toEqual([]);
  }

  test('comes after 2 s with what is there, and the same post grows when the slow region has answered', async () => {
    await cloud.seed({ region: 'eu-west-1', name: 'slow' });
    cloud.proxy.addRules({ do: 'pass', delayMs: 3_500, region: 'eu-west-1', action: 'DescribeInstances' });
    const exchange = await viewer.command(world.channel, '/ec2ctl ls');
    const first = await exchange.ephemeral();
    expect(Date.now() - exchange.sentAt).toBeGreaterThan(1_800);
    expect(first.message).toMatch(/waiting for: `eu-west-1`/);
    expect(rowsOf(first.message).map(({ name }) => name)).toEqual(['`web`']);

    const last = await exchange.version(first.id, /4 regions read/);
    expect(rowsOf(last.message).map(({ name }) => name)).toEqual(['`slow`', '`web`']);
    expect(last.type).toBe('system_ephemeral');
    await expectOnePost(exchange, first.id, first.create_at);
  });

  test('ends with what could not be read, in the same post', async () => {
    cloud.proxy.addRules({ do: 'hang', region: 'eu-west-1', action: 'DescribeInstances' });
    const exchange = await viewer.command(world.channel, '/ec2ctl ls');
    const first = await exchange.ephemeral(/waiting for: `eu-west-1`/);
    await exchange.version(first.id, /Not read: `eu-west-1`/, { timeout: 12_000 });
    await expectOnePost(exchange, first.id, first.create_at);
  });

  test('stays in the thread where it was asked for', async () => {
    const root = await world.bob.write(world.channel, 'Who needs the machines tonight?');
    const exchange = await viewer.command({ ...world.channel, rootId: root.id }, '/ec2ctl ls');
    expect(await exchange.ephemeral()).toMatchObject({ root_id: root.id, channel_id: world.channel.channelId });
  });
});
