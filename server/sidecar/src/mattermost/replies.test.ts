import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Replies } from '../replies.ts';
import { createReplies, REPLY_PROP } from './replies.ts';
import { FakeHost } from './testing/fake-host.ts';

let host: FakeHost;
let replies: Replies;

beforeEach(() => {
  host = new FakeHost();
  replies = createReplies(host, { botId: () => 'bot' });
});

async function existing(rootId = '', userId = 'bot'): Promise<string> {
  const post = await host.CreatePost({ user_id: userId, channel_id: 'c', root_id: rootId, message: 'Stopping' });
  return post.id;
}

/** The posts that carry the prop. */
function made(): unknown[] {
  return [...host.posts.values()].filter(({ props }) => props?.[REPLY_PROP] !== undefined);
}

describe('make', () => {
  test('replies to a post in its own thread, with the operation in a prop', async () => {
    const id = await existing();

    await replies.make(id, '@bob, it is stopped', 'op1');

    const props = { [REPLY_PROP]: 'op1' };
    expect(made()).toMatchObject([
      { user_id: 'bot', channel_id: 'c', root_id: id, message: '@bob, it is stopped', props },
    ]);
  });

  test('replies to a post in a thread under the root of that thread', async () => {
    const root = await existing('', 'alice');

    await replies.make(await existing(root), 'done', 'op1');

    expect(made()).toMatchObject([{ root_id: root }]);
  });

  test.each([['Mattermost gives no more'], ['Mattermost still gives']])(
    'is refused for a deleted post, which %s',
    async (given) => {
      const id = await existing();
      const post = host.posts.get(id);
      if (post !== undefined) host.posts.set(id, { ...post, delete_at: 1 });
      if (given.includes('still')) host.GetPost = () => Promise.resolve({ ...post, delete_at: 1 } as never);

      await expect(replies.make(id, 'done', 'op1')).rejects.toMatchObject({ source: 'mattermost' });
      await expect(replies.find(id, 'op1')).rejects.toMatchObject({ source: 'mattermost' });

      expect(made()).toEqual([]);
    },
  );
});

describe('find', () => {
  test('finds a reply of the bot by its operation, wherever its post is', async () => {
    const root = await existing('', 'alice');
    for (const id of [await existing(), await existing(root)]) {
      await replies.make(id, 'done', `of ${id}`);

      expect(await replies.find(id, `of ${id}`)).toBeDefined();
      expect(await replies.find(id, 'another')).toBeUndefined();
    }
  });

  test('takes nobody else at their word', async () => {
    const id = await existing();
    const props = { [REPLY_PROP]: 'op1' };
    await host.CreatePost({ user_id: 'mallory', channel_id: 'c', root_id: id, message: 'done', props });

    expect(await replies.find(id, 'op1')).toBeUndefined();
  });
});

describe('the kind of a channel', () => {
  test.each([
    ['O', 'public'],
    ['P', 'private'],
    ['D', 'direct'],
    ['G', 'group'],
  ] as const)('%s is %s, whether archived or not', async (type, kind) => {
    host.addChannel('c', 'sre', [], { type });
    expect(await replies.channelKind('c')).toBe(kind);
    host.addChannel('c', 'sre', [], { type, delete_at: 5 });
    expect(await replies.channelKind('c')).toBe(kind);
  });

  test('is not known of what is not there', async () => {
    expect(await replies.channelKind('nowhere')).toBeUndefined();
  });
});
