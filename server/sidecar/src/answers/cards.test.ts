/** A question in the channel before a change, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, DB, WEB_1, WEB_2 } from './testing/card-stage.ts';

const CANCELLED = 'Cancelled. Nothing was changed.';
const EXPIRED = 'Not answered within 5 minutes. Nothing was changed.';
const GONE = 'These buttons are not valid any longer. This press changed nothing.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

describe('a question in the channel', () => {
  test('has every instance, and becomes the post of the change', async () => {
    await stage.type('/ec2ctl stop web-*');
    expect(stage.post).toBe(
      [
        '`〉ec2ctl stop web-*` · bob · us-west-2',
        '**Stop these 2 instances?**',
        `🟢 \`web-1\` \`${WEB_1}\``,
        `🟢 \`web-2\` \`${WEB_2}\``,
      ].join('\n'),
    );
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    expect(stage.asked).toEqual([]);

    expect(await stage.press('Stop 2 instances')).toEqual({});
    expect(stage.post).toContain('**Stopping 2 instances**');
    expect(stage.buttons).toEqual([]);
    expect(stage.openCards).toEqual([]);
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**Stopped 2 instances** in');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('stands in the thread where it was typed, and its change does', async () => {
    const { id } = await stage.bridge.host.CreatePost({ user_id: 'bob', channel_id: 'c', root_id: '', message: 'Hm' });
    await stage.type('/ec2ctl stop web-*', { rootId: id });
    expect(stage.posts.at(-1)).toMatchObject({ root_id: id, channel_id: 'c' });
    await stage.press('Stop 2 instances');
    expect(stage.posts).toHaveLength(2);
    expect(stage.answer).toContain('**Stopping 2 instances**');
  });

  test('stands in a direct message, where it is answered as well', async () => {
    stage.bridge.host.addChannel('d', '', ['bob'], { type: 'D', name: 'bob__bot1' });
    await stage.type('/ec2ctl stop web-*', { channelId: 'd' });
    expect(stage.posts.at(-1)?.channel_id).toBe('d');
    await stage.press('Stop 2 instances', 'bob', { channelId: 'd' });
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('reboots and starts as well', async () => {
    await stage.type(`/ec2ctl reboot ${WEB_1},${WEB_2}`);
    await stage.press('Reboot 2 instances');
    expect(stage.answer).toContain('told to reboot');
    await stage.type('/ec2ctl start d*');
    await stage.press('Start db');
    expect(stage.answer).toContain('**`db` is asked to start**');
    expect(stage.asked).toEqual([[WEB_1, WEB_2], [DB]]);
  });
});

describe('Cancel', () => {
  test('leaves one line, and changes nothing', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.press('Cancel');
    expect(stage.post).toBe(`\`〉ec2ctl stop web-*\` · bob\n${CANCELLED}`);
    expect(stage.buttons).toEqual([]);
    await stage.clock.advance(600_000);
    expect(stage.answer).toBe(CANCELLED);
    expect([stage.asked, stage.openCards, stage.tellings]).toEqual([[], [], 0]);
  });

  test('is never too much, whatever else was asked within the minute', async () => {
    await stage.type('/ec2ctl stop web-*');
    for (let typed = 1; typed < 20; typed += 1) await stage.type('/ec2ctl version');
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toContain('That is more than 20 commands within a minute.');
    expect(stage.answer).toContain('**Stop these 2 instances?**');
    await stage.press('Cancel');
    expect(stage.answer).toBe(CANCELLED);
  });
});

describe('a press counts', () => {
  test('as a change where it may begin one', async () => {
    await stage.type('/ec2ctl stop web-*');
    for (let typed = 1; typed < 10; typed += 1) await stage.type('/ec2ctl stop nothing');
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toContain('That is more than 10 changes within a minute. Nothing was changed.');
    await stage.clock.advance(60_000);
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('also for somebody else, who is not told more often than that', async () => {
    await stage.type('/ec2ctl stop web-*');
    for (let pressed = 0; pressed < 20; pressed += 1) await stage.press('Stop 2 instances', 'dave');
    expect(stage.told.says).toContain('Only bob can answer this.');
    await stage.press('Cancel', 'dave');
    expect(stage.told).toMatchObject({ who: 'dave', says: expect.stringContaining('more than 20 commands') });
    expect(stage.answer).toContain('**Stop these 2 instances?**');
  });
});

describe('after 5 minutes', () => {
  test('the buttons go by themselves, and not before', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.clock.advance(299_000);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.clock.advance(1_000);
    expect(stage.post).toBe(`\`〉ec2ctl stop web-*\` · bob\n${EXPIRED}`);
    expect([stage.buttons, stage.openCards, stage.tellings]).toEqual([[], [], 0]);
  });

  test('an old button does nothing', async () => {
    await stage.type('/ec2ctl stop web-*');
    const button = stage.bridge.host.action('Stop 2 instances');
    await stage.clock.advance(300_000);
    expect(await stage.press('', 'bob', button)).toEqual({ ephemeral_text: GONE });
    expect([stage.answer, stage.asked]).toEqual([EXPIRED, []]);
  });

  test('a press ends it where the clock was late', async () => {
    await stage.type('/ec2ctl stop web-*');
    stage.clock.set(stage.clock.now() + 300_000);
    await stage.bridge.press('bob', 'Stop 2 instances');
    expect([stage.answer, stage.buttons, stage.asked]).toEqual([EXPIRED, [], []]);
  });
});

describe('pressed twice', () => {
  test('one after the other it acts once, and says so', async () => {
    await stage.type('/ec2ctl stop web-*');
    const button = stage.bridge.host.action('Stop 2 instances');
    await stage.press('', 'bob', button);
    await stage.press('', 'bob', button);
    await stage.clock.advance(60_000);
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
    expect(stage.posts).toHaveLength(1);
  });

  test('at the same moment it acts once', async () => {
    await stage.type('/ec2ctl stop web-*');
    const presses = ['Stop 2 instances', 'Stop 2 instances', 'Cancel'].map((name) => stage.bridge.press('bob', name));
    await Promise.all(presses);
    await stage.clock.advance(60_000);
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
    expect(stage.post).toContain('**Stopped 2 instances**');
  });

  test('while the first is still reading, the second is told', async () => {
    await stage.type('/ec2ctl stop web-*');
    stage.ec2.faults.add({ call: 'findInstances', delayMs: 3_000 });
    await stage.press('Stop 2 instances');
    await stage.press('Cancel');
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', says: 'This was answered already.' });
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**Stopped 2 instances**');
  });
});

describe('somebody else who presses', () => {
  const says = 'Only bob can answer this.\nTo do it yourself: `/ec2ctl stop web-*`';

  test.each(['alice', 'carol', 'dave'])(
    'is told so alone, in the channel of the card, and nothing happens: %s',
    async (who) => {
      await stage.type('/ec2ctl stop web-*');
      for (const name of ['Stop 2 instances', 'Cancel']) {
        expect(await stage.press(name, who)).toEqual({});
        expect(stage.told).toMatchObject({ who, place: 'c', says });
      }
      expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
      await stage.press('Stop 2 instances');
      expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
    },
  );

  test('is told so in the thread of the card', async () => {
    const { id } = await stage.bridge.host.CreatePost({ user_id: 'bob', channel_id: 'c', root_id: '', message: 'Hm' });
    await stage.type('/ec2ctl stop web-*', { rootId: id });
    await stage.press('Cancel', 'carol');
    expect(stage.told).toMatchObject({ who: 'carol', place: `c/${id}`, says });
  });
});
