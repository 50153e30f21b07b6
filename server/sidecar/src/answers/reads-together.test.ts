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
  // In another case, which only a reading of all can tell.
  await stage.type('/ec2ctl stop WEB-1');
  expect(readings()).toHaveLength(2);
  expect(stage.answer).toContain('already stopped');
});

test('whoever asks while a region is read, for a listing or a change, AWS reads it once at a time', async () => {
  stage.ec2.faults.add({ call: 'listInstances', delayMs: 400 });
  await stage.type('/ec2ctl ls us-west-2');
  await Promise.all([
    stage.type('/ec2ctl stop WEB-1'),
    stage.type('/ec2ctl stop WEB-2', { who: 'carol' }),
    stage.type('/ec2ctl start DB'),
  ]);
  await stage.clock.advance(10_000);
  const all = readings();
  expect(all).toHaveLength(2);
  for (const [index, { at }] of all.slice(1).entries()) expect(at).toBeGreaterThanOrEqual(all[index]?.answeredAt ?? 0);
  expect(stage.ec2.callsOf('change').flatMap(({ ids }) => ids)).toHaveLength(3);
});

test('whoever names instances while a region is read, AWS is asked for all of them together, in its turn', async () => {
  for (const call of ['listInstances', 'listNamed']) stage.ec2.faults.add({ call, delayMs: 400 });
  await stage.type('/ec2ctl ls us-west-2');
  await Promise.all([
    stage.type('/ec2ctl stop web-1'),
    stage.type('/ec2ctl stop web-2', { who: 'carol' }),
    stage.type('/ec2ctl start db'),
  ]);
  await stage.clock.advance(10_000);
  expect(readings()).toHaveLength(1);
  const named = stage.ec2.callsOf('listNamed').filter(({ region }) => region === 'us-west-2');
  expect(named.map(({ names = [] }) => names.toSorted())).toEqual([['db', 'web-1', 'web-2']]);
  expect(named[0]?.at).toBeGreaterThanOrEqual(readings()[0]?.answeredAt ?? Infinity);
  expect(stage.ec2.callsOf('change').flatMap(({ ids }) => ids)).toHaveLength(3);
});
