/** The buttons below `info` are drawn by one press after another, and what is drawn late is not what counts. */
import { beforeEach, expect, test } from '@jest/globals';
import { CARD_LIFE_MS } from '../cards/card.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CardStage, WEB_1 } from './testing/card-stage.ts';
import { loggedRefusals } from './testing/noted-refusals.ts';

const GONE = 'These buttons are not valid any longer. This press changed nothing.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  await stage.type('/ec2ctl info web-1');
});

test('a button does what it says and nothing else, whichever question is kept', async () => {
  const { postId, context } = stage.bridge.host.action('Stop');
  const heal = stage.silence('UpdatePost');
  await stage.press('Stop');
  await stage.clock.advance(10_000);
  await stage.press('', 'bob', { postId, context: { ...context, choice: 'reboot' } });
  await stage.clock.advance(10_000);
  heal();
  await stage.press('', 'bob', { postId, context: { ...context, choice: 'confirm:stop' } });
  expect(stage.told.says).toBe(GONE);
  expect(loggedRefusals(stage)).toMatchObject([{ userId: 'bob', reason: 'not-offered' }]);
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([]);
});

test('the question that is kept is shown, also where that before it is drawn after it', async () => {
  const { postId, context } = stage.bridge.host.action('Stop');
  stage.silence('UpdatePost', { times: 1 });
  await stage.press('Stop');
  await stage.clock.advance(500);
  await stage.press('', 'bob', { postId, context: { ...context, choice: 'reboot' } });
  await stage.clock.advance(3_000);
  expect(stage.buttons).toEqual(['Reboot web-1', 'Cancel']);
});

test('where what was drawn cannot be compared with what is kept, the question can be answered', async () => {
  const { host } = stage.bridge;
  const get = host.KVGet.bind(host);
  let reads = 0;
  host.KVGet = async (key) => {
    if (key.startsWith('card/')) reads += 1;
    if (reads === 2) throw mattermostError('Unreachable');
    return await get(key);
  };
  await stage.press('Stop');
  host.KVGet = get;
  expect([stage.tellings, stage.buttons]).toEqual([0, ['Stop web-1', 'Cancel']]);
  await stage.press('Stop web-1');
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([[WEB_1]]);
});

test('buttons do not come back that are drawn after the answer', async () => {
  const { host } = stage.bridge;
  const update = host.UpdatePost.bind(host);
  const { postId, context } = host.action('Stop');
  // The question is drawn by the first press only when the second has answered it.
  host.UpdatePost = async (...args) => {
    host.UpdatePost = update;
    await stage.clock.sleep(1_000);
    return await update(...args);
  };
  await stage.press('Stop');
  await stage.press('', 'bob', { postId, context: { ...context, choice: 'confirm:stop' } });
  await stage.clock.advance(1_000);
  expect(host.buttons(host.posts.get(postId))).toEqual([]);
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([[WEB_1]]);
});

test('a first press that comes to the record when its time is up is told, and noted', async () => {
  await stage.clock.advance(CARD_LIFE_MS - 1_000);
  const { host } = stage.bridge;
  const set = host.KVSetWithOptions.bind(host);
  host.KVSetWithOptions = async (...args) => {
    if (!args[0].startsWith('card/')) return await set(...args);
    host.KVSetWithOptions = set;
    await stage.clock.advance(1_000);
    return await set(...args);
  };
  await stage.press('Stop');
  await stage.clock.advance(10_000);
  expect(stage.told).toMatchObject({ who: 'bob', says: GONE });
  expect(loggedRefusals(stage)).toMatchObject([{ userId: 'bob', verb: 'info', reason: 'expired' }]);
  expect(stage.buttons).toEqual([]);
});
