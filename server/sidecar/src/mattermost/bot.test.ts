import { expect, test } from '@jest/globals';
import { ensureBot } from './bot.ts';
import { FakeHost } from './testing/fake-host.ts';

test('makes the bot', async () => {
  const host = new FakeHost();
  const state = await ensureBot(host, 'ec2ctl');
  expect(state).toEqual({ kind: 'ready', botId: [...host.bots.keys()][0] });
});

test('does not post as a person who has the name', async () => {
  const host = new FakeHost();
  host.addUser('p1', { username: 'ec2ctl' });
  expect(await ensureBot(host, 'ec2ctl')).toEqual({ kind: 'taken', holder: 'person', holderId: 'p1' });
});

test('does not adopt a bot that a person made', async () => {
  const host = new FakeHost();
  const { botId } = (await ensureBot(host, 'ec2ctl')) as { botId: string };
  const bot = host.bots.get(botId);
  expect(bot).toBeDefined();
  host.bots.set(botId, { ...bot, owner_id: 'mallory' } as NonNullable<typeof bot>);
  expect(await ensureBot(host, 'ec2ctl')).toEqual({ kind: 'taken', holder: 'bot-of-another', holderId: botId });
});

test('passes on a failure of the server', async () => {
  const host = new FakeHost();
  host.EnsureBotUser = () => Promise.reject(new Error('database away'));
  await expect(ensureBot(host, 'ec2ctl')).rejects.toThrow('database away');
});
