/** The post of a change is read as a person reads it. */
import { describe, expect, test } from '@jest/globals';
import { type Claim, denialIn, readChange } from './claims.ts';

describe('of one instance', () => {
  test.each([
    ['⏳ **`web-1` is stopping**', 'moving', undefined],
    ['⚪ **`web-1` is stopped** after 12s', 'arrived', 'stopped'],
    ['⏳ **`web-1` still stopping** after 10 minutes', 'unwatched', 'stopping'],
    ['⏳ **`web-1`: watching stopped, last seen stopping**', 'moving', 'stopping'],
    ['❌ **`web-1` still running**: AWS refused it', 'failed', 'running'],
    ['⏳ **`web-1` is asked to reboot**', 'moving', undefined],
    ['🟢 **`web-1` was told to reboot**', 'told', undefined],
    ['❌ **`web-1` may have been told to reboot**: the answer was lost', 'perhaps told', undefined],
    ['❌ **`web-1` was not told to reboot**: AWS refused it', 'not told', undefined],
  ] as [string, Claim['says'], string | undefined][])('%s', (line, says, state) => {
    expect(readChange(`head\n${line}`)).toEqual({
      isOver: says !== 'moving',
      claims: [{ name: 'web-1', says, state, denies: undefined }],
    });
  });

  test.each([
    ['🟢 **`web-1` is already running**', 'arrived', 'running', 'changed'],
    [
      '⚪ **`web-1` is stopping**: only what is running can be rebooted. Nothing was changed.',
      'failed',
      'stopping',
      'changed',
    ],
    ['❌ **`web-1` still running**: the record was not kept, so AWS was not asked.', 'failed', 'running', 'asked'],
  ] as const)('%s', (line, says, state, denies) => {
    expect(readChange(`head\n${line}`)).toEqual({ isOver: true, claims: [{ name: 'web-1', says, state, denies }] });
  });
});

test('of several, whatever became of each', () => {
  const lines = [
    '**Told 1 of 4 instances to reboot**, **1 failed**, **1 not known**',
    '❌ `a` eu-west-1 · not told to reboot: AWS refused it.',
    '❌ `b` may have been told to reboot: the answer was lost.',
    '🟢 `c` us-east-1 · told to reboot',
    '1 left as it is: `d` stopped',
  ];
  expect(readChange(['head', ...lines].join('\n'))).toEqual({
    isOver: true,
    claims: [
      { name: 'a', says: 'not told', state: undefined, denies: undefined },
      { name: 'b', says: 'perhaps told', state: undefined, denies: undefined },
      { name: 'c', says: 'told', state: undefined, denies: undefined },
      { name: 'd', says: 'arrived', state: 'stopped', denies: 'changed' },
    ],
  });
  const started = [
    '**Started 2 of 3 instances**',
    '❌ `a` still stopped: no.',
    '🟢 `b` running, 4s',
    '1 already running: `c`',
  ];
  expect(readChange(['head', ...started].join('\n'))?.claims).toEqual([
    { name: 'a', says: 'failed', state: 'stopped', denies: undefined },
    { name: 'b', says: 'arrived', state: 'running', denies: undefined },
    { name: 'c', says: 'arrived', state: 'running', denies: 'changed' },
  ]);
});

test('is nothing for a listing, a question or a refusal', () => {
  for (const line of ['1 instance', '**Stop `web-1`?**', '**You may not look.**']) {
    expect(readChange(`head\n${line}`)).toBeUndefined();
  }
});

test.each([
  ['ec2ctl is being stopped. Nothing was changed.', 'changed'],
  ['Something went wrong in ec2ctl, and nothing was changed.', 'changed'],
  ['too many requests were waiting, so AWS was not asked. Nothing was changed.', 'asked'],
  ['whether AWS was asked is not known. As far as EC2 shows, nothing was changed.', undefined],
  ['Where no other post tells of it, nothing was changed: type it again.', undefined],
  ['look with `/ec2ctl ls` before you ask again.', undefined],
])('"%s" denies that it was %s', (text, denied) => {
  expect(denialIn(text)).toBe(denied);
});
