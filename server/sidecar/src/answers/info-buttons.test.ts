/** The buttons below `info`, and the one by which a listing is shown to the channel. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CARD_LIFE, ChangeStage, WEB_1 } from './testing/change-stage.ts';

let stage: ChangeStage;

beforeEach(() => {
  stage = new ChangeStage();
});

describe('info', () => {
  test.each([
    ['web-1', ['Stop', 'Reboot']],
    ['web-3', ['Start']],
  ])('of %s has buttons for what fits its state', async (name, buttons) => {
    await stage.start();
    await stage.type(`/ec2ctl info ${name}`);
    expect(stage.buttons).toEqual(buttons);
  });

  test('has none for who may only look', async () => {
    await stage.start({ operators: '', viewers: '@bob' });
    await stage.type('/ec2ctl info web-1');
    expect(stage.buttons).toEqual([]);
    expect(stage.post).toContain('**`web-1` is running**');
  });

  test('the first press asks by other buttons, the second acts in a post of its own', async () => {
    await stage.start();
    await stage.type('/ec2ctl info web-1');
    const before = stage.post;
    await stage.press('Stop');
    expect([stage.post, stage.buttons, stage.changed]).toEqual([before, ['Stop web-1', 'Cancel'], []]);
    const [card] = [...stage.bridge.host.posts.values()];
    expect(JSON.stringify(card?.props)).toContain('"title":"Type"');
    expect(JSON.stringify(card?.props)).toContain('Only bob can answer · valid for 5 minutes');

    await stage.press('Stop web-1');
    await stage.clock.advance(60_000);
    expect(stage.posts).toBe(2);
    expect(stage.post).toContain('**`web-1` is stopped** after');
    expect(stage.changed).toEqual([[WEB_1]]);
    const [left] = [...stage.bridge.host.posts.values()];
    expect(left?.message).toBe(before);
    expect(stage.bridge.host.buttons(left)).toEqual([]);
    expect(JSON.stringify(left?.props)).toContain('"title":"Type"');
  });

  test('Cancel brings the first buttons back, and their time begins anew', async () => {
    await stage.start();
    await stage.type('/ec2ctl info web-1');
    await stage.clock.advance(CARD_LIFE - 10_000);
    await stage.press('Reboot');
    expect(stage.buttons).toEqual(['Reboot web-1', 'Cancel']);
    await stage.press('Cancel');
    expect(stage.buttons).toEqual(['Stop', 'Reboot']);
    await stage.clock.advance(20_000);
    expect(stage.buttons).toEqual(['Stop', 'Reboot']);
    await stage.clock.advance(CARD_LIFE);
    expect(stage.buttons).toEqual([]);
    expect(stage.post).toContain('**`web-1` is running**');
    expect([stage.changed, stage.cards]).toEqual([[], []]);
  });

  test('is acted on by nobody else, and by nobody who lost the right', async () => {
    await stage.start();
    stage.bridge.host.addUser('carol');
    await stage.type('/ec2ctl info web-1');
    await stage.press('Stop', 'carol');
    expect(stage.told).toMatchObject({
      userId: 'carol',
      message: expect.stringContaining('Only bob can answer this.'),
    });
    expect(stage.buttons).toEqual(['Stop', 'Reboot']);
    await stage.press('Stop');
    await stage.bridge.configure({ viewers: '@bob' });
    await stage.press('Stop web-1');
    expect(stage.told.message).toContain('bob may not do this any longer. Nothing was changed.');
    expect([stage.changed, stage.buttons]).toEqual([[], []]);
  });

  test('to the asker alone has them as well', async () => {
    await stage.start({ listings: 'private' });
    await stage.type('/ec2ctl info web-1');
    expect(stage.told.buttons).toEqual(['Stop', 'Reboot']);
    await stage.press('Stop');
    expect(stage.told.buttons).toEqual(['Stop web-1', 'Cancel']);
    await stage.press('Stop web-1');
    expect(stage.told.buttons).toEqual([]);
    expect(stage.post).toContain('**`web-1` is asked to stop**');
  });
});

describe('a listing that one person sees alone', () => {
  test('is shown to the channel by an operator, read anew', async () => {
    await stage.start({ listings: 'private' });
    await stage.type('/ec2ctl ls web-*');
    expect(stage.told.buttons).toEqual(['Show in channel']);
    stage.ec2.become(WEB_1, 'stopping');
    await stage.clock.advance(10_000);
    await stage.press('Show in channel');
    expect(stage.told).toMatchObject({ message: '`〉ec2ctl ls web-*`\nShown in the channel.', buttons: [] });
    expect(stage.post).toContain('`〉ec2ctl ls web-*` · bob');
    expect(stage.post).toContain('⏳ 1 stopping');
    expect([stage.posts, stage.cards]).toEqual([1, []]);
  });

  test('has no button for viewers, nor where everyone sees it', async () => {
    await stage.start({ listings: 'private', operators: '', viewers: '@bob' });
    await stage.type('/ec2ctl ls');
    expect(stage.told.buttons).toEqual([]);
    await stage.bridge.configure({ operators: '@bob', listings: 'channel' });
    await stage.type('/ec2ctl ls');
    expect(stage.buttons).toEqual([]);
  });

  test('is shown by nobody who lost the right, and loses its button after five minutes', async () => {
    await stage.start({ listings: 'private' });
    await stage.type('/ec2ctl ls web-*');
    const listing = stage.told.message;
    await stage.bridge.configure({ viewers: '@bob', listings: 'private' });
    await stage.press('Show in channel');
    expect(stage.told.message).toContain('**You may look, but not start or stop.**');
    expect(stage.posts).toBe(0);
    await stage.clock.advance(CARD_LIFE);
    expect(stage.told).toMatchObject({ message: listing, buttons: [] });
  });
});
