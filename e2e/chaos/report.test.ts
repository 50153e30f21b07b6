/** What `make chaos` prints: every figure that is asked for, and each case where one is not as it must be. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { GoingOn } from './going-on.ts';
import type { Verdict } from './judge.ts';
import { Notes } from './notes.ts';
import { planOf, SHORT } from './plan.ts';
import { reportOf, zerosOf } from './report.ts';
import type { Run } from './run.ts';

let notes: Notes;
let goingOn: GoingOn;

const GOOD: Verdict = {
  ...{ begun: 1_234, truthful: 1_233, untrue: [], denied: [], doubled: [], lost: [], withoutEnd: [], postsDoubled: [] },
};

beforeEach(() => {
  notes = new Notes();
  goingOn = new GoingOn();
});

function runOf(verdict: Verdict = GOOD): Run {
  return { plan: planOf(1, SHORT, ['eu-west-1']), notes, verdict, goingOn, log: '' };
}

function printed(verdict?: Verdict): string[] {
  return reportOf(7, runOf(verdict));
}

test('a run in which nothing went wrong has every figure, and a zero where zero is asked', () => {
  notes.fault('server SIGKILL');
  notes.fault('dead', 'eu-west-1');
  notes.fault('dead', 'us-east-1');
  notes.answered({ what: 'command', line: 'ls', tookMs: 900 });
  notes.answered({ what: 'completion', line: 'st', tookMs: 12_340 });
  goingOn.took.push(4_000, 21_500);
  expect(printed()).toEqual(
    expect.arrayContaining([
      'seed 7',
      'faults: 3',
      '  dead: 2',
      '  server SIGKILL: 1',
      'changes asked for: 0',
      'operations begun: 1,234',
      'finished truthfully: 1,233',
      'AWS changes doubled: 0',
      'AWS changes denied: 0',
      'lost: 0',
      'posts without an end: 0',
      'posts doubled: 0',
      'ends that were not so: 0',
      'posts that did not go on within 30 s of a restart: 0',
      'commands that hung: 0',
      'orphan processes: 0',
      'requests answered: 2',
      'slowest answer: 12.3 s, a completion: st',
      'posts under way at a restart: 2',
      'of them, went on after, p50, p99 and longest: 4.0, 21.5, 21.5 s',
    ]),
  );
});

test('what people asked for is told by what became of it, with how long that took', () => {
  const asked = notes.ask({ person: 'bob', line: 'stop a', head: '`〉ec2ctl stop a`', verb: 'stop', ids: ['i-1'] });
  Object.assign(asked, { outcome: 'ended', wordAt: asked.sentAt + 300, endedAt: asked.sentAt + 5_100 });
  notes.ask({ person: 'bob', line: 'stop b', head: '`〉ec2ctl stop b`', verb: 'stop', ids: ['i-2'] }).outcome =
    'no end';
  expect(printed()).toEqual(
    expect.arrayContaining([
      'changes asked for: 2',
      '  ended: 1',
      '  no end: 1',
      'first word of a change after, p50, p99 and longest: 0.3, 0.3, 0.3 s',
      'end of a change after, p50, p99 and longest: 5.1, 5.1, 5.1 s',
    ]),
  );
});

describe('a case of what must be zero shows, as a figure and by itself', () => {
  const CASE = 'what happened';

  test.each([
    ['AWS changes doubled', 'doubled'],
    ['AWS changes denied', 'denied'],
    ['lost', 'lost'],
    ['posts without an end', 'withoutEnd'],
    ['posts doubled', 'postsDoubled'],
    ['ends that were not so', 'untrue'],
  ] as const)('%s', (label, list) => {
    holds(label, runOf({ ...GOOD, [list]: [CASE] }));
  });

  test('posts that did not go on', () => {
    goingOn.broken.push(CASE);
    holds('posts that did not go on within 30 s of a restart', runOf());
  });

  test('commands that hung', () => {
    notes.hung.push(CASE);
    holds('commands that hung', runOf());
  });

  test('orphan processes', () => {
    notes.orphans.push(CASE);
    holds('orphan processes', runOf());
  });

  function holds(label: string, run: Run): void {
    expect(zerosOf(run).filter(({ cases }) => cases.length > 0)).toEqual([{ what: label, cases: [CASE] }]);
    const lines = reportOf(7, run);
    expect(lines).toContain(`${label}: 1`);
    expect(lines[lines.indexOf(`${label}:`) + 1]).toBe(`  ${CASE}`);
  }
});

test('of many cases the first twenty are printed, and how many more there are', () => {
  const lines = printed({ ...GOOD, lost: Array.from({ length: 23 }, (_, number) => `case ${String(number)}`) });
  expect(lines).toContain('lost: 23');
  expect(lines.slice(-2)).toEqual(['  case 19', '  and 3 more']);
});

test('that no answer came is printed', () => {
  expect(printed()).toContain('slowest answer: none came');
});

test('what the harness could not do is printed', () => {
  notes.troubles.push('out of memory: it was gone');
  expect(printed().slice(-2)).toEqual(['what the harness could not do at once:', '  out of memory: it was gone']);
});
