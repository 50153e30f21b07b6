/** What happens between a choice card and its answer, through the whole sidecar. */
import { beforeEach, expect, test } from '@jest/globals';
import { CardStage, MEANWHILE, WEB_1, WEB_2 } from './testing/card-stage.ts';

const TWINS = [WEB_1, WEB_2] as const;
const [ONE, TWO] = TWINS;

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  for (const id of TWINS) stage.add(id, 'running', { name: 'twin' });
  await stage.type('/ec2ctl stop twin');
});

test.each(MEANWHILE)('$what: the card says so, and nothing is changed', async ({ happens, says }) => {
  await happens(stage);
  await stage.press(`Stop ${ONE}`);
  expect(stage.told).toMatchObject({ who: 'bob', place: 'c', says, buttons: [] });
  expect([stage.posts, stage.asked, stage.openCards]).toEqual([[], [], []]);
});

test('it was stopped: that is said, in a post', async () => {
  stage.ec2.become(ONE, 'stopped');
  await stage.press(`Stop ${ONE}`);
  expect(stage.answer).toContain('**`twin` is already stopped**');
  expect(stage.asked).toEqual([]);
});

test('the plugin was restarted: the card still works', async () => {
  await stage.restart();
  await stage.press(`Stop ${ONE}`);
  await stage.clock.advance(60_000);
  expect(stage.answer).toContain('**`twin` is stopped**');
});

test('5 minutes went by: the card says so', async () => {
  await stage.clock.advance(300_000);
  expect(stage.told).toMatchObject({ says: 'Not answered within 5 minutes. Nothing was changed.', buttons: [] });
});

test('it was pressed a moment ago: the second press does nothing', async () => {
  await Promise.all([stage.bridge.press('bob', `Stop ${ONE}`), stage.bridge.press('bob', `Stop ${TWO}`)]);
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([[ONE]]);
});

test('it cannot be marked as answered: nothing is begun, since a later process would say that nothing was', async () => {
  stage.silence('KVSetWithOptions', { at: '"kind":"answered"' });
  await stage.press(`Stop ${ONE}`);
  await stage.clock.advance(60_000);
  const [card, failure, ...more] = stage.bridge.host.ephemerals.slice(1).map(({ post }) => post);
  expect(card?.message).toContain('Not begun. Nothing was changed.');
  expect(stage.bridge.host.buttons(card)).toEqual([]);
  expect([failure?.message, more]).toEqual([expect.stringContaining('Something went wrong in ec2ctl'), []]);
  expect([stage.posts, stage.asked]).toEqual([[], []]);
});

test('the plugin was restarted while it was answered: the card says so', async () => {
  stage.ec2.faults.add({ call: 'findInstances', hang: true });
  await stage.press(`Stop ${ONE}`);
  await stage.restart();
  await stage.clock.advance(60_000);
  expect(stage.told.says).toBe('ec2ctl was interrupted before anything was begun. Nothing was changed.');
  expect(stage.asked).toEqual([]);
});
