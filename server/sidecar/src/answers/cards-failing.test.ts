/** Mattermost does not answer at some step of a question: nothing is changed, no button does anything, the person is told. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';

const NOT_RECORDED = '**The change could not be recorded.** Nothing was changed.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

describe('a question that cannot be asked', () => {
  test.each([
    ['record', 'KVSetWithOptions', 'card/', false],
    ['record, which is there nevertheless', 'KVSetWithOptions', 'card/', true],
    ['post', 'CreatePost', '', false],
  ] as const)('%s', async (_step, method, at, applied) => {
    stage.silence(method, { times: 1, at, applied });
    await stage.type('/ec2ctl stop web-*');
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', says: expect.stringContaining(NOT_RECORDED) });
    expect([stage.posts, stage.openCards, stage.asked]).toEqual([[], [], []]);
  });

  test('a post that is there nevertheless: its buttons do nothing, and the first press takes them away', async () => {
    stage.silence('CreatePost', { times: 1, applied: true });
    await stage.type('/ec2ctl stop web-*');
    expect(stage.told.says).toContain(NOT_RECORDED);
    await stage.press('Stop 2 instances');
    expect([stage.answer, stage.buttons, stage.asked]).toEqual([
      'These buttons are not valid any longer. This press changed nothing.',
      [],
      [],
    ]);
  });

  test('the post’s id in the record: the post does not go on asking', async () => {
    stage.silence('KVSetWithOptions', { at: '"OldValue"' });
    await stage.type('/ec2ctl stop web-*');
    expect([stage.answer, stage.buttons, stage.openCards]).toEqual(['Not begun. Nothing was changed.', [], []]);
    expect(stage.told.says).toContain(NOT_RECORDED);
  });
});

describe('an answer', () => {
  beforeEach(async () => {
    await stage.type('/ec2ctl stop web-*');
  });

  /** What is true whatever failed, once Mattermost answers again and somebody presses. */
  async function expectHarmless(heal: () => void): Promise<void> {
    await stage.clock.advance(30_000);
    heal();
    if (stage.buttons.length > 0) await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect([stage.buttons, stage.asked, stage.posts.length]).toEqual([[], [], 1]);
    expect(stage.answer).toContain('Nothing was changed.');
  }

  test('who presses cannot be told: Mattermost itself says so', async () => {
    stage.silence('GetUser', { times: 1 });
    expect(await stage.press('Stop 2 instances')).toEqual({
      ephemeral_text: expect.stringMatching(
        /^Something went wrong in ec2ctl, and nothing was changed\. .* [\w-]{36}\.$/,
      ),
    });
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('the card cannot be read', async () => {
    stage.silence('KVGet', { times: 1, at: 'card/' });
    expect(await stage.press('Stop 2 instances')).toEqual({
      ephemeral_text: expect.stringContaining('nothing was changed'),
    });
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('the card cannot be taken up', async () => {
    stage.silence('KVSetWithOptions', { times: 1, at: 'card/' });
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toContain('Something went wrong in ec2ctl');
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('the taking up was not answered, but done', async () => {
    const heal = stage.silence('KVSetWithOptions', { times: 1, applied: true });
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toContain('Something went wrong in ec2ctl');
    await expectHarmless(heal);
  });

  test.each([false, true])('the operation cannot be recorded (done nevertheless: %s)', async (applied) => {
    const heal = stage.silence('KVSetWithOptions', { at: 'op/', applied });
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toContain(NOT_RECORDED);
    await expectHarmless(heal);
    expect(stage.answer).toBe('Not begun. Nothing was changed.');
  });

  test.each([false, true])('the post cannot be turned into the change (done nevertheless: %s)', async (applied) => {
    const heal = stage.silence('UpdatePost', { times: 1, applied });
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toContain(NOT_RECORDED);
    await stage.clock.advance(60_000);
    heal();
    expect([stage.buttons, stage.asked, stage.openCards]).toEqual([[], [], []]);
    expect(stage.answer).toContain('Mattermost did not keep the record of this change, so AWS was not asked.');
    expect([...stage.bridge.host.store.keys()].filter((key) => key.startsWith('op/'))).toEqual([]);
  });

  test('the post’s id cannot be put into the record', async () => {
    const heal = stage.silence('KVSetWithOptions', { at: '"ExpireInSeconds":86400}', times: 2 });
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    heal();
    expect([stage.buttons, stage.asked]).toEqual([[], []]);
  });

  test('no edit at all is answered: nothing is asked of AWS, and the post says so as soon as one is', async () => {
    const heal = stage.silence('UpdatePost');
    await stage.press('Stop 2 instances');
    await stage.clock.advance(300_000);
    heal();
    await stage.clock.advance(60_000);
    expect([stage.buttons, stage.asked, stage.posts.length, stage.openCards]).toEqual([[], [], 1, []]);
    expect(stage.answer).toContain('Mattermost did not keep the record of this change, so AWS was not asked.');
  });

  test.each(['UpdatePost', 'GetPost'] as const)('Cancel, when %s is not answered for a moment', async (method) => {
    stage.silence(method, { times: 2 });
    await stage.press('Cancel');
    await stage.clock.advance(10_000);
    expect([stage.answer, stage.buttons, stage.openCards]).toEqual(['Cancelled. Nothing was changed.', [], []]);
  });

  test('Cancel, when no edit is answered: the person is told, and the next press ends it', async () => {
    const heal = stage.silence('UpdatePost');
    await stage.press('Cancel');
    await stage.clock.advance(10_000);
    expect(stage.told.says).toContain('Something went wrong in ec2ctl');
    await expectHarmless(heal);
  });

  test('the post was deleted: the person is told that it was not begun', async () => {
    const button = stage.bridge.host.action('Stop 2 instances');
    for (const post of stage.posts) stage.bridge.host.posts.set(post.id, { ...post, delete_at: 1 });
    await stage.press('', 'bob', button);
    expect(stage.told).toMatchObject({ who: 'bob', says: expect.stringContaining(NOT_RECORDED) });
    expect([stage.asked, stage.openCards]).toEqual([[], []]);
  });

  test('the post was deleted: its card is forgotten when its time is up', async () => {
    for (const post of stage.posts) stage.bridge.host.posts.set(post.id, { ...post, delete_at: 1 });
    await stage.clock.advance(300_000);
    expect([stage.openCards, stage.tellings, stage.posts.length]).toEqual([[], 0, 1]);
  });

  test('the expiry, when Mattermost does not answer then: the first press ends it', async () => {
    const heal = stage.silence('UpdatePost');
    await stage.clock.advance(310_000);
    await expectHarmless(heal);
  });
});
