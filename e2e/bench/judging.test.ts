/** The judging of what `make bench` measures under load: whatever is not as it must be is missed. */
import { describe, expect, test } from '@jest/globals';
import { COMMANDS_A_MINUTE } from '../../server/sidecar/src/access/limits.ts';
import { type FloodMeasured, rowsOfFlood } from './flood-rows.ts';
import { type LoadMeasured, rowsOfLoad } from './load-rows.ts';
import { missed, type Row } from './report.ts';

/** A hundred waits, the longest but one of which is the 99th percentile. */
function waits(p99: number, longest = p99): number[] {
  return [...Array.from({ length: 98 }, () => p99 / 4), p99, longest];
}

/** What was missed, without the words that all rows begin with. */
function missedOf(rows: readonly Row[]): string[] {
  return missed(rows).map(({ what }) => what.replace('100 people at once, 3 minutes: ', ''));
}

describe('a crowd', () => {
  const GOOD: LoadMeasured = {
    waits: { letters: waits(100, 400), answers: waits(500, 900), failures: [] },
    resident: [[300], [100, 101, 102], [111]],
    calls: { DescribeInstances: 150, StopInstances: 50 },
    readingsAtOnce: 1,
    failures: [],
    minutes: 3,
  };

  test('that was served in time misses nothing, and what it cost is told', () => {
    const rows = rowsOfLoad(GOOD);
    expect(missedOf(rows)).toEqual([]);
    expect(rows.map(({ what, ours, baseline }) => [what, ours, baseline])).toEqual([
      [expect.stringContaining('a letter of completion at the REST API, p99 of 100'), '100 ms', 'its p50: 25.0 ms'],
      [expect.stringContaining('the first answer to a command, p99 of 100'), '500 ms', 'its p50: 125 ms'],
      [expect.stringContaining('resident in the last minute'), '111 MiB', 'in the second: 101 MiB'],
      [
        expect.stringContaining('whole readings and names of one region at once'),
        '1',
        'commands: 100, calls of AWS: 200',
      ],
      [expect.stringContaining('failures, and lines of warning in the log'), '0', '–'],
    ]);
  });

  test.each([
    [
      'letters',
      { waits: { ...GOOD.waits, letters: waits(101) } },
      'a letter of completion at the REST API, p99 of 100',
    ],
    ['answers', { waits: { ...GOOD.waits, answers: waits(501) } }, 'the first answer to a command, p99 of 100'],
    ['memory', { resident: [[50], [100], [111]] }, 'resident in the last minute'],
    ['readings', { readingsAtOnce: 2 }, 'whole readings and names of one region at once'],
    ['failures', { failures: ['no answer'] }, 'failures, and lines of warning in the log'],
  ] as [string, Partial<LoadMeasured>, string][])(
    'whose %s are beyond the reach misses that row',
    (_what, more, row) => {
      expect(missedOf(rowsOfLoad({ ...GOOD, ...more }))).toEqual([row]);
    },
  );

  test('has its failures listed: how many, and three kinds of them', () => {
    const failures = ['no answer', 'a warning', 'no answer', 'restarted', 'one kind too many'];
    expect(rowsOfLoad({ ...GOOD, failures }).at(-1)?.ours).toBe('5: no answer; a warning; restarted');
  });

  test('that was not measured is not judged', () => {
    expect(() => rowsOfLoad({ ...GOOD, waits: { letters: [], answers: [], failures: [] } })).toThrow('no samples');
  });
});

describe('a flood', () => {
  const LET_IN = COMMANDS_A_MINUTE;
  const GOOD: FloodMeasured = {
    alone: { letters: [], answers: waits(200), failures: [] },
    meanwhile: { letters: [], answers: waits(500, 800), failures: [] },
    turnedAway: 1_000 - LET_IN,
    seconds: 30,
    readings: 12,
  };
  const [OTHERS, TURNED_AWAY] = [
    /^first answer to the others while one sends 1,000/,
    /^commands of the flood that were/,
  ];

  test('that nobody else noticed misses nothing, and the others without it are told', () => {
    const rows = rowsOfFlood(GOOD);
    expect(missed(rows)).toEqual([]);
    expect(rows[0]).toMatchObject({ what: expect.stringMatching(OTHERS), ours: '500 ms', baseline: 'without: 200 ms' });
  });

  test.each([
    ['the others wait too long', { meanwhile: { ...GOOD.meanwhile, answers: waits(501) } }, OTHERS],
    ['one of the others failed', { meanwhile: { ...GOOD.meanwhile, failures: ['no answer'] } }, OTHERS],
    ['one failed before', { alone: { ...GOOD.alone, failures: ['no answer'] } }, OTHERS],
    ['one more was let in than a minute allows', { turnedAway: GOOD.turnedAway - 1 }, TURNED_AWAY],
  ] as [string, Partial<FloodMeasured>, RegExp][])('is missed when %s', (_when, more, row) => {
    expect(missed(rowsOfFlood({ ...GOOD, ...more }))).toEqual([
      expect.objectContaining({ what: expect.stringMatching(row) }),
    ]);
  });

  test('has the first failure named', () => {
    const failures = ['no answer to ls', 'another'];
    const [row] = rowsOfFlood({ ...GOOD, meanwhile: { ...GOOD.meanwhile, failures } });
    expect(row?.ours).toBe('500 ms, 2 failed: no answer to ls');
  });

  test('that lasts longer than a minute may have so many more let in', () => {
    const more = { seconds: 61, turnedAway: 1_000 - 2 * LET_IN };
    expect(missed(rowsOfFlood({ ...GOOD, ...more }))).toEqual([]);
  });
});
