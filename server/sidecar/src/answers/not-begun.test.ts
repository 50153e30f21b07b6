/** What is refused before anything is asked of anybody, and what a dry run says. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { CardStage, DB, WEB_1, WEB_2 } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

describe('refused as a whole is', () => {
  test.each([
    ['stop web-9', '**No instance is named `web-9`.** Nothing was changed.\nNearest:'],
    ['stop tag:Env=prod state:running', '**Nothing matches `tag:Env=prod`, `state:running`.** Nothing was changed.'],
    ['stop web-1 --hibernate', '**`web-1` cannot hibernate: it was not launched for that.** Nothing was changed.'],
    ['stop web-1 -r us-nowhere-1', '**`us-nowhere-1` is not among the 2 regions enabled for this account.**'],
  ])('%s', async (line, answer) => {
    await stage.type(`/ec2ctl ${line}`);
    expect(stage.told).toMatchObject({ who: 'bob', says: expect.stringContaining(answer) });
    expect([stage.posts, stage.asked, stage.openCards]).toEqual([[], [], []]);
  });

  test('more instances than may be changed at once, with how to narrow it', async () => {
    for (let n = 0; n < 51; n += 1) stage.add(`i-000001${String(n + 10)}`, n < 20 ? 'running' : 'stopped');
    await stage.type('/ec2ctl stop i-000001*');
    expect(stage.told.says.split('\n')).toEqual([
      '**51 instances fit; at most 50 may be changed at once.** Nothing was changed.',
      'Narrow it: `state:running` (20), `state:stopped` (31), a region with `-r`, a tag, or a longer pattern.',
    ]);
  });
});

describe('--dry-run', () => {
  test('asks AWS what it would say, tells the asker alone, and changes nothing', async () => {
    stage.ec2.remove(WEB_2);
    stage.ec2.add(
      { id: WEB_2, region: 'us-west-2', state: 'running', name: 'web-2' },
      { refusal: awsError('OperationNotPermitted') },
    );
    await stage.type(`/ec2ctl stop web-* ${DB} --dry-run`);
    expect(stage.told).toMatchObject({ who: 'bob', buttons: [] });
    expect(stage.told.says.split('\n')).toEqual([
      '**1 of 2 instances would be stopped.** Nothing was changed.',
      `⚪ \`db\` \`${DB}\` eu-west-1 · stopped, would be left as it is`,
      `🟢 \`web-1\` \`${WEB_1}\` us-west-2 · running, would be stopped`,
      `❌ \`web-2\` \`${WEB_2}\` us-west-2 · not allowed: stop protection is on. Turn it off in the AWS console, then stop it again. \`OperationNotPermitted\`, request \`req-1\``,
    ]);
    expect([stage.posts, stage.asked, stage.openCards]).toEqual([[], [], []]);
  });

  test('says where AWS could not be asked', async () => {
    stage.ec2.faults.add({ call: 'dryRun', at: 'us-west-2', error: awsError('AuthFailure', 401) });
    await stage.type('/ec2ctl reboot web-1 -n');
    expect(stage.told.says).toContain(
      '**0 of 1 instance would be rebooted.** Nothing was changed.\n⚠️ AWS could not be asked in `us-west-2`:',
    );
    expect(stage.told.says).toContain('running, not known');
  });
});

test('a reboot of one is told, and not watched', async () => {
  await stage.type('/ec2ctl reboot web-1');
  await stage.clock.advance(60_000);
  expect(stage.answer).toBe(
    [
      '🟢 **`web-1` was told to reboot**',
      'It stays `running` meanwhile; AWS does not report when it is back.',
      `us-west-2 · \`${WEB_1}\``,
    ].join('\n'),
  );
  expect(stage.asked).toEqual([[WEB_1]]);
  expect(stage.ec2.callsOf('findInstances')).toEqual([]);
});
