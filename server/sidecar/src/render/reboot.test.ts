import { describe, expect, test } from '@jest/globals';
import type { Change, ChangeLine } from '../views.ts';
import { renderChange } from './change.ts';
import { changeLine, head, instance, messages, post } from './testing/sample.ts';

const FIRST = '`〉ec2ctl reboot web-1` · bob';
const UNSEEN = 'It stays `running` meanwhile; AWS does not report when it is back.';
const WHERE = 'us-west-2 · `i-1`';
const web = instance('web-1', { id: 'i-1' });

function draw(...lines: ChangeLine[]): string {
  const change: Change = { verb: 'reboot', lines, elapsedMs: 800, watchEnd: undefined, continued: false };
  return renderChange(messages, { head: head('ec2ctl reboot web-1'), change, now: 0 });
}

function line(outcome: ChangeLine['outcome'], more: Partial<ChangeLine> = {}): ChangeLine {
  return changeLine(web, 'running', { outcome, ...more });
}

describe('of one', () => {
  test('before and after AWS was told', () => {
    expect(draw(line('asked'))).toBe(post(FIRST, '⏳ **`web-1` is asked to reboot**', UNSEEN, WHERE));
    expect(draw(line('arrived'))).toBe(post(FIRST, '🟢 **`web-1` was told to reboot**', UNSEEN, WHERE));
  });

  test('that does not run', () => {
    const stopped = { ...web, state: 'stopped' as const };
    expect(draw(changeLine(stopped, 'stopped', { outcome: 'unfit' }))).toBe(
      post(FIRST, '⚪ **`web-1` is stopped**: only what is running can be rebooted. Nothing was changed.', WHERE),
    );
  });

  test.each([
    ['ConnectionLost', 'the connection to AWS broke off. AWS does not show whether it reboots:'],
    ['RequestLimitExceeded', 'AWS asks to slow down: too many requests. AWS does not show whether it reboots:'],
    ['Interrupted', 'the plugin was interrupted, and whether AWS was asked is not known. AWS does not show'],
  ])('that nobody can say was not told: %s', (code, sentence) => {
    const failure = { code, requestId: undefined };
    const [, answer] = draw(line('failed', { failure })).split('\n');
    expect(answer).toContain(`❌ **\`web-1\` may have been told to reboot**: ${sentence}`);
    // EC2 shows it running either way.
    expect(answer).not.toMatch(/ec2ctl ls|nothing was changed/i);
  });

  test('that was never asked for says so', () => {
    for (const failure of [
      { code: 'NotAsked', requestId: undefined },
      { code: 'TimedOut', requestId: undefined, attempts: { count: 0, tookMs: 0 } },
    ]) {
      expect(draw(line('failed', { failure }))).toMatch(/`web-1` was not told to reboot\*\*: .*Nothing was changed\./);
    }
  });

  test('that AWS refuses', () => {
    const failure = { code: 'UnauthorizedOperation', requestId: 'r-1' };
    expect(draw(line('failed', { failure }))).toMatch(
      /\n❌ \*\*`web-1` was not told to reboot\*\*: .*`UnauthorizedOperation`, request `r-1`\nus-west-2 · `i-1`$/,
    );
  });
});

describe('of several', () => {
  const other = instance('web-2', { id: 'i-2', region: 'eu-west-1' });
  const idle = changeLine(instance('web-3', { id: 'i-3', state: 'stopped' }), 'stopped', { outcome: 'unfit' });

  test('has a line for each, failures first when it is over, and what was left', () => {
    const failed = changeLine(other, 'running', {
      outcome: 'failed',
      failure: { code: 'TimedOut', requestId: undefined },
    });
    expect(
      draw(line('asked'), changeLine(other, 'running', { outcome: 'asked' }), idle)
        .split('\n')
        .slice(1),
    ).toEqual([
      '**Rebooting 2 instances**',
      'They stay `running` meanwhile; AWS does not report when they are back.',
      '⏳ `web-1` us-west-2 · asked to reboot',
      '⏳ `web-2` eu-west-1 · asked to reboot',
      expect.stringContaining('`web-3` stopped'),
    ]);
    const over = draw(line('arrived'), failed).split('\n');
    expect(over[1]).toBe('**Told 1 of 2 instances to reboot**, **1 not known**');
    expect(over.slice(3)).toEqual([
      expect.stringMatching(/^❌ `web-2` eu-west-1 · may have been told to reboot: /),
      '🟢 `web-1` us-west-2 · told to reboot',
    ]);
  });

  test('counts what AWS refused, and what nobody knows, each by itself', () => {
    const [refused, lost] = ['UnauthorizedOperation', 'ConnectionLost'].map((code, index) =>
      changeLine(instance(`web-${String(index + 5)}`, { id: `i-${String(index + 5)}` }), 'running', {
        outcome: 'failed',
        failure: { code, requestId: undefined },
      }),
    ) as [ChangeLine, ChangeLine];
    expect(draw(line('arrived'), lost, refused).split('\n')[1]).toBe(
      '**Told 1 of 3 instances to reboot**, **1 failed**, **1 not known**',
    );
    expect(draw(line('arrived'), refused).split('\n')[1]).toBe('**Told 1 of 2 instances to reboot**, **1 failed**');
    expect(draw(line('arrived'), refused)).toContain('❌ `web-5` not told to reboot: ');
  });

  test('none of which runs changes nothing', () => {
    expect(draw(idle, { ...idle, instance: { ...idle.instance, id: 'i-4' } }).split('\n')[1]).toBe(
      '**None of them is running.** Nothing was changed.',
    );
  });
});
