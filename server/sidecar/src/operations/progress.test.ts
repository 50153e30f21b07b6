import { describe, expect, test } from '@jest/globals';
import type { Instance, InstanceState } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import { outcomes } from './testing/stage.ts';
import { firstLines } from './first-lines.ts';
import { Progress } from './progress.ts';

const ID = 'i-0a1f39c5d2e84b7f6';
const STARTED_AT = 1_000_000;

function inState(state: InstanceState): Instance {
  return { ...plainInstance(ID, 'eu-1', state), name: 'web-1' };
}

function startOf(state: InstanceState): Progress {
  const lines = firstLines('start', [inState(state)]);
  return new Progress({ verb: 'start', lines, startedAt: STARTED_AT, continued: false, now: STARTED_AT });
}

test('the answer of AWS is no proof of arrival, whatever state it names', () => {
  const progress = startOf('stopped');

  progress.accepted(ID, 'running', STARTED_AT + 100);

  expect(progress.change(STARTED_AT + 100).lines[0]).toMatchObject({
    outcome: 'moving',
    instance: { state: 'stopped' },
  });
});

describe('when the clock is set back by 20 minutes', () => {
  const BACK = STARTED_AT - 1_200_000;

  test('what does not move is told after as long as ever', () => {
    const progress = startOf('stopped');
    progress.accepted(ID, 'pending', STARTED_AT);
    progress.observe([ID], [inState('stopped')], BACK);
    progress.observe([ID], [inState('stopped')], BACK + 29_000);
    expect(progress.openIds('eu-1')).toEqual([ID]);
    progress.observe([ID], [inState('stopped')], BACK + 30_000);
    expect(progress.change(BACK + 30_000).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'NotMoved' } }]);
  });

  test('nor is what EC2 does not show any longer', () => {
    const progress = startOf('stopped');
    progress.accepted(ID, 'pending', STARTED_AT);
    progress.observe([ID], [], STARTED_AT + 1_000);
    progress.observe([ID], [], BACK);
    expect(progress.openIds('eu-1')).toEqual([ID]);
    progress.observe([ID], [], BACK + 30_000);
    expect(progress.change(BACK + 30_000).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'Gone' } }]);
  });

  test('an address is not waited for any longer than ever', () => {
    const progress = startOf('stopped');
    progress.accepted(ID, 'pending', STARTED_AT);
    progress.observe([ID], [inState('running')], STARTED_AT + 1_000);
    for (const after of [0, 4_000, 8_000]) progress.observe([ID], [inState('running')], BACK + after);
    expect(progress.openIds('eu-1')).toEqual([]);
  });
});

test('an instance that is shutting down has failed at once', () => {
  const progress = startOf('stopped');
  progress.accepted(ID, 'pending', STARTED_AT);

  progress.observe([ID], [inState('shutting-down')], STARTED_AT + 1_000);

  expect(outcomes(progress.change(STARTED_AT + 1_000))).toEqual({ [ID]: 'failed' });
  expect(progress.openRegions).toEqual([]);
});

test('one answer from the past does not turn an instance back, a second one does', () => {
  const progress = startOf('stopped');
  progress.accepted(ID, 'pending', STARTED_AT);
  progress.observe([ID], [inState('pending')], STARTED_AT + 1_000);

  progress.observe([ID], [inState('stopped')], STARTED_AT + 2_000);
  expect(progress.change(0).lines[0]).toMatchObject({ outcome: 'moving', instance: { state: 'pending' } });

  progress.observe([ID], [inState('stopped')], STARTED_AT + 3_000);
  expect(progress.change(0).lines[0]).toMatchObject({ outcome: 'failed', instance: { state: 'stopped' } });
});

test('the states of EC2 that a start meets: there, on its way, to be asked, in nobody’s power', () => {
  const states: InstanceState[] = ['running', 'pending', 'stopped', 'stopping', 'shutting-down'];

  const lines = firstLines('start', states.map(inState));

  expect(lines.map((line) => line.outcome)).toEqual(['already', 'moving', 'asked', 'unfit', 'unfit']);
});

test('what has failed stays so', () => {
  const progress = startOf('stopped');
  progress.refused(ID, { code: 'IncorrectInstanceState', requestId: undefined }, STARTED_AT + 100);

  progress.observe([ID], [inState('running')], STARTED_AT + 1_000);

  expect(outcomes(progress.change(STARTED_AT + 1_000))).toEqual({ [ID]: 'failed' });
});

test('what is settled does not change any more', () => {
  const progress = startOf('stopped');
  progress.accepted(ID, 'pending', STARTED_AT);
  progress.observe([ID], [{ ...inState('running'), publicAddress: '203.0.113.1' }], STARTED_AT + 5_000);

  progress.observe([ID], [inState('stopped')], STARTED_AT + 6_000);
  progress.refused(ID, { code: 'Late', requestId: undefined }, STARTED_AT + 7_000);

  expect(progress.change(STARTED_AT + 60_000)).toMatchObject({
    elapsedMs: 5_000,
    lines: [{ outcome: 'arrived', tookMs: 5_000, instance: { state: 'running' } }],
  });
});
