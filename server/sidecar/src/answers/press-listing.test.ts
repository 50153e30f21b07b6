/** *Show in channel* below a listing that one person sees alone, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';

const SHOW = 'Show in channel';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin({ listings: 'auto' });
});

async function list(line = '/ec2ctl ls web-*', typing: Parameters<CardStage['type']>[1] = {}): Promise<void> {
  await stage.type(line, typing);
  await stage.clock.advance(6_000);
}

async function show(who = 'bob'): Promise<void> {
  await stage.press(SHOW, who);
  await stage.clock.advance(100);
}

describe('a listing for one person alone', () => {
  test('has the button for an operator', async () => {
    await list();
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', buttons: [SHOW] });
    expect(stage.posts).toEqual([]);
  });

  test('has none for who may only look', async () => {
    await list('/ec2ctl ls web-*', { who: 'carol' });
    expect(stage.told.says).toContain('2 instances');
    expect([stage.told.buttons, stage.openCards]).toEqual([[], []]);
  });

  test('has none where it is in the channel already', async () => {
    await stage.configure({ listings: 'channel' });
    await list();
    expect([stage.buttons, stage.openCards]).toEqual([[], []]);
  });

  test('has it with --private as well', async () => {
    await stage.configure({ listings: 'channel' });
    await list('/ec2ctl ls web-* --private');
    expect(stage.told.buttons).toEqual([SHOW]);
    await show();
    expect(stage.post).toContain('2 instances');
  });
});

describe('pressed', () => {
  test('it shows how things are now, with the name of who shows it, and the button is gone', async () => {
    await list();
    stage.ec2.become(WEB_2, 'stopped');
    await show();
    expect(stage.post.split('\n')[0]).toBe('`〉ec2ctl ls web-*` · bob');
    expect(stage.post).toContain('**2 instances in us-west-2:** 🟢 1 running · ⚪ 1 stopped');
    expect(stage.told).toMatchObject({ says: 'Shown in the channel.', buttons: [] });
    expect(stage.openCards).toEqual([]);
  });

  test('twice at once it shows it once', async () => {
    await list();
    await Promise.all([stage.bridge.press('bob', SHOW), stage.bridge.press('bob', SHOW)]);
    await stage.clock.advance(100);
    expect(stage.posts).toHaveLength(1);
  });

  test('in a thread it is shown there', async () => {
    const { id } = await stage.bridge.host.CreatePost({ user_id: 'bob', channel_id: 'c', root_id: '', message: 'Hm' });
    await list('/ec2ctl ls web-*', { rootId: id });
    await show();
    expect(stage.posts.at(-1)).toMatchObject({ root_id: id, channel_id: 'c' });
  });

  test('after a restart it still works', async () => {
    await list();
    await stage.restart();
    await show();
    expect(stage.post).toContain('2 instances');
  });

  test('after 5 minutes it is gone, and the listing stays', async () => {
    await list();
    const { says } = stage.told;
    await stage.clock.advance(300_000);
    expect(stage.told).toMatchObject({ says, buttons: [] });
    expect(stage.openCards).toEqual([]);
  });

  test('by who is no operator any longer it shows nothing', async () => {
    await list();
    await stage.configure({ operators: '', viewers: '@bob', listings: 'auto' });
    await show();
    expect(stage.told.says).toContain('**You may look, but not start or stop.**');
    expect(stage.posts).toEqual([]);
    expect(stage.refusedPresses).toEqual(['bob c no-right']);
  });

  test('while the settings cannot be used it shows nothing', async () => {
    await list();
    await stage.configure({ homeregion: 'nowhere' });
    await show();
    expect(stage.told.says).toContain('nowhere');
    expect(stage.posts).toEqual([]);
    expect(stage.refusedPresses).toEqual(['bob c settings-unusable']);
  });

  test('by somebody else it shows nothing', async () => {
    await list();
    await show('alice');
    expect(stage.told).toMatchObject({ who: 'alice', says: expect.stringContaining('Only bob can answer this.') });
    expect(stage.posts).toEqual([]);
  });

  test('while two lists of theirs are being read it shows nothing, and can be pressed again', async () => {
    await list();
    stage.ec2.faults.add({ call: 'listInstances', hang: true, times: 4 });
    for (const line of ['/ec2ctl ls', '/ec2ctl ls web-*']) {
      await stage.clock.advance(6_000);
      await stage.type(line);
    }
    const button = stage.bridge.host.action(SHOW);
    await stage.press('', 'bob', button);
    expect(stage.told.says).toContain('2 of your listings are still being read.');
    await stage.clock.advance(20_000);
    await stage.press('', 'bob', button);
    await stage.clock.advance(100);
    expect(stage.posts).toHaveLength(1);
  });

  test('when Mattermost does not post it, the person is told', async () => {
    await list();
    stage.silence('CreatePost');
    await show();
    expect(stage.told.says).toContain('Something went wrong in ec2ctl');
    expect([stage.posts, stage.openCards]).toEqual([[], []]);
    // Nowhere does it say that it was shown, and what the person saw is still there.
    const told = stage.bridge.host.ephemerals.map(({ post }) => post.message);
    expect(told.join('\n')).not.toContain('Shown in the channel.');
    expect(told.at(-2)).toContain('2 instances');
  });

  test('it asks AWS for nothing but a reading', async () => {
    await list();
    await show();
    expect(stage.asked).toEqual([]);
    expect(stage.ec2.state(WEB_1)).toBe('running');
  });
});
