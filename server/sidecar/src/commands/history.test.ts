import { describe, expect, test } from '@jest/globals';
import { createIndex } from '../fleet/fleet-index.ts';
import { createMessages } from '../messages/messages.ts';
import { renderMistake } from '../render/refusal.ts';
import { listed } from '../selection/testing/listed.ts';
import { complete, type CompletionInput } from './completion.ts';
import { parseCommandLine } from './parse.ts';
import { sinceMs } from './since.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ID = 'i-0a1f39c5d2e84b7f6';
const WEEK = { kind: 'history', mine: false, instances: [], sinceMs: 7 * DAY_MS };
const FLEET = createIndex([listed('web-1', { id: ID }), listed('web-2', { id: 'i-04c2be71f90d3a58e' })]);

describe('the grammar', () => {
  test.each([
    ['', WEEK],
    ['--mine', { ...WEEK, mine: true }],
    ['--since 24h', { ...WEEK, sinceMs: DAY_MS }],
    ['--since=30M', { ...WEEK, sinceMs: HOUR_MS / 2 }],
    ['—since 2w', { ...WEEK, sinceMs: 14 * DAY_MS }],
    ['--since 999999d', { ...WEEK, sinceMs: 400 * DAY_MS }],
    ['--instance web-*', { ...WEEK, instances: [{ kind: 'pattern', word: 'web-*' }] }],
    ['--instance “Build, server”', { ...WEEK, instances: [{ kind: 'name', word: 'Build, server' }] }],
    [
      `--instance web-1,${ID} --instance db`,
      {
        ...WEEK,
        instances: [
          { kind: 'name', word: 'web-1' },
          { kind: 'id', word: ID, id: ID },
          { kind: 'name', word: 'db' },
        ],
      },
    ],
    ['--help', { kind: 'help', command: 'history' }],
  ])('%s', (options, parsed) => {
    expect(parseCommandLine(`/ec2ctl history ${options}`)).toEqual(parsed);
  });

  test.each([
    [
      '--since abc',
      '**`--since` does not take `abc`.** Type a number and `m`, `h`, `d` or `w`, such as `24h` or `7d`.',
    ],
    ['--since 7', '**`--since` does not take `7`.**'],
    ['--since 0d', '**`--since` does not take `0d`.**'],
    ['--since -7d', '**`--since` needs a value.**'],
    ['--since', '**`--since` needs a value.**'],
    ['--instance', '**`--instance` needs a value.**'],
    ['--instance --mine', '**`--instance` needs a value.**'],
    [
      '--instance tag:Env=dev',
      '**`--instance` does not take `tag:Env=dev`.** Type a name, an id or a pattern, such as `web-*`.',
    ],
    ['--instance state:gone', '`state:gone`'],
    ['web-1', '**`history` does not take `web-1`.**'],
    ['--min', '`/ec2ctl history --mine`'],
    ['--since 7d,8d', '**`--since` does not take `7d,8d`.**'],
  ])('answers what is wrong with %s', (options, says) => {
    const parsed = parseCommandLine(`/ec2ctl history ${options}`);
    if (parsed.kind !== 'mistake') throw new Error(`no mistake: ${JSON.stringify(parsed)}`);
    const head = { typed: 'ec2ctl history', username: undefined, demo: false, settingsUrl: undefined };

    expect(renderMistake(createMessages('en'), head, parsed, [])).toContain(says);
  });
});

test.each([
  ['1m', 60_000],
  ['1h', HOUR_MS],
  [' 3D ', 3 * DAY_MS],
  ['1w', 7 * DAY_MS],
  ['401d', 400 * DAY_MS],
  ['1y', undefined],
  ['h', undefined],
  ['-1d', undefined],
  ['1.5h', undefined],
  ['0h', undefined],
  ['1234567m', undefined],
  ['', undefined],
])('%s is so long ago', (typed, ms) => {
  expect(sinceMs(typed)).toBe(ms);
});

describe('completion', () => {
  function items(body: string, more: Partial<CompletionInput> = {}): string[] {
    const parsed = /^(?:.* )?/.exec(`ec2ctl history ${body}`)?.[0] ?? '';
    const begin = more.parsed ?? parsed;
    const input = { userInput: `ec2ctl history ${body}`, knownRegions: [], mayLook: true, fleet: FLEET, ...more };
    return complete({ ...input, parsed: begin }).map(({ Item }) => Item);
  }
  const FIRST = { parsed: 'ec2ctl history ' };

  test('offers the options, and the times that people ask for', () => {
    expect(items('')).toEqual([
      ...['--mine', '--instance', '--since 1h', '--since 24h', '--since 7d', '--since 30d', '--since 400d', '-h'],
    ]);
    expect(items('--since ', FIRST)).toEqual([
      '--since 1h',
      '--since 24h',
      '--since 7d',
      '--since 30d',
      '--since 400d',
    ]);
    expect(items('--since=3', FIRST)).toEqual(['--since=30d']);
  });

  test('offers the instances behind --instance, and patterns', () => {
    expect(items('--instance ', FIRST)).toEqual(['--instance web-1', '--instance web-2', '--instance web-*']);
    expect(items('--instance=web-2', FIRST)).toEqual(['--instance=web-2']);
    expect(items(`--instance i-0a`, FIRST)).toEqual([`--instance ${ID}`]);
  });

  test('tells nobody of instances who may not look, and does without them while none are known', () => {
    expect(items('--instance ', { ...FIRST, mayLook: false })).toEqual(['--instance ']);
    expect(items('--instance ', { ...FIRST, fleet: undefined })).toEqual(['--instance ']);
    expect(items('--instance old-1', FIRST)).toEqual(['--instance old-1']);
  });

  test('offers nothing twice but another instance', () => {
    expect(items('--mine --since 7d ')).toEqual(['--instance']);
  });

  test('what is offered can be sent', () => {
    for (const item of [...items('').filter((one) => one !== '--instance'), ...items('--instance ', FIRST)]) {
      expect(parseCommandLine(`/ec2ctl history ${item}`).kind).toBe(item === '-h' ? 'help' : 'history');
    }
  });
});
