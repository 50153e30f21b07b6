/** The judge sees each thing that must not be; what is so, it lets pass. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../aws/proxy.ts';
import type { BoardPost } from './board.ts';
import { readChange } from './claims.ts';
import { judge } from './judge.ts';
import type { Asked } from './notes.ts';

const ID = 'i-0a1f39c5d2e84b7f6';

let asked: Asked;

beforeEach(() => {
  asked = {
    ...{ person: 'bob', line: 'stop web-1', verb: 'stop', ids: [ID], sentAt: 1_000, postId: 'p1', outcome: 'ended' },
    ...{ said: '', wordAt: undefined, endedAt: undefined, untrue: [] },
  };
});

function call(more: Partial<Call> = {}): Call {
  return { action: 'StopInstances', ids: [ID], at: 2_000, fault: undefined, ...more } as Call;
}

function post(message: string, more: Partial<BoardPost> = {}): BoardPost {
  const place = { id: 'p1', channelId: 'c', rootId: '', createdAt: 1_500 };
  return { ...place, message: `\`〉ec2ctl stop web-1\` · bob\n${message}`, operationId: 'op1', actions: [], ...more };
}

const STOPPED = post('⚪ **`web-1` is stopped**');

test('a change that was asked for once and has ended is as it must be', () => {
  expect(judge({ asked: [asked], changes: [call()], alone: [], posts: [STOPPED] })).toEqual({
    ...{ begun: 1, truthful: 1, untrue: [], doubled: [], lost: [], withoutEnd: [], postsDoubled: [] },
  });
});

describe('a change of AWS', () => {
  test.each([
    ['twice, although the first may have been done', [call(), call({ at: 3_000 })], 1],
    ['again after a lost reply', [call({ fault: 'applyThenDrop' }), call({ at: 3_000 })], 1],
    ['again after a refusal', [call({ fault: 'refuse' }), call({ at: 3_000 })], 0],
    ['of what nobody named', [call({ ids: ['i-04c2be71f90d3a58e'] })], 1],
    ['another than was asked for', [call({ action: 'StartInstances' })], 1],
    ['before anybody asked', [call({ at: 500 })], 1],
  ])('%s', (_what, changes, count) => {
    expect(judge({ asked: [asked], changes, alone: [], posts: [STOPPED] }).doubled).toHaveLength(count);
  });

  test('again, after it was asked for again', () => {
    const again = { ...asked, sentAt: 2_500 };
    expect(
      judge({ asked: [asked, again], changes: [call(), call({ at: 3_000 })], alone: [], posts: [] }).doubled,
    ).toEqual([]);
  });
});

describe('a command', () => {
  test('of which no word came is lost', () => {
    asked.outcome = 'no word';
    expect(judge({ asked: [asked], changes: [], alone: [], posts: [] }).lost).toHaveLength(1);
  });

  test('whose word came late is not', () => {
    asked.outcome = 'no word';
    expect(judge({ asked: [asked], changes: [], alone: [], posts: [STOPPED] }).lost).toEqual([]);
  });

  test.each([
    ['bob', 'stop web-1', []],
    ['carol', 'stop web-1', [expect.anything()]],
    ['bob', 'stop web-2', [expect.anything()]],
  ])('of which %s was told alone, late, about %s: lost are %j', (person, line, lost) => {
    asked.outcome = 'no word';
    const alone = [{ person, at: 2_000, message: `\`〉ec2ctl ${line}\`\nec2ctl was restarted.` }];
    expect(judge({ asked: [asked], changes: [], alone, posts: [] }).lost).toEqual(lost);
  });

  test('whose post said what was not so is not finished truthfully', () => {
    asked.untrue.push('web-1 is said to be stopped, and is running');
    expect(judge({ asked: [asked], changes: [call()], alone: [], posts: [STOPPED] })).toMatchObject({
      ...{ begun: 1, truthful: 0, untrue: [expect.stringContaining('is said to be stopped')] },
    });
  });
});

describe('a post', () => {
  test.each([
    ['that goes on stopping', post('⏳ **`web-1` is stopping**'), 1],
    ['that still asks', post('**Stop `web-1`?**', { actions: [{ id: 'a', name: 'Stop web-1' }] }), 1],
    ['of a listing that waits', post('web-1\nStill waiting for: us-east-1', { operationId: undefined }), 1],
    ['that tells the end', STOPPED, 0],
  ])('%s', (_what, one, count) => {
    expect(judge({ asked: [], changes: [], alone: [], posts: [one] }).withoutEnd).toHaveLength(count);
  });

  test('a second one of the same operation', () => {
    expect(
      judge({ asked: [], changes: [], alone: [], posts: [STOPPED, { ...STOPPED, id: 'p2' }] }).postsDoubled,
    ).toHaveLength(1);
  });
});

describe('what a post of a change says', () => {
  test.each([
    ['⏳ **`web-1` is stopping**', false, 'moving', undefined],
    ['⚪ **`web-1` is stopped** after 12s', true, 'arrived', 'stopped'],
    ['🟢 **`web-1` is already running**', true, 'arrived', 'running'],
    ['⏳ **`web-1` still stopping** after 10 minutes', true, 'unwatched', 'stopping'],
    ['⏳ **`web-1`: watching stopped, last seen stopping**', false, 'moving', 'stopping'],
    ['❌ **`web-1` still running**: AWS refused it', true, 'failed', 'running'],
  ])('%s', (line, isOver, says, state) => {
    expect(readChange(`head\n${line}`)).toEqual({ isOver, claims: [{ name: 'web-1', says, state }] });
  });

  test('is nothing for a listing, a question or a refusal', () => {
    for (const line of ['1 instance', '**Stop `web-1`?**', '**You may not look.**']) {
      expect(readChange(`head\n${line}`)).toBeUndefined();
    }
  });
});
