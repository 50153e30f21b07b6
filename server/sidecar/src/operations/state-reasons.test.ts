import { expect, test } from '@jest/globals';
import type { Instance } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import { firstLines } from './first-lines.ts';
import { Progress } from './progress.ts';

const NOW = Date.UTC(2026, 10, 20, 9, 12);

function instance(state: Instance['state'], stateReason?: string): Instance {
  return { ...plainInstance('i-0a1f39c5d2e84b7f6', 'us-1', state), stateReason };
}

/** Starts an instance that was so before; what it comes to when EC2 shows this, a second apart, and how long after it. */
function comesTo(before: Instance, shown: readonly Instance[], laterMs = 0): string | undefined {
  const progress = new Progress({
    verb: 'start',
    lines: firstLines('start', [before]),
    startedAt: NOW,
    continued: false,
    now: NOW,
  });
  progress.accepted(before.id, 'pending', NOW);
  for (const [index, seen] of shown.entries()) {
    progress.observe([before.id], [seen], NOW + (index + 1) * 1_000 + (index === shown.length - 1 ? laterMs : 0));
  }
  return progress.change(NOW).lines[0]?.failure?.code;
}

const OFF = instance('stopped', 'Client.UserInitiatedShutdown');

test('a start that AWS gives up ends with why', () => {
  const failed = instance('stopped', 'Client.InternalError');
  expect(comesTo(OFF, [instance('pending'), failed, failed])).toBe('Client.InternalError');
});

test('so does one that was never seen on its way, and one that fails a second time', () => {
  const failed = instance('stopped', 'Client.VolumeLimitExceeded');
  expect(comesTo(OFF, [failed, failed], 30_000)).toBe('Client.VolumeLimitExceeded');
  expect(comesTo(failed, [instance('pending'), failed, failed])).toBe('Client.VolumeLimitExceeded');
});

test('one that somebody stops meanwhile says so, unless the reason is that of an earlier stop', () => {
  const osShutdown = instance('stopped', 'Client.InstanceInitiatedShutdown');
  expect(comesTo(OFF, [instance('pending'), osShutdown, osShutdown])).toBe('Client.InstanceInitiatedShutdown');
  expect(comesTo(OFF, [instance('pending'), OFF, OFF])).toBe('WentElsewhere');
  expect(comesTo(OFF, [OFF, OFF], 30_000)).toBe('NotMoved');
});

test('one that is terminated meanwhile says so', () => {
  expect(comesTo(instance('stopped'), [instance('terminated', 'Client.UserInitiatedShutdown')])).toBe(
    'Client.UserInitiatedShutdown',
  );
});

test('without a reason it is as it was', () => {
  expect(comesTo(OFF, [instance('pending'), instance('stopped'), instance('stopped')])).toBe('WentElsewhere');
});
