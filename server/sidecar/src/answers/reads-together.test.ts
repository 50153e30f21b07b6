/** How often AWS is asked for a region, whoever asks and whatever for, through the whole sidecar. */
import { beforeEach, expect, test } from '@jest/globals';
import { CardStage } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin({ operators: '@bob, @carol' });
});

/** When each reading of a whole region began and was answered, in the order of asking. */
function readings(region = 'us-west-2'): { readonly at: number; readonly answeredAt: number }[] {
  const calls = stage.ec2.callsOf('listInstances').filter((call) => call.region === region);
  return calls.map(({ at, answeredAt = Infinity }) => ({ at, answeredAt }));
}

test('a change reads afresh what was listed a moment ago', async () => {
  await stage.type('/ec2ctl ls');
  await stage.type('/ec2ctl ls', { who: 'carol' });
  expect(readings()).toHaveLength(1);
  stage.ec2.become('i-0a1f39c5d2e84b7f6', 'stopped');
  await stage.type('/ec2ctl stop web-1');
  expect(readings()).toHaveLength(2);
  expect(stage.answer).toContain('already stopped');
});

test('whoever asks while a region is read, for a listing or a change, AWS reads it once at a time', async () => {
  stage.ec2.faults.add({ call: 'listInstances', delayMs: 400 });
  await stage.type('/ec2ctl ls us-west-2');
  await Promise.all([
    stage.type('/ec2ctl stop web-1'),
    stage.type('/ec2ctl stop web-2', { who: 'carol' }),
    stage.type('/ec2ctl start db'),
  ]);
  await stage.clock.advance(10_000);
  const all = readings();
  expect(all).toHaveLength(2);
  for (const [index, { at }] of all.slice(1).entries()) expect(at).toBeGreaterThanOrEqual(all[index]?.answeredAt ?? 0);
  expect(stage.ec2.callsOf('change').flatMap(({ ids }) => ids)).toHaveLength(3);
});
