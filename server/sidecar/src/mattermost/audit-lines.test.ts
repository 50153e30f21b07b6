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

  test('behind many others, since its operation began', async () => {
    await lines.make('c', 'line', 'op1');
    const [line] = host.posts.values();
    await fill(1_200);

    expect(await lines.find('c', 'op1', line?.create_at ?? 0)).toBe(line?.id);
  });

  test('of the bot alone', async () => {
    const props = { [AUDIT_PROP]: 'op1' };
    await host.CreatePost({ user_id: 'mallory', channel_id: 'c', root_id: '', message: 'line', props });

    expect(await lines.find('c', 'op1', 0)).toBeUndefined();
  });
});
