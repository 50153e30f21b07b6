/** The process ends between a post and its id in the record, and many posts come before the next one looks for it. */
import { beforeEach, expect, test } from '@jest/globals';
import { CardStage } from './testing/card-stage.ts';

const OTHERS = 450;

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  stage.bridge.host.now = () => stage.clock.now();
});

/** The process ends, and the next one finds a channel in which others wrote meanwhile. */
async function restartAmongOthers(): Promise<void> {
  stage.inNextHost = (host) => {
    host.now = () => stage.clock.now();
    for (let made = 0; made < OTHERS; made += 1) {
      void host.CreatePost({ user_id: 'carol', channel_id: 'c', root_id: '', message: 'hello' });
    }
  };
  await stage.restart();
}

/** What the bot's posts say now, without their first lines. */
function answers(): string[] {
  const own = stage.posts.filter(({ message }) => message !== 'hello');
  return own.map(({ message }) => message.split('\n').slice(1).join('\n'));
}

test('a question is found, and ended', async () => {
  stage.silence('KVSetWithOptions', { at: '"OldValue"' });
  stage.bridge.host.KVDelete = () => new Promise(() => undefined);
  await stage.type('/ec2ctl stop web-*');
  await restartAmongOthers();
  await stage.clock.advance(300_000);
  expect(answers()).toEqual(['Not answered within 5 minutes. Nothing was changed.']);
});

test('a listing is found, and says that it was interrupted', async () => {
  stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', hang: true });
  stage.silence('KVSetWithOptions', { at: '"OldValue"' });
  await stage.type('/ec2ctl ls');
  await stage.clock.advance(2_000);
  await restartAmongOthers();
  expect(answers()).toEqual([expect.stringContaining('interrupted')]);
});
