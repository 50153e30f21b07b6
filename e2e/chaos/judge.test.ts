/** The judge sees each thing that must not be; what is so, it lets pass. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../aws/proxy.ts';
import type { BoardPost } from './board.ts';
import { readChange } from './claims.ts';
import { isWordOn } from './first-word.ts';
import { judge, type Verdict } from './judge.ts';
import type { Asked } from './notes.ts';

const ID = 'i-0a1f39c5d2e84b7f6';

let asked: Asked;

beforeEach(() => {
  asked = {
    ...{ person: 'bob', line: 'stop web-1', head: '`〉ec2ctl stop web-1`', verb: 'stop', ids: [ID], sentAt: 1_000 },
    ...{ postId: 'p1', outcome: 'ended', said: '', wordAt: undefined, endedAt: undefined, claims: [], untrue: [] },
  };
});

function call(more: Partial<Call> = {}): Call {
  return { action: 'StopInstances', ids: [ID], at: 2_000, fault: undefined, ...more } as Call;
}

function post(message: string, more: Partial<BoardPost> = {}): BoardPost {
  const place = { id: 'p1', channelId: 'c', rootId: '', createdAt: 1_500, updatedAt: 1_500 };
  return { ...place, message: `\`〉ec2ctl stop web-1\` · bob\n${message}`, operationId: 'op1', actions: [], ...more };
}

const STOPPED = post('⚪ **`web-1` is stopped**');

test('a change that was asked for once and has ended is as it must be', () => {
  expect(judge({ asked: [asked], changes: [call()], alone: [], posts: [STOPPED] })).toEqual({
    ...{ begun: 1, truthful: 1, untrue: [], denied: [], doubled: [], lost: [], withoutEnd: [], postsDoubled: [] },
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

describe('what a person was told', () => {
  /** The post of the change as the person read it. */
  function reads(line: string): BoardPost {
    const [claim] = readChange(`head\n${line}`)?.claims ?? [];
    if (claim !== undefined) asked.claims.push({ ...claim, id: ID });
    return post(line);
  }

  /** What the judge finds untrue of a reboot whose post says this, after these calls. */
  function untrueOfReboot(line: string, changes: readonly Call[]): readonly string[] {
    asked = { ...asked, verb: 'reboot' };
    return judge({ asked: [asked], changes, alone: [], posts: [reads(line)] }).untrue;
  }

  const REBOOT = call({ action: 'RebootInstances', status: 200 });

  test.each([
    ['done', [REBOOT], 0],
    ['never asked for', [], 1],
    ['refused', [{ ...REBOOT, fault: 'refuse' }], 1],
    ['refused by moto', [{ ...REBOOT, status: 400 }], 1],
    ['asked of something that is not EC2', [{ ...REBOOT, fault: 'answer' }], 1],
    ['done, with the answer lost', [{ ...REBOOT, fault: 'applyThenDrop', status: undefined }], 0],
  ] as [string, Call[], number][])('that it was told to reboot, which was %s', (_what, changes, count) => {
    const found = untrueOfReboot('🟢 **`web-1` was told to reboot**', changes);
    expect(found).toEqual(Array.from({ length: count }, () => expect.stringContaining('and EC2 was not')));
  });

  test.each([
    ['never asked for', [], 0],
    ['refused', [{ ...REBOOT, fault: 'refuse' }], 0],
    ['refused by moto', [{ ...REBOOT, status: 400 }], 0],
    ['done', [REBOOT], 1],
    ['cut off, so that nobody knows', [{ ...REBOOT, fault: 'drop', status: undefined }], 1],
    ['done, with the answer lost', [{ ...REBOOT, fault: 'applyThenDrop', status: undefined }], 1],
  ] as [string, Call[], number][])('that it was not told to reboot, which was %s', (_what, changes, count) => {
    const found = untrueOfReboot('❌ **`web-1` was not told to reboot**: AWS said no.', changes);
    expect(found).toEqual(
      Array.from({ length: count }, () => expect.stringContaining('a call for it was not refused')),
    );
  });

  test('that it may have been told to reboot is so in any case', () => {
    const line = '❌ **`web-1` may have been told to reboot**: AWS did not answer in time.';
    for (const changes of [[], [REBOOT], [{ ...REBOOT, fault: 'drop' as const }]]) {
      asked.claims.length = 0;
      expect(untrueOfReboot(line, changes)).toEqual([]);
    }
  });

  test.each([
    ['❌ **`web-1` still running**: the plugin was stopped before AWS was asked. Nothing was changed.', 'refuse', 1],
    ['❌ **`web-1` still running**: Mattermost did not keep the record, so AWS was not asked.', 'refuse', 1],
    ['🔴 **`web-1` is terminated**: it stays so. Nothing was changed.', 'refuse', 0],
    ['🔴 **`web-1` is terminated**: it stays so. Nothing was changed.', 'drop', 1],
    ['⚪ **`web-1` is already stopped**', undefined, 1],
    ['⚪ **`web-1` is stopped** after 12s', undefined, 0],
    ['❌ **`web-1` still running**: not known. As far as EC2 shows, nothing was changed.', 'drop', 0],
  ] as [string, Call['fault'], number][])('in a post: %s; of a call that met %s', (line, fault, count) => {
    const { untrue, truthful } = judge({ asked: [asked], changes: [call({ fault })], alone: [], posts: [reads(line)] });
    expect(untrue).toEqual(Array.from({ length: count }, () => expect.stringContaining('and there was a call')));
    expect(truthful).toBe(1 - count);
  });

  test.each([
    ['declined', 'ec2ctl is starting. Nothing was changed. Try again in a few seconds.'],
    [
      'declined',
      '`〉ec2ctl stop web-1`\n**ec2ctl was restarted in the middle of this.** Where no other post tells of it, …',
    ],
    [
      'declined',
      'ec2ctl was interrupted. If this was to start or stop something, look with `/ec2ctl ls` before you ask again.',
    ],
    ['not taken', ''],
    ['no word', ''],
  ] as const)('%s, "%s", although AWS was asked and no post tells of it', (outcome, said) => {
    asked = { ...asked, postId: undefined, outcome, said };
    const judged = judge({ asked: [asked], changes: [call()], alone: [], posts: [] });
    expect(judged.denied).toEqual([expect.stringContaining(`StopInstances of ${ID}`)]);
    expect(judge({ asked: [asked], changes: [], alone: [], posts: [] }).denied).toEqual([]);
  });

  test('by a question, although AWS was asked before it was answered', () => {
    const question = post('**Stop `web-1`?**', { actions: [{ id: 'a', name: 'Stop web-1' }] });
    const typed: Asked = { ...asked, postId: undefined, outcome: 'declined', said: question.message };
    const pressed: Asked = { ...asked, sentAt: 2_500 };
    const judged = (at: number): Verdict =>
      judge({ asked: [typed, pressed], changes: [call({ at })], alone: [], posts: [STOPPED] });
    expect(judged(2_000).denied).toHaveLength(1);
    expect(judged(3_000).denied).toEqual([]);
  });

  test.each([
    [
      '**ec2ctl was restarted in the middle of this.** Where no other post tells of it, nothing was changed.',
      undefined,
      0,
    ],
    ['**The change could not be recorded.** Nothing was changed.', undefined, 1],
    ['**The change could not be recorded.** Nothing was changed.', 'refuse', 0],
  ] as [string, Call['fault'], number][])(
    'alone, "%s", beside the post of the change: calls met %s',
    (said, fault, count) => {
      asked = { ...asked, postId: undefined, outcome: 'declined', said };
      expect(judge({ asked: [asked], changes: [call({ fault })], alone: [], posts: [STOPPED] }).denied).toHaveLength(
        count,
      );
    },
  );
});

describe('a word to somebody alone', () => {
  test.each([
    ['is about what it names', '`〉ec2ctl stop web-1`\n**No region could be read.**', true],
    [
      'is not about another command',
      '`〉ec2ctl ls`\n**ec2ctl was restarted in the middle of this.** Type it again.',
      false,
    ],
    ['is not the end of what a post tells', '`〉ec2ctl stop web-1`\n⚪ **`web-1` is stopped** after 12s', false],
    ['is not what an admin is told besides', '`〉ec2ctl stop web-1`\n**`web-1` did not stop.**\nTell AWS.', false],
  ])('%s', (_what, message, is) => {
    expect(isWordOn(asked, message)).toBe(is);
  });

  test.each([
    ['a button that was pressed', 'p1', true],
    ['a command, each answer to which names it', undefined, false],
  ])('that names no command may be about %s', (_what, postId, is) => {
    expect(isWordOn({ ...asked, postId }, 'This was answered already.')).toBe(is);
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
