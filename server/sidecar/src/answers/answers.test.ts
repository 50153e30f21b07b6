import { beforeEach, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../commands/tree.ts';
import { FakeBridge, until } from '../testing/fake-bridge.ts';

/** A line of each command that not everyone may use: what it says of itself must also be enforced. */
const LINES_WITH_A_RIGHT = COMMANDS.filter(({ permission }) => permission !== 'none').map(({ name, examples }) =>
  ['/ec2ctl', name, examples[0]?.arguments].filter(Boolean).join(' '),
);

let bridge: FakeBridge;

beforeEach(() => {
  bridge = new FakeBridge();
});

/** Under which the operations that are not over have their records. */
function operationKeys(): string[] {
  return [...bridge.host.store.keys()].filter((key) => key.startsWith('op/'));
}

test.each([
  ['/ec2ctl stop -i i-0123456789abcdef0', 'is in none of the 16 regions read'],
  ['/ec2ctl stop -i i-bad', 'is not an instance id'],
  ['/ec2ctl stop banana', 'No instance is named'],
  ['/ec2ctl ls -r us-nowhere-1', 'is not among the'],
])('who is answered alone is told as well that it is the demo fleet: %s', async (command, answer) => {
  await bridge.initialize();
  const ephemeral = bridge.nextEphemeral();
  await bridge.type('alice', command);
  const { message } = await ephemeral;
  expect(message).toContain(answer);
  expect(message.split('\n')[0]).toBe(
    `\`〉${command.slice(1)}\` · [demo fleet](https://chat.example.org/team/admin_console/plugins/plugin_ec2ctl)`,
  );
});

describe('who may', () => {
  test('an admin lists, and the bot answers in the channel', async () => {
    await bridge.initialize();
    const post = bridge.nextPost();
    expect(await bridge.type('alice', '/ec2ctl ls')).toEqual({});
    const { message, channel_id } = await post;
    expect(channel_id).toBe('c');
    expect(message.split('\n')[0]).toBe(
      '`〉ec2ctl ls` · alice · [demo fleet](https://chat.example.org/team/admin_console/plugins/plugin_ec2ctl)',
    );
    expect(message).toContain('| INSTANCE NAME | ID | TYPE | STATE | REGION |');
  });

  test('everyone has help and version, and nothing else', () => {
    const free = COMMANDS.filter(({ permission }) => permission === 'none').map(({ name }) => name);
    expect(free.toSorted()).toEqual(['help', 'version']);
  });

  test.each(LINES_WITH_A_RIGHT)('nobody else: %s', async (command) => {
    await bridge.initialize();
    const ephemeral = bridge.nextEphemeral();
    await bridge.type('bob', command);
    const { userId, message } = await ephemeral;
    expect(userId).toBe('bob');
    expect(message).toMatch(/Ask a system admin to add you to \*\*(Viewers|Operators)\*\*/);
    expect(message).not.toMatch(/us-|eu-|running/);
    expect(bridge.host.posts.size).toBe(0);
    expect(bridge.logged).toContainEqual(
      expect.objectContaining({ userId: 'bob', channelId: 'c', outcome: 'refused' }),
    );
  });

  test.each([
    ['without a session', ''],
    ['with the session of somebody else', 'bob-session'],
    ['with a session that is none', 'nothing'],
  ])('another plugin cannot run it as an admin %s', async (_name, sessionId) => {
    await bridge.initialize();
    const response = await bridge.type('alice', '/ec2ctl ls', { sessionId });
    expect(response).toMatchObject({ response_type: 'ephemeral', skip_slack_parsing: true });
    expect(bridge.host.posts.size).toBe(0);
    expect(bridge.logged).toContainEqual(expect.objectContaining({ userId: 'alice', outcome: 'refused' }));
  });

  test('version tells everyone the numbers, and what is in use to those who may look', async () => {
    await bridge.initialize();
    let ephemeral = bridge.nextEphemeral();
    await bridge.type('bob', '/ec2ctl version');
    expect((await ephemeral).message).toMatch(/1\.2\.3.*\n.*11\.9\.0/);
    ephemeral = bridge.nextEphemeral();
    await bridge.type('alice', '/ec2ctl version');
    expect((await ephemeral).message).toContain('demo fleet');
  });
});

describe('where the answer stands', () => {
  test('in the thread, in lines', async () => {
    await bridge.initialize();
    const root = await bridge.host.CreatePost({ user_id: 'alice', channel_id: 'c', root_id: '', message: 'hi' });
    const post = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls', { rootId: root.id });
    const { root_id, message } = await post;
    expect(root_id).toBe(root.id);
    expect(message).not.toContain('| INSTANCE NAME |');
  });

  test('in lines on the phone', async () => {
    await bridge.initialize();
    const post = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls', { userAgent: 'Mattermost Mobile/2.30.0' });
    expect((await post).message).not.toContain('| INSTANCE NAME |');
  });
});

describe('ls', () => {
  test('of one region', async () => {
    await bridge.initialize();
    const post = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls -r us-west-2');
    expect((await post).message).toMatch(/\*\*5 instances in `?us-west-2`?:\*\*/);
  });

  test('of a region that does not exist is told alone, with the nearest', async () => {
    await bridge.initialize();
    const ephemeral = bridge.nextEphemeral();
    await bridge.type('alice', '/ec2ctl ls -r us-wast-2');
    expect((await ephemeral).message).toContain('`/ec2ctl ls -r us-west-2`');
    expect(bridge.host.posts.size).toBe(0);
  });
});

describe('start and stop', () => {
  test('stop: one post, edited to its true end; the record is gone then', async () => {
    await bridge.initialize();
    const listing = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls');
    const id = /🟢 `web-1` \| `(i-[0-9a-f]+)`/.exec((await listing).message)?.[1] ?? '';
    const made = bridge.nextPost();
    await bridge.type('alice', `/ec2ctl stop -i ${id}`);
    const post = await made;
    expect(post.message).toMatch(/^⏳|\n⏳/);
    expect(post.message).not.toContain('stopped**');
    const end = await bridge.nextPost(({ message }) => message.includes('**`web-1` is stopped**'));
    expect(end.id).toBe(post.id);
    expect([...bridge.host.posts.values()].filter(({ message }) => message.includes('ec2ctl stop'))).toHaveLength(1);
    await until(() => operationKeys().length === 0);
    expect(bridge.logged).toContainEqual(expect.objectContaining({ verb: 'stop', userId: 'alice', channelId: 'c' }));
  });

  test('an id that is in no region is told alone', async () => {
    await bridge.initialize();
    const ephemeral = bridge.nextEphemeral();
    await bridge.type('alice', '/ec2ctl start -i i-0123456789abcdef0');
    const { message } = await ephemeral;
    expect(message).toContain('`i-0123456789abcdef0`');
    expect(message).toContain('is in none of the 16 regions read');
    expect(message).toContain('Nothing was changed.');
    expect(operationKeys()).toEqual([]);
  });
});
