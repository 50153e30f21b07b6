/** Which commands ask first, and where `--yes` counts. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { CardStage, WEB_1, WEB_2, WEB_3 } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = new CardStage();
  const ids = Array.from({ length: 6 }, (_, n) => `i-0000000${String(n + 1)}`);
  for (const id of ids) stage.ec2.add({ id, region: 'us-east-1', state: 'stopped', name: `job-${id.slice(-1)}` });
  await stage.start();
});

const FIVE = 'job-1 job-2 job-3 job-4 job-5';

describe('asked first is', () => {
  test.each([
    'stop web-1 web-2',
    'reboot web-1 web-2',
    'stop web-1*',
    'stop type:t3.micro',
    'stop state:running',
    'stop tag:Name=web-1',
    'stop region:us-west-2',
    'stop -r us-west-2',
    'stop web-1 -r us-west-2',
    `stop ${WEB_1} --force`,
    `start ${FIVE} job-6`,
    'start job-*',
  ])('%s', async (line) => {
    await stage.type(`/ec2ctl ${line}`);
    expect(stage.buttons.at(-1)).toBe('Cancel');
    expect([stage.changed, stage.ec2.callsOf('reboot')]).toEqual([[], []]);
  });
});

describe('done at once is', () => {
  test.each([
    ['stop web-1', [WEB_1]],
    ['stop WEB-1', [WEB_1]],
    [`stop -i ${WEB_1}`, [WEB_1]],
    [`stop ${WEB_1} --hibernate`, undefined],
    [`start ${FIVE}`, ['i-00000001', 'i-00000002', 'i-00000003', 'i-00000004', 'i-00000005']],
    ['stop web-1 web-3', [WEB_1]],
    ['stop web-1 web-2 --yes', [WEB_1, WEB_2]],
    [`stop -y ${WEB_1} web-2`, [WEB_1, WEB_2]],
  ])('%s', async (line, ids) => {
    await stage.type(`/ec2ctl ${line}`);
    expect(stage.buttons).toEqual([]);
    expect(stage.changed).toEqual(ids === undefined ? [] : [ids]);
  });

  test('a reboot of one', async () => {
    await stage.type('/ec2ctl reboot web-1');
    expect(stage.post).toContain('**`web-1` was told to reboot**');
    expect(stage.ec2.callsOf('reboot').map(({ ids }) => ids)).toEqual([[WEB_1]]);
  });

  test('what has nothing to do, also where it was chosen by a pattern', async () => {
    await stage.type('/ec2ctl start web-1* -r us-west-2');
    expect(stage.post).toContain('**`web-1` is already running**');
    expect(stage.buttons).toEqual([]);
  });
});

describe('--yes does not count, and the card says why', () => {
  test.each([
    ['stop web-* --yes', '`--yes` counts only for names and ids that are written out.'],
    ['stop web-1 -r us-west-2 -y', '`--yes` counts only for names and ids that are written out.'],
    ['stop web-1 --force -y', '`--yes` does not count with `--force`.'],
    [`start ${FIVE} job-6 -y`, '`--yes` counts for up to 5 instances.'],
  ])('%s', async (line, why) => {
    await stage.type(`/ec2ctl ${line}`);
    expect(stage.post.split('\n')[2]).toBe(why);
    expect(stage.changed).toEqual([]);
  });

  test('while a region cannot be read', async () => {
    stage.ec2.faults.add({ call: 'listInstances', at: 'us-east-1', error: awsError('UnauthorizedOperation', 403) });
    await stage.type('/ec2ctl stop web-1 -y');
    expect(stage.post.split('\n').slice(1)).toEqual([
      '**Stop `web-1`?**',
      '`--yes` does not count while a region cannot be read.',
      '⚠️ A region was not read, and may have others that fit: `us-east-1` (denied by policy).',
      `🟢 \`web-1\` \`${WEB_1}\``,
    ]);
    expect(stage.buttons).toEqual(['Stop web-1', 'Cancel']);
  });
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
