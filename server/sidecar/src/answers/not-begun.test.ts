/** What is refused before anything is asked of anybody, and what a dry run says. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { ChangeStage, WEB_1, WEB_2, WEB_3 } from './testing/change-stage.ts';

let stage: ChangeStage;

beforeEach(async () => {
  stage = new ChangeStage();
  await stage.start();
});

describe('refused as a whole, before anything is asked of anybody, is', () => {
  test.each([
    ['stop web-9', '**No instance is named `web-9`.** Nothing was changed.\nNearest:'],
    ['stop tag:Env=prod state:running', '**Nothing matches `tag:Env=prod`, `state:running`.** Nothing was changed.'],
    ['stop web-1 --hibernate', '**`web-1` cannot hibernate: it was not launched for that.** Nothing was changed.'],
    ['stop web-1 -r us-nowhere-1', '**`us-nowhere-1` is not among the 2 regions enabled for this account.**'],
  ])('%s', async (line, answer) => {
    await stage.type(`/ec2ctl ${line}`);
    expect(stage.told).toMatchObject({ userId: 'bob', message: expect.stringContaining(answer) });
    expect([stage.posts, stage.changed, stage.cards]).toEqual([0, [], []]);
  });

  test('more instances than may be changed at once, with how to narrow it', async () => {
    for (let n = 0; n < 51; n += 1) {
      stage.ec2.add({ id: `i-000001${String(n + 10)}`, region: 'us-east-1', state: n < 20 ? 'running' : 'stopped' });
    }
    await stage.type('/ec2ctl stop i-000001*');
    expect(stage.told.message.split('\n').slice(1)).toEqual([
      '**51 instances fit; at most 50 may be changed at once.** Nothing was changed.',
      'Narrow it: `state:running` (20), `state:stopped` (31), a region with `-r`, a tag, or a longer pattern.',
    ]);
  });
});

describe('--dry-run', () => {
  test('asks AWS what it would say, tells the asker alone, and changes nothing', async () => {
    stage.ec2.add(
      { id: WEB_2, region: 'us-west-2', state: 'running', name: 'web-2' },
      { refusal: awsError('OperationNotPermitted') },
    );
    await stage.type('/ec2ctl stop web-* --dry-run');
    expect(stage.told).toEqual({
      userId: 'bob',
      buttons: [],
      message: [
        '`〉ec2ctl stop web-* --dry-run` · us-west-2',
        '**1 of 2 instances would be stopped.** Nothing was changed.',
        `🟢 \`web-1\` \`${WEB_1}\` · running, would be stopped`,
        `❌ \`web-2\` \`${WEB_2}\` · not allowed: stop protection is on. Turn it off in the AWS console, then stop it again. \`OperationNotPermitted\`, request \`req-1\``,
        `⚪ \`web-3\` \`${WEB_3}\` · stopped, would be left as it is`,
      ].join('\n'),
    });
    expect([stage.posts, stage.changed, stage.cards]).toEqual([0, [], []]);
  });

  test('says where AWS could not be asked', async () => {
    stage.ec2.faults.add({ call: 'dryRun', at: 'us-west-2', error: awsError('AuthFailure', 401) });
    await stage.type('/ec2ctl reboot web-1 -n');
    expect(stage.told.message).toContain(
      '**0 of 1 instance would be rebooted.** Nothing was changed.\n⚠️ AWS could not be asked in `us-west-2`:',
    );
    expect(stage.told.message).toContain('running, not known');
  });
});
