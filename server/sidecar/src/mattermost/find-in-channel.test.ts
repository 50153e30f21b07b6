import { beforeEach, expect, test } from '@jest/globals';
import { findInChannel } from './find-in-channel.ts';
import type { StoredPost } from './host-api.ts';
import { FakeHost } from './testing/fake-host.ts';

const MINUTE_MS = 60_000;
const BEGINNING = 1_700_000_000_000;

let host: FakeHost;
let now: number;
/** Which pages were asked for. */
let pages: number[];

beforeEach(() => {
  host = new FakeHost();
  now = BEGINNING;
  host.now = () => now;
  pages = [];
  const give = host.GetPostsForChannel.bind(host);
  host.GetPostsForChannel = (channelId, page, perPage) => {
    pages.push(page);
    return give(channelId, page, perPage);
  };
});

async function make(message: string): Promise<StoredPost> {
  return await host.CreatePost({ user_id: 'alice', channel_id: 'c', root_id: '', message });
}

/** Other posts of the channel, a minute apart. */
async function fill(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    now += MINUTE_MS;
    await make('hello');
  }
}

async function find(since: number): Promise<string | undefined> {
  return (await findInChannel(host, { channelId: 'c', since }, ({ message }) => message === 'it'))?.id;
}

test('one of the newest is found with a single call, whatever the clocks say', async () => {
  const { id } = await make('it');
  await fill(150);

  expect(await find(now + 600 * MINUTE_MS)).toBe(id);
  expect(pages).toEqual([0]);
});

test('one of yesterday is found behind thousands', async () => {
  const { id } = await make('it');
  await fill(9_900);

  expect(await find(BEGINNING)).toBe(id);
  expect(pages).toHaveLength(50);
});

test('nothing is looked for behind what is older than the operation', async () => {
  await fill(1_000);

  expect(await find(now - 10 * MINUTE_MS)).toBeUndefined();
  expect(pages).toEqual([0]);
  expect(await find(now - 500 * MINUTE_MS)).toBeUndefined();
  expect(pages).toEqual([0, 0, 1, 2]);
});

test('nor behind the last post of the channel', async () => {
  await fill(450);

  expect(await find(BEGINNING)).toBeUndefined();
  expect(pages).toEqual([0, 1, 2]);
});

test('nor for ever, however young the posts are', async () => {
  await make('it');
  await fill(10_000);

  expect(await find(BEGINNING)).toBeUndefined();
  expect(pages).toHaveLength(50);
});

test('the clock of the server that made it may be some minutes behind', async () => {
  const { id } = await make('it');
  await fill(200);

  expect(await find(BEGINNING + 4 * MINUTE_MS)).toBe(id);
});

test('the beginning of an old thread, which comes with an answer, ends nothing', async () => {
  const root = await make('long ago');
  await fill(600);
  const { id, create_at: since } = await make('it');
  await fill(250);
  const give = host.GetPostsForChannel.bind(host);
  host.GetPostsForChannel = async (...page) => {
    const list = await give(...page);
    return { ...list, posts: { ...list.posts, [root.id]: root } } as unknown as typeof list;
  };

  expect(await find(since)).toBe(id);
});
