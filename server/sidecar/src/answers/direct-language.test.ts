/** In whose language the bot answers in its direct messages with one person, through the whole sidecar. */
import { beforeEach, expect, test } from '@jest/globals';
import { CardStage } from './testing/card-stage.ts';

const CHINESE = /[\u4e00-\u9fff]/;

let stage: CardStage;
let direct: string;

beforeEach(async () => {
  stage = await CardStage.begin({ listings: 'channel' });
  const { host } = stage.bridge;
  host.addUser('bob', { locale: 'zh-TW' });
  const bot = [...host.bots.keys()][0] ?? '';
  direct = `bob__${bot}`;
  host.addChannel(direct, '', ['bob', bot], { type: 'D', name: direct });
  host.addChannel('with-carol', '', ['bob', 'carol'], { type: 'D', name: 'bob__carol' });
});

/** The text of the newest post, or of that one that answers in its thread. */
function said(): string {
  return stage.posts.at(-1)?.message ?? '';
}

test("a listing in the direct messages is in the language of the person, elsewhere in the server's", async () => {
  for (const [channelId, isChinese] of [
    [direct, true],
    ['with-carol', false],
    ['c', false],
  ] as const) {
    await stage.type('/ec2ctl ls', { channelId });
    await stage.clock.advance(9_000);
    expect([channelId, CHINESE.test(said())]).toEqual([channelId, isChinese]);
  }
});

test('so are a question, its answer, the change that it becomes, and the reply, also after a restart', async () => {
  await stage.type('/ec2ctl stop web-*', { channelId: direct });
  expect(said()).toMatch(CHINESE);
  expect(stage.buttons.join()).toMatch(CHINESE);
  await stage.press(stage.buttons[0] ?? '', 'bob', { channelId: direct });
  expect(said()).toMatch(CHINESE);
  await stage.restart(20_000);
  await stage.clock.advance(60_000);
  const [post, reply] = stage.posts.map(({ message }) => message);
  expect(post).toMatch(/已停止/);
  expect(reply).toMatch(/已停止/);
});

test('a question that is cancelled or left alone as well', async () => {
  await stage.type('/ec2ctl stop web-*', { channelId: direct });
  await stage.press(stage.buttons[1] ?? '', 'bob', { channelId: direct });
  expect(said()).toMatch(CHINESE);
  await stage.type('/ec2ctl stop web-*', { channelId: direct });
  await stage.clock.advance(400_000);
  expect(said()).toMatch(CHINESE);
  expect(said()).not.toContain('web-1');
});

test('where Mattermost does not say what channel it is, the answer comes all the same', async () => {
  stage.silence('GetChannel', { at: direct, times: 1 });
  await stage.type('/ec2ctl ls', { channelId: direct });
  await stage.clock.advance(9_000);
  expect(said()).toContain('3 instances');
});
