import { describe, expect, test } from '@jest/globals';
import type { Order } from '../ports.ts';
import { instance, messages } from './testing/sample.ts';
import { warningLines } from './warnings.ts';

const one = instance('one', { id: 'i-1', autoScalingGroup: 'asg', schedule: 'office', isSpot: true });
const two = instance('two', { id: 'i-2', autoScalingGroup: 'asg', schedule: 'night', rootDevice: 'instance-store' });
const plain = instance('plain', { id: 'i-3' });

function warn(order: Order): string[] {
  return warningLines(messages, order, [one, two, plain], new Set());
}

describe('what to beware of', () => {
  test('of a stop: who replaces, switches, takes or cannot stop them', () => {
    expect(warn({ verb: 'stop' })).toEqual([
      '⚠️ `one`, `two` are in the Auto Scaling group `asg`, which will replace them.',
      '⚠️ `one` follows the schedule `office`, which may start it again.',
      '⚠️ `two` follows the schedule `night`, which may start it again.',
      '⚠️ `one` is a spot instance: there may be no capacity to start it again.',
      '⚠️ `two` has its root volume on the host: AWS does not stop it, and only terminating ends it.',
    ]);
  });

  test('of a start: their schedules', () => {
    expect(warn({ verb: 'start' })).toEqual([
      '⚠️ `one` follows the schedule `office`, which may stop it again.',
      '⚠️ `two` follows the schedule `night`, which may stop it again.',
    ]);
  });

  test('of a reboot: nothing', () => {
    expect(warn({ verb: 'reboot' })).toEqual([]);
  });

  test('of force: what it risks, first', () => {
    expect(warningLines(messages, { verb: 'stop', force: true }, [plain], new Set())).toEqual([
      '⚠️ Forced: what the operating system has not written yet is lost, and file systems may be damaged.',
    ]);
  });
});

test('a name that several bear has its id, and of many ten are named', () => {
  const many = Array.from({ length: 12 }, (_, number) => instance('web', { id: `i-${String(number)}`, isSpot: true }));
  const [line = ''] = warningLines(messages, { verb: 'stop' }, many, new Set(['`web`']));
  expect(line).toMatch(/^⚠️ `web` `i-0`, .*`web` `i-9` and 2 more are spot instances/);
});
