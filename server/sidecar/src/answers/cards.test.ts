/** Questions whether to do it, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CARD_LIFE, CardStage, WEB_1, WEB_2, WEB_3 } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = new CardStage();
  await stage.start();
});

function lines(...all: string[]): string {
  return all.join('\n');
}

const HEAD = '`〉ec2ctl stop web-*` · bob · us-west-2';
const ENDED = '`〉ec2ctl stop web-*` · bob';

describe('a question in the channel', () => {
  test('has every instance, and becomes the post of the change', async () => {
    await stage.type('/ec2ctl stop web-*');
    expect(stage.post).toBe(
      lines(
        HEAD,
        '**Stop these 2 instances?**',
        `🟢 \`web-1\` \`${WEB_1}\``,
        `🟢 \`web-2\` \`${WEB_2}\``,
        '1 already stopped: `web-3`',
      ),
    );
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    expect(stage.changed).toEqual([]);

    await stage.press('Stop 2 instances');
    expect(stage.post).toContain('**Stopping 2 instances**');
    expect(stage.buttons).toEqual([]);
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**Stopped 2 instances** in');
    expect(stage.post).toContain('1 already stopped: `web-3`');
    expect([stage.posts, stage.changed, stage.cards]).toEqual([1, [[WEB_1, WEB_2]], []]);
  });

  test('stands in the thread where it was typed', async () => {
    const root = await stage.bridge.host.CreatePost({
      user_id: 'bob',
      channel_id: 'c',
      root_id: '',
      message: 'Quiet now?',
    });
    await stage.type('/ec2ctl stop web-*', { rootId: root.id });
    expect([...stage.bridge.host.posts.values()].at(-1)?.root_id).toBe(root.id);
    await stage.press('Stop 2 instances');
    expect(stage.post).toContain('**Stopping 2 instances**');
  });

  test('counts once, however often it is pressed', async () => {
    await stage.type('/ec2ctl stop web-*');
    const twice = [stage.bridge.press('bob', 'Stop 2 instances'), stage.bridge.press('bob', 'Stop 2 instances')];
    await Promise.all(twice);
    await stage.clock.advance(60_000);
    expect(stage.changed).toEqual([[WEB_1, WEB_2]]);
  });

  test('is cancelled by its button', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.press('Cancel');
    expect(stage.post).toBe(lines(ENDED, 'Cancelled. Nothing was changed.'));
    expect([stage.buttons, stage.changed, stage.cards]).toEqual([[], [], []]);
  });

  test('expires by itself after five minutes', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.clock.advance(CARD_LIFE - 1_000);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.clock.advance(1_000);
    expect(stage.post).toBe(lines(ENDED, 'Not answered within 5 minutes. Nothing was changed.'));
    expect([stage.buttons, stage.changed, stage.cards]).toEqual([[], [], []]);
  });

  test('is answered by nobody but the one who was asked, who is told alone how to ask', async () => {
    stage.bridge.host.addUser('carol');
    await stage.type('/ec2ctl stop web-*');
    await stage.press('Stop 2 instances', 'carol');
    expect(stage.told).toMatchObject({
      userId: 'carol',
      message: lines('Only bob can answer this.', 'To do it yourself: `/ec2ctl stop web-*`'),
    });
    expect([stage.changed, stage.buttons]).toEqual([[], ['Stop 2 instances', 'Cancel']]);
    await stage.press('Stop 2 instances');
    expect(stage.changed).toEqual([[WEB_1, WEB_2]]);
  });
});

describe('at the press everything is read again', () => {
  beforeEach(async () => {
    await stage.type('/ec2ctl stop web-*');
  });

  async function expectEnd(end: string): Promise<void> {
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.post).toBe(lines(ENDED, end));
    expect([stage.buttons, stage.changed, stage.cards]).toEqual([[], [], []]);
  }

  test('what has stopped meanwhile is said, and left out', async () => {
    stage.ec2.become(WEB_2, 'stopped');
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.changed).toEqual([[WEB_1]]);
    expect(stage.post).toContain('2 already stopped: `web-2`, `web-3`');
  });

  test('what is gone is said, and left out', async () => {
    stage.ec2.remove(WEB_2);
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.changed).toEqual([[WEB_1]]);
    expect(stage.post).toContain('1 left as it is: `web-2` terminated');
  });

  test('where all is done already there is nothing to ask AWS for', async () => {
    for (const id of [WEB_1, WEB_2]) stage.ec2.become(id, 'stopped');
    await stage.press('Stop 2 instances');
    expect(stage.post).toContain('**All 3 instances are already stopped**');
    expect([stage.buttons, stage.changed, stage.cards]).toEqual([[], [], []]);
  });

  test('where all are gone it says so', async () => {
    for (const id of [WEB_1, WEB_2, WEB_3]) stage.ec2.remove(id);
    await expectEnd('None of these instances is there any longer. Nothing was changed.');
  });

  test('where their region cannot be read it says so', async () => {
    stage.ec2.faults.add({ call: 'findInstances', at: 'us-west-2', error: awsError('UnauthorizedOperation', 403) });
    await expectEnd('The instances could not be read again. Nothing was changed.');
  });

  test('whoever lost the right is refused', async () => {
    await stage.bridge.configure({ operators: '' });
    await expectEnd('bob may not do this any longer. Nothing was changed.');
  });

  test('settings that cannot be used, and other credentials, are said', async () => {
    await stage.bridge.configure({ operators: '@bob', credentials: 'key' });
    await expectEnd('The settings of ec2ctl cannot be used at present. Nothing was changed.');
  });

  test('other credentials are said', async () => {
    stage.ec2.fingerprint = 'another account';
    await expectEnd('The AWS settings were changed since this was asked. Nothing was changed.');
  });
});

describe('a restart', () => {
  test('leaves the question as it is, and the answer counts', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.restart();
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**Stopped 2 instances** in');
    expect(stage.changed).toEqual([[WEB_1, WEB_2]]);
  });

  test('does not keep buttons that are too old', async () => {
    await stage.type('/ec2ctl stop web-*');
    stage.clock.set(stage.clock.now() + 2 * CARD_LIFE);
    await stage.restart();
    expect(stage.post).toBe(lines(ENDED, 'Not answered within 5 minutes. Nothing was changed.'));
    expect(stage.buttons).toEqual([]);
  });

  test('between the answer and the change says that nothing was changed', async () => {
    await stage.type('/ec2ctl stop web-*');
    stage.ec2.faults.add({ call: 'findInstances', hang: true });
    await stage.bridge.press('bob', 'Stop 2 instances');
    await stage.clock.advance(100);
    await stage.restart();
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.clock.advance(40_000);
    expect(stage.post).toContain('Nothing was changed.');
    expect([stage.buttons, stage.changed, stage.cards]).toEqual([[], [], []]);
  });
});

describe('when Mattermost fails', () => {
  test('to keep the record, nothing is asked and the person is told', async () => {
    stage.bridge.host.KVSetWithOptions = () => Promise.reject(mattermostError('app.kv', 500));
    await stage.type('/ec2ctl stop web-*');
    expect(stage.told.message).toContain('Nothing was changed.');
    expect([stage.posts, stage.changed]).toEqual([0, []]);
  });

  test('to make the post, the record goes and the person is told', async () => {
    stage.bridge.host.CreatePost = () => Promise.reject(mattermostError('app.post', 500));
    await stage.type('/ec2ctl stop web-*');
    expect(stage.told.message).toContain('Nothing was changed.');
    expect([stage.cards, stage.changed]).toEqual([[], []]);
  });

  test('to turn the question into the change, nothing is changed', async () => {
    await stage.type('/ec2ctl stop web-*');
    stage.bridge.host.UpdatePost = () => Promise.reject(mattermostError('app.post', 500));
    await stage.press('Stop 2 instances');
    await stage.clock.advance(120_000);
    expect(stage.changed).toEqual([]);
  });
});
