/** The post of a change is read as a person reads it. */
import { describe, expect, test } from '@jest/globals';
import { bridge } from '../../server/sidecar/src/messages/en/bridge.ts';
import { cards } from '../../server/sidecar/src/messages/en/cards.ts';
import { change } from '../../server/sidecar/src/messages/en/change.ts';
import { errors } from '../../server/sidecar/src/messages/en/errors.ts';
import { failures } from '../../server/sidecar/src/messages/en/failures.ts';
import { general } from '../../server/sidecar/src/messages/en/general.ts';
import { reboot } from '../../server/sidecar/src/messages/en/reboot.ts';
import { type Claim, type Denial, denialIn, readChange } from './claims.ts';

const TEXTS = { ...bridge, ...cards, ...change, ...errors, ...failures, ...general, ...reboot };

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

describe('what a sentence denies', () => {
  test.each([
    ...['general.ending', 'general.nothingChanged', 'bridge.starting', 'bridge.unavailable', 'bridge.gaveUp'].map(
      changed,
    ),
    ...['card.end.interrupted', 'card.end.expired', 'card.end.notBegun', 'press.gone', 'press.failed'].map(changed),
    ...['error.notRecorded', 'limit.changes', 'reboot.one.unfit', 'change.one.unfit'].map(changed),
    ['failure.notAsked.sentence', 'asked'],
    ['failure.notRecorded.sentence', 'asked'],
    ['failure.notSent.sentence', 'asked'],
    // With a condition nothing is denied, and what nobody knows is not either.
    ...['general.interrupted.change', 'failure.interrupted.sentence', 'failure.interrupted.reboot'].map(nothing),
    ...['bridge.interrupted', 'bridge.notAnswering', 'failure.next.change', 'failure.notMoved.sentence'].map(nothing),
  ] as [keyof typeof TEXTS, Denial | undefined][])('%s: %s', (id, denied) => {
    expect(denialIn(TEXTS[id])).toBe(denied);
  });

  function changed(id: string): [string, Denial] {
    return [id, 'changed'];
  }

  function nothing(id: string): [string, undefined] {
    return [id, undefined];
  }
});
