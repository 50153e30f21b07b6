import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Audit } from '../audit.ts';
import { AUDIT_PROP, createAuditLines } from './audit-lines.ts';
import { FakeHost } from './testing/fake-host.ts';

let host: FakeHost;
let lines: Pick<Audit, 'make' | 'find'>;

beforeEach(() => {
  host = new FakeHost();
  lines = createAuditLines(host, { botId: () => 'bot' });
});

/** Other posts of the channel, the newest so many. */
async function fill(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    await host.CreatePost({ user_id: 'alice', channel_id: 'c', root_id: '', message: 'hello' });
  }
}

test('a line is a post of the bot, in no thread, with the operation in a prop', async () => {
  await lines.make('c', 'bob stopped it', 'op1');

  expect([...host.posts.values()]).toMatchObject([
    {
      user_id: 'bot',
      channel_id: 'c',
      root_id: '',
      message: 'bob stopped it',
      props: { [AUDIT_PROP]: 'op1' },
    },
  ]);
});

describe('a line is found', () => {
  test('by its operation, in its channel', async () => {
    await lines.make('c', 'line', 'op1');
    const [id] = host.posts.keys();

    expect(await lines.find('c', 'op1', 0)).toBe(id);
    expect(await lines.find('c', 'op2', 0)).toBeUndefined();
    expect(await lines.find('another', 'op1', 0)).toBeUndefined();
  });

  test('behind many others', async () => {
    await lines.make('c', 'line', 'op1');
    await fill(450);

    expect(await lines.find('c', 'op1', 0)).toBeDefined();
  });

  test('and not looked for behind what is older than its operation', async () => {
    await fill(600);
    const newest = [...host.posts.values()].at(-100);
    const pages: number[] = [];
    const give = host.GetPostsForChannel.bind(host);
    host.GetPostsForChannel = (channelId, page, perPage) => {
      pages.push(page);
      return give(channelId, page, perPage);
    };

    expect(await lines.find('c', 'op1', newest?.create_at ?? 0)).toBeUndefined();
    expect(pages).toEqual([0]);
    expect(await lines.find('c', 'op1', 0)).toBeUndefined();
    expect(pages).toEqual([0, 0, 1, 2, 3]);
  });

  test('also where an old thread was answered in since: its first post comes with the page', async () => {
    const root = await host.CreatePost({ user_id: 'alice', channel_id: 'c', root_id: '', message: 'long ago' });
    await lines.make('c', 'line', 'op1');
    const line = [...host.posts.values()].at(-1);
    await fill(250);
    const give = host.GetPostsForChannel.bind(host);
    host.GetPostsForChannel = async (...page) => {
      const list = await give(...page);
      return { ...list, posts: { ...list.posts, [root.id]: root } } as unknown as typeof list;
    };

    expect(await lines.find('c', 'op1', line?.create_at ?? 0)).toBe(line?.id);
  });

  test('not behind five pages, however young they are', async () => {
    await lines.make('c', 'line', 'op1');
    await fill(1_000);

    expect(await lines.find('c', 'op1', 0)).toBeUndefined();
  });

  test('of the bot alone', async () => {
    const props = { [AUDIT_PROP]: 'op1' };
    await host.CreatePost({ user_id: 'mallory', channel_id: 'c', root_id: '', message: 'line', props });

    expect(await lines.find('c', 'op1', 0)).toBeUndefined();
  });
});
