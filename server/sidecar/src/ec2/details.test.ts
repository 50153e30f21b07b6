import type { InstanceStatus, SummaryStatus } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { readChecks, readTransition } from './details.ts';

describe('why an instance is in its state', () => {
  test('names a moment in the form that EC2 gives it', () => {
    const text = 'User initiated (2026-11-20 09:12:34 GMT)';
    expect(readTransition(text)).toEqual({ text, at: Date.UTC(2026, 10, 20, 9, 12, 34) });
  });

  test.each([
    'User initiated',
    'User initiated (2026-13-45 09:12:34 GMT)',
    'User initiated (2026-11-20 09:12:34 CET)',
    'User initiated (yesterday)',
    'Server.SpotInstanceTermination: Spot instance termination (2026-11-20 09:12:34 GMT)',
    'x User initiated (2026-11-20 09:12:34 GMT)',
    'User initiated (2026-11-20 09:12:34 GMT) x',
  ])('is kept as it is where it names none: %s', (text) => {
    expect(readTransition(text)).toEqual({ text, at: undefined });
  });

  test('is mended where it is no text, and is nothing where EC2 says nothing', () => {
    expect(readTransition('User\ud800')).toEqual({ text: 'User\ufffd', at: undefined });
    expect(readTransition('')).toBeUndefined();
    expect(readTransition(undefined)).toBeUndefined();
  });
});

describe('the checks of an instance', () => {
  function status(system: SummaryStatus, instance: SummaryStatus, volumes?: SummaryStatus): InstanceStatus {
    return {
      SystemStatus: { Status: system },
      InstanceStatus: { Status: instance },
      ...(volumes !== undefined && { AttachedEbsStatus: { Status: volumes } }),
    };
  }

  test.each([
    [status('ok', 'ok'), { passed: 2, total: 2 }],
    [status('ok', 'ok', 'ok'), { passed: 3, total: 3 }],
    [status('ok', 'ok', 'not-applicable'), { passed: 2, total: 2 }],
    [status('ok', 'impaired', 'ok'), { passed: 2, total: 3 }],
    [status('ok', 'insufficient-data', 'ok'), { passed: 2, total: 3 }],
    [status('initializing', 'initializing', 'initializing'), 'initializing'],
    [status('ok', 'initializing', 'ok'), 'initializing'],
    [status('impaired', 'initializing', 'ok'), { passed: 1, total: 3 }],
    [status('not-applicable', 'not-applicable'), undefined],
    [{}, undefined],
  ])('%j', (said, expected) => {
    expect(readChecks(said)).toEqual(expected);
  });
});
