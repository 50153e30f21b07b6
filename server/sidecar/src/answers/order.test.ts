/** What is ordered reaches AWS whole, whichever way it was confirmed, and what it may do besides is told to its end. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { CardStage, WEB_1 } from './testing/card-stage.ts';

const TWINS = ['i-01e8b4d6c3f7a2951', 'i-02c95d7be1a4f8632'] as const;
const [ONE, TWO] = TWINS;
const REPLACED = '⚠️ `twin` is in the Auto Scaling group `asg`, which will replace it.';
const FORCED = '⚠️ Forced: what the operating system has not written yet is lost, and file systems may be damaged.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

/** What AWS was asked for, as it was ordered. */
function ordered(call: 'change' | 'dryRun' = 'change'): unknown[] {
  return stage.ec2.callsOf(call).map(({ order, ids }) => ({ ...order, ids }));
}

describe('AWS is asked', () => {
  const forced = { verb: 'stop', force: true };

  test('to force, after the question', async () => {
    await stage.type('/ec2ctl stop web-1 --force');
    await stage.press('Stop web-1');
    expect(ordered()).toEqual([{ ...forced, ids: [WEB_1] }]);
  });

  test('to force, after choice and question', async () => {
    for (const id of TWINS) stage.add(id, 'running', { name: 'twin' });
    await stage.type('/ec2ctl stop twin --force');
    await stage.press(`Stop ${ONE}…`);
    await stage.press('Stop twin');
    expect(ordered()).toEqual([{ ...forced, ids: [ONE] }]);
  });

  test('to force, after a restart in between', async () => {
    await stage.type('/ec2ctl stop web-1 --force');
    await stage.restart();
    await stage.press('Stop web-1');
    expect(ordered()).toEqual([{ ...forced, ids: [WEB_1] }]);
  });

  test('to hibernate', async () => {
    stage.add(ONE, 'running', { name: 'sleepy', canHibernate: true });
    await stage.type('/ec2ctl stop sleepy --hibernate');
    await stage.clock.advance(10);
    expect(ordered()).toEqual([{ verb: 'stop', hibernate: true, ids: [ONE] }]);
  });

  test('the very same in a dry run', async () => {
    stage.add(ONE, 'running', { name: 'sleepy', canHibernate: true });
    await stage.type('/ec2ctl stop sleepy --hibernate --dry-run');
    await stage.type('/ec2ctl stop web-1 --force -n');
    expect(ordered('dryRun')).toEqual([
      { verb: 'stop', hibernate: true, ids: [ONE] },
      { ...forced, ids: [WEB_1] },
    ]);
    expect([ordered(), stage.posts]).toEqual([[], []]);
  });
});

describe('the post warns from first to last', () => {
  test('of one', async () => {
    stage.add(ONE, 'running', { name: 'twin', autoScalingGroup: 'asg' });
    await stage.type('/ec2ctl stop twin');
    expect(stage.answer.split('\n')[1]).toBe(REPLACED);
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**`twin` is stopped**');
    expect(stage.answer.split('\n')[1]).toBe(REPLACED);
  });

  test('of several, as the question did', async () => {
    stage.add(ONE, 'running', { name: 'twin', autoScalingGroup: 'asg' });
    await stage.type('/ec2ctl stop twin web-1 --force');
    const asked = stage.answer.split('\n').slice(1, 3);
    expect(asked).toEqual([FORCED, REPLACED]);
    await stage.press('Stop 2 instances');
    expect(stage.answer.split('\n').slice(1, 3)).toEqual(asked);
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain('**Stopped 2 instances**');
    expect(stage.answer.split('\n').slice(1, 3)).toEqual(asked);
  });

  test('but not of what does not happen', async () => {
    stage.add(ONE, 'stopped', { name: 'twin', autoScalingGroup: 'asg' });
    stage.ec2.add(
      { id: TWO, region: 'us-west-2', state: 'running', name: 'safe', isSpot: true },
      { refusal: awsError('OperationNotPermitted') },
    );
    await stage.type('/ec2ctl stop twin');
    expect(stage.answer).not.toContain('⚠️');
    await stage.type('/ec2ctl stop safe');
    await stage.clock.advance(60_000);
    const [answer = ''] = stage.posts.map(({ message }) => message).filter((message) => message.includes('❌'));
    expect(answer).toContain('stop protection is on');
    expect(answer).not.toContain('⚠️');
  });
});
