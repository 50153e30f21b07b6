import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ButtonAction } from '../attachment.ts';
import { UpstreamError } from '../errors.ts';
import type { Posts } from '../ports.ts';
import { createFiles } from './files.ts';
import { createPosts, OPERATION_PROP } from './posts.ts';
import { FakeHost } from './testing/fake-host.ts';

let host: FakeHost;
let posts: Posts;

beforeEach(() => {
  host = new FakeHost();
  posts = createPosts(host, { botId: () => 'bot', pluginId: () => 'ec2ctl' });
});

async function existing(facts: { channel_id: string; root_id?: string }): Promise<string> {
  const post = await host.CreatePost({ user_id: 'bob', root_id: '', message: 'hello', ...facts });
  return post.id;
}

function button(name: string): ButtonAction {
  return { type: 'button', name, context: { token: 't' } };
}

/** The names of the buttons below a post. */
function buttons(id: string): unknown[] {
  const [attachment] = (host.posts.get(id)?.props?.['attachments'] ?? []) as { actions?: { name: unknown }[] }[];
  return (attachment?.actions ?? []).map(({ name }) => name);
}

/** The texts of the files of a post. */
function filesOf(id: string): string[] {
  const post = host.posts.get(id);
  return post === undefined ? [] : host.filesOf(post);
}

describe('create', () => {
  test('sends a press of a button to the plugin, with what the button says', async () => {
    const attachment = {
      color: '#1c58d9',
      fallback: 'Which?',
      footer: 'Valid for 5 minutes',
      actions: [button('Stop')],
    };
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'Which?', attachment });
    expect(host.posts.get(id)?.props?.['attachments']).toEqual([
      {
        color: '#1c58d9',
        fallback: 'Which?',
        footer: 'Valid for 5 minutes',
        actions: [
          { type: 'button', name: 'Stop', integration: { url: '/plugins/ec2ctl/action', context: { token: 't' } } },
        ],
      },
    ]);
  });

  test('posts as the bot, with the operation in a prop', async () => {
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'hi', operationId: 'op1' });
    expect(host.posts.get(id)).toMatchObject({ user_id: 'bot', message: 'hi', props: { [OPERATION_PROP]: 'op1' } });
  });

  test('has the files that were uploaded to its channel', async () => {
    const fileId = await createFiles(host).upload('c', { name: 'a.csv', content: Buffer.from('"ü"\r\n') });
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'hi', fileIds: [fileId] });
    expect(filesOf(id)).toEqual(['"ü"\r\n']);
    expect(host.files.get(fileId)).toMatchObject({ channelId: 'c', name: 'a.csv' });
  });

  test('answers in the thread', async () => {
    const root = await existing({ channel_id: 'c' });
    const id = await posts.create({ channelId: 'c', rootId: root, message: 'hi' });
    expect(host.posts.get(id)?.root_id).toBe(root);
  });

  test('answers at the root when a reply is named', async () => {
    const root = await existing({ channel_id: 'c' });
    const reply = await existing({ channel_id: 'c', root_id: root });
    const id = await posts.create({ channelId: 'c', rootId: reply, message: 'hi' });
    expect(host.posts.get(id)?.root_id).toBe(root);
  });

  test.each([
    ['does not exist', 'nowhere', 'c'],
    ['is in another channel', undefined, 'd'],
  ])('falls back to the channel when the thread %s', async (_name, rootId, channel) => {
    const root = rootId ?? (await existing({ channel_id: channel }));
    const id = await posts.create({ channelId: 'c', rootId: root, message: 'hi' });
    expect(host.posts.get(id)).toMatchObject({ channel_id: 'c', root_id: '' });
  });
});

describe('edit', () => {
  test('changes the message and keeps the props', async () => {
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'one', operationId: 'op1' });
    await posts.edit(id, 'two');
    expect(host.posts.get(id)).toMatchObject({ message: 'two', props: { [OPERATION_PROP]: 'op1' } });
  });

  test('keeps, replaces or takes away what stands below the text', async () => {
    const card = { color: '#d24b4e', fallback: 'Stop?', actions: [button('Stop'), button('Cancel')] };
    const id = await posts.create({
      channelId: 'c',
      rootId: '',
      message: 'Stop?',
      attachment: card,
      operationId: 'op1',
    });
    await posts.edit(id, 'Stop these?');
    expect(buttons(id)).toEqual(['Stop', 'Cancel']);
    await posts.edit(id, 'Stop these?', { attachment: { ...card, actions: [button('Stop web-1')] } });
    expect(buttons(id)).toEqual(['Stop web-1']);
    await posts.edit(id, 'Cancelled.', { attachment: null });
    expect(host.posts.get(id)?.props).toEqual({ [OPERATION_PROP]: 'op1' });
  });

  test('keeps the files of a post, or replaces them, also where nothing else changes', async () => {
    const upload = (text: string): Promise<string> =>
      createFiles(host).upload('c', { name: 'a.csv', content: Buffer.from(text) });
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'one', fileIds: [await upload('first')] });
    await posts.edit(id, 'two');
    expect(filesOf(id)).toEqual(['first']);
    await posts.edit(id, 'two', { fileIds: [await upload('second')] });
    expect(filesOf(id)).toEqual(['second']);
    await posts.edit(id, 'two', { fileIds: [] });
    expect(filesOf(id)).toEqual([]);
  });

  test('makes no edit when nothing changed', async () => {
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'one' });
    let edits = 0;
    host.onPost = () => {
      edits += 1;
    };
    await posts.edit(id, 'one');
    await posts.edit(id, 'one', { attachment: null, fileIds: [] });
    expect(edits).toBe(0);
  });

  test('refuses a post of somebody else', async () => {
    const id = await existing({ channel_id: 'c' });
    await expect(posts.edit(id, 'two')).rejects.toMatchObject({ code: 'NotOurPost' });
  });

  test('rejects when the post is deleted', async () => {
    const id = await posts.create({ channelId: 'c', rootId: '', message: 'one' });
    host.posts.delete(id);
    await expect(posts.edit(id, 'two')).rejects.toMatchObject({ status: 404 });
  });
});

test('the direct messages of the bot with a person are a channel', async () => {
  host.addUser('bob');
  expect(await posts.directChannel('bob')).toBe('direct-bob-bot');
});

test('ephemeral goes to one person, by the bot', async () => {
  await posts.ephemeral('bob', { channelId: 'c', rootId: '' }, 'psst');
  expect(host.ephemerals).toEqual([
    { userId: 'bob', post: { user_id: 'bot', channel_id: 'c', root_id: '', message: 'psst' } },
  ]);
});

describe('findByOperation', () => {
  test('finds the post in the channel and in the thread', async () => {
    const root = await existing({ channel_id: 'c' });
    const inChannel = await posts.create({ channelId: 'c', rootId: '', message: 'a', operationId: 'op1' });
    const inThread = await posts.create({ channelId: 'c', rootId: root, message: 'b', operationId: 'op2' });
    expect(await posts.findByOperation({ channelId: 'c', rootId: '' }, 'op1', 0)).toBe(inChannel);
    expect(await posts.findByOperation({ channelId: 'c', rootId: root }, 'op2', 0)).toBe(inThread);
  });

  test('finds the post behind many others that came since the operation began', async () => {
    const post = await posts.create({ channelId: 'c', rootId: '', message: 'a', operationId: 'op1' });
    const since = host.posts.get(post)?.create_at ?? 0;
    for (let made = 0; made < 450; made += 1) await existing({ channel_id: 'c' });
    expect(await posts.findByOperation({ channelId: 'c', rootId: '' }, 'op1', since)).toBe(post);
  });

  test('does not take a copy that a person made for ours', async () => {
    await host.CreatePost({
      user_id: 'mallory',
      channel_id: 'c',
      root_id: '',
      message: 'fake',
      props: { [OPERATION_PROP]: 'op1' },
    });
    expect(await posts.findByOperation({ channelId: 'c', rootId: '' }, 'op1', 0)).toBeUndefined();
  });
});

describe('a post with buttons', () => {
  const fields = [{ title: 'Type', value: 't3.small', short: true }];
  const attachment = { color: '#3db887', fallback: 'web-1', footer: 'Valid', fields, actions: [button('Stop')] };

  async function posted(more: { operationId?: string } = {}): Promise<string> {
    return await posts.create({ channelId: 'c', rootId: '', message: 'hi', attachment, ...more });
  }

  test('is known by what they carry, and what stands below besides is told', async () => {
    const id = await posted();
    expect(await posts.withButtons(id, 't')).toEqual({
      channelId: 'c',
      rootId: '',
      message: 'hi',
      isQuestion: false,
      rest: { color: '#3db887', fallback: 'web-1', fields },
    });
    expect(await posts.withButtons(await posted({ operationId: 'op1' }), 't')).toMatchObject({ isQuestion: true });
  });

  test.each([
    ['by another token', async () => ({ id: await posted(), token: 'other' })],
    ['where there is no post', () => ({ id: 'nothing', token: 't' })],
    [
      'by somebody else, who copied it',
      async () => {
        const copy = await host.GetPost(await posted());
        return { id: (await host.CreatePost({ ...copy, user_id: 'mallory' })).id, token: 't' };
      },
    ],
    [
      'that was deleted',
      async () => {
        const id = await posted();
        host.posts.set(id, { ...(await host.GetPost(id)), delete_at: 1 });
        return { id, token: 't' };
      },
    ],
    [
      'whose buttons are gone',
      async () => {
        const id = await posted();
        await posts.edit(id, 'hi', { attachment: null });
        return { id, token: 't' };
      },
    ],
    [
      'with attachments that are none of ours',
      async () => {
        const props = { attachments: [{ actions: 'none' }] };
        const draft = { user_id: 'bot', channel_id: 'c', root_id: '', message: 'hi', props };
        return { id: (await host.CreatePost(draft)).id, token: 't' };
      },
    ],
  ])('is none %s', async (_what, make) => {
    const { id, token } = await make();
    expect(await posts.withButtons(id, token)).toBeUndefined();
  });

  test('is none that is not known while Mattermost does not answer', async () => {
    host.GetPost = () => Promise.reject(new UpstreamError('mattermost', 'Unreachable', 'No answer'));
    await expect(posts.withButtons('p', 't')).rejects.toMatchObject({ code: 'Unreachable' });
  });

  test('is not edited for nothing, when there is nothing to take away', async () => {
    const id = await posted();
    await posts.edit(id, 'hi', { attachment: null });
    expect(buttons(id)).toEqual([]);
    let edits = 0;
    host.onPost = () => (edits += 1);
    await posts.edit(id, 'hi', { attachment: null });
    expect(edits).toBe(0);
  });
});
