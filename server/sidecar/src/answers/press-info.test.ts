/** The buttons below `info`, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, DB, MEANWHILE, WEB_1 } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

/** What stands below the first post. */
function attachment(): Record<string, unknown> | undefined {
  return ((stage.posts[0]?.props?.['attachments'] ?? []) as Record<string, unknown>[])[0];
}

/** The buttons of the first post, which stays. */
function buttons(): string[] {
  return stage.bridge.host.buttons(stage.posts[0]);
}

describe('the buttons', () => {
  test.each([
    ['web-1', 'running', ['Stop', 'Reboot']],
    ['web-1', 'pending', ['Stop']],
    ['db', 'stopped', ['Start']],
    ['web-1', 'stopping', []],
    ['web-1', 'shutting-down', []],
  ] as const)('of %s fit its state, %s', async (name, state, wanted) => {
    stage.ec2.become(name === 'db' ? DB : WEB_1, state);
    await stage.type(`/ec2ctl info ${name}`);
    expect(stage.buttons).toEqual(wanted);
  });

  test('are not there for who may only look', async () => {
    await stage.type('/ec2ctl info web-1', { who: 'carol' });
    expect(stage.answer).toContain('**`web-1` is running**');
    expect([stage.buttons, stage.openCards]).toEqual([[], []]);
  });

  test('belong to the one who asked', async () => {
    await stage.type('/ec2ctl info web-1');
    await stage.press('Stop', 'alice');
    expect(stage.told).toMatchObject({
      who: 'alice',
      says: 'Only bob can answer this.\nTo do it yourself: `/ec2ctl info web-1`',
    });
    expect(buttons()).toEqual(['Stop', 'Reboot']);
  });
});

describe('the first press asks', () => {
  beforeEach(async () => {
    await stage.type('/ec2ctl info web-1');
  });

  test('below the same text and fields; nothing is changed', async () => {
    const { post } = stage;
    const before = attachment();
    await stage.press('Stop');
    expect(stage.post).toBe(post);
    expect(attachment()).toMatchObject({
      color: '#d24b4e',
      fallback: 'Stop web-1?',
      footer: 'Only bob can answer · valid for 5 minutes',
      fields: before?.['fields'],
    });
    expect([buttons(), stage.asked]).toEqual([['Stop web-1', 'Cancel'], []]);
  });

  test('Cancel brings the buttons back as they were', async () => {
    const before = attachment();
    await stage.press('Stop');
    await stage.press('Cancel');
    expect(attachment()).toEqual(before);
    await stage.press('Reboot');
    expect(buttons()).toEqual(['Reboot web-1', 'Cancel']);
  });

  test('the second acts, in a post of its own, and the buttons go while the rest stays', async () => {
    const { fields, color } = attachment() ?? {};
    const { post } = stage;
    await stage.press('Stop');
    await stage.press('Stop web-1');
    expect(stage.posts[0]?.message).toBe(post);
    expect(attachment()).toEqual({ color, fields, fallback: expect.any(String) });
    expect(stage.posts[1]?.message.split('\n')[0]).toBe(`\`〉ec2ctl stop ${WEB_1}\` · bob`);
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**`web-1` is stopped**');
    expect([stage.asked, stage.openCards]).toEqual([[[WEB_1]], []]);
  });

  test('twice at once asks once', async () => {
    await Promise.all([stage.bridge.press('bob', 'Stop'), stage.bridge.press('bob', 'Reboot')]);
    await stage.clock.advance(10);
    expect([
      ['Stop web-1', 'Cancel'],
      ['Reboot web-1', 'Cancel'],
    ]).toContainEqual(buttons());
    const [verb = ''] = buttons();
    await stage.press(verb);
    await stage.clock.advance(10);
    expect(stage.asked).toEqual([[WEB_1]]);
  });

  test('the second pressed twice at once acts once', async () => {
    await stage.press('Stop');
    await Promise.all([stage.bridge.press('bob', 'Stop web-1'), stage.bridge.press('bob', 'Stop web-1')]);
    await stage.clock.advance(60_000);
    expect(stage.asked).toEqual([[WEB_1]]);
    expect(stage.posts).toHaveLength(2);
  });

  test('a second press without a first, from an older version of the buttons, asks and changes nothing', async () => {
    await stage.press('Stop');
    const confirm = stage.bridge.host.action('Stop web-1');
    await stage.press('Cancel');
    await stage.press('', 'bob', confirm);
    expect([stage.asked, buttons()]).toEqual([[], ['Stop', 'Reboot']]);
  });

  test('what does not fit the state is refused', async () => {
    const { postId, context } = stage.bridge.host.action('Stop');
    await stage.press('', 'bob', { postId, context: { ...context, choice: 'start' } });
    expect(stage.told.says).toBe('These buttons are not valid any longer. This press changed nothing.');
    expect(buttons()).toEqual(['Stop', 'Reboot']);
  });
});

describe('after 5 minutes', () => {
  beforeEach(async () => {
    await stage.type('/ec2ctl info web-1');
  });

  test('the buttons go, and the rest stays', async () => {
    const { post } = stage;
    const { fields } = attachment() ?? {};
    await stage.clock.advance(300_000);
    expect([stage.post, buttons(), attachment()?.['fields'], stage.openCards]).toEqual([post, [], fields, []]);
    expect(stage.tellings).toBe(0);
  });

  test('also those of the question, from when it was asked', async () => {
    await stage.clock.advance(200_000);
    await stage.press('Stop');
    await stage.clock.advance(200_000);
    expect(buttons()).toEqual(['Stop web-1', 'Cancel']);
    await stage.clock.advance(100_000);
    expect(buttons()).toEqual([]);
    expect(attachment()?.['color']).toBe('#3db887');
  });

  test('the first press takes them away where the clock was late, and says so', async () => {
    stage.clock.set(stage.clock.now() + 300_000);
    await stage.bridge.press('bob', 'Stop');
    expect(buttons()).toEqual([]);
    expect(stage.told.says).toBe('These buttons are not valid any longer. This press changed nothing.');
  });

  test('the first press takes them away where the record ran out, and the rest stays', async () => {
    const { post } = stage;
    const { fields } = attachment() ?? {};
    for (const key of stage.openCards) stage.bridge.host.store.delete(key);
    await stage.press('Stop');
    expect([stage.post, buttons(), attachment()?.['fields']]).toEqual([post, [], fields]);
    expect(stage.told.says).toBe('These buttons are not valid any longer. This press changed nothing.');
  });
});

describe('between the presses', () => {
  beforeEach(async () => {
    await stage.type('/ec2ctl info web-1');
    await stage.press('Stop');
  });

  test.each(MEANWHILE)('$what: the buttons go, and the person is told alone', async ({ happens, says }) => {
    const { post } = stage;
    await happens(stage);
    await stage.press('Stop web-1');
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', says });
    expect([stage.post, buttons(), stage.asked, stage.openCards]).toEqual([post, [], [], []]);
  });

  test('it was stopped: that is said, in a post of its own', async () => {
    stage.ec2.become(WEB_1, 'stopped');
    await stage.press('Stop web-1');
    expect(stage.answer).toContain('**`web-1` is already stopped**');
    expect([buttons(), stage.asked]).toEqual([[], []]);
  });

  test('the plugin was restarted: the question still works', async () => {
    await stage.restart();
    await stage.press('Stop web-1');
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**`web-1` is stopped**');
    expect(stage.asked).toEqual([[WEB_1]]);
  });

  test('the plugin was restarted in the middle of the second: the buttons go', async () => {
    stage.ec2.faults.add({ call: 'findInstances', hang: true });
    await stage.press('Stop web-1');
    await stage.restart();
    await stage.clock.advance(60_000);
    expect([buttons(), stage.asked, stage.openCards]).toEqual([[], [], []]);
  });

  test('the post was deleted: it is done all the same, in a post of its own', async () => {
    const button = stage.bridge.host.action('Stop web-1');
    for (const post of stage.posts) stage.bridge.host.posts.set(post.id, { ...post, delete_at: 1 });
    await stage.press('', 'bob', button);
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**`web-1` is stopped**');
  });

  test('Mattermost keeps no record: nothing is changed, and the person is told', async () => {
    stage.silence('KVSetWithOptions', { at: 'op/' });
    await stage.press('Stop web-1');
    expect(stage.told.says).toContain('**The change could not be recorded.** Nothing was changed.');
    expect([buttons(), stage.asked]).toEqual([[], []]);
  });

  test('Mattermost does not edit: nothing is changed, and the person is told', async () => {
    const heal = stage.silence('UpdatePost');
    await stage.press('Stop web-1');
    await stage.clock.advance(10_000);
    heal();
    expect(stage.told.says).toContain('Something went wrong in ec2ctl');
    expect(stage.asked).toEqual([]);
    await stage.press('Stop web-1');
    expect([buttons(), stage.asked]).toEqual([[], []]);
  });
});

describe('a private card', () => {
  beforeEach(async () => {
    await stage.configure({ listings: 'private' });
    await stage.type('/ec2ctl info web-1');
  });

  test('asks, takes back and acts alike; the change is told in the channel', async () => {
    const id = stage.bridge.host.ephemeralIds.at(-1);
    expect([stage.told.buttons, stage.posts]).toEqual([['Stop', 'Reboot'], []]);
    await stage.press('Stop');
    expect(stage.told.buttons).toEqual(['Stop web-1', 'Cancel']);
    const [shown] = (stage.bridge.host.ephemerals.at(-1)?.post.props?.['attachments'] ?? []) as { footer?: string }[];
    expect(shown?.footer).toBe('Valid for 5 minutes');
    await stage.press('Cancel');
    expect(stage.told.buttons).toEqual(['Stop', 'Reboot']);
    await stage.press('Stop');
    await stage.press('Stop web-1');
    expect(stage.told).toMatchObject({ buttons: [], says: expect.stringContaining('is running') });
    expect(new Set(stage.bridge.host.ephemeralIds)).toEqual(new Set([id]));
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**`web-1` is stopped**');
  });

  test('waits for its record when it is pressed as soon as it is seen', async () => {
    const { host } = stage.bridge;
    const send = host.SendEphemeralPost.bind(host);
    let pressed: Promise<unknown> = Promise.resolve();
    host.SendEphemeralPost = async (userId, post) => {
      const sent = await send(userId, post);
      pressed = stage.bridge.press('bob', 'Stop');
      await stage.clock.sleep(500);
      return sent;
    };
    await stage.type('/ec2ctl info web-1');
    await stage.clock.advance(2_000);
    expect(await pressed).toEqual({ status: 200, body: {} });
    expect(stage.told.buttons).toEqual(['Stop web-1', 'Cancel']);
  });

  test('whose record never gets its post is not believed', async () => {
    stage.silence('KVSetWithOptions', { at: '"OldValue"' });
    stage.bridge.host.KVDelete = () => new Promise(() => undefined);
    await stage.type('/ec2ctl info web-2');
    const pressed = stage.bridge.press('bob', 'Stop');
    await stage.clock.advance(10_000);
    expect(await pressed).toMatchObject({ body: { ephemeral_text: expect.stringContaining('not valid any longer') } });
  });

  test('loses its buttons after 5 minutes', async () => {
    await stage.clock.advance(300_000);
    expect(stage.told).toMatchObject({ buttons: [], says: expect.stringContaining('**`web-1` is running**') });
  });
});
