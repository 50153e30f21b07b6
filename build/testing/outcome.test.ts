import { describe, expect, test } from '@jest/globals';
import { type Outcome, summarise } from './outcome.ts';

function outcome(part: string, rest: Partial<Outcome>): Outcome {
  return { part, passed: 0, failures: [], skips: [], notes: [], ...rest };
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}

describe('the summary', () => {
  test('adds up the parts in its last line', () => {
    const skips = [{ test: 'chroot', reason: 'it takes root' }];
    const { text, good } = summarise([outcome('a', { passed: 3, skips }), outcome('b', { passed: 4 })]);
    expect(lastLine(text)).toBe('7 passed, 0 failed, 1 skipped');
    expect(text).toContain('skipped  a: chroot (it takes root)');
    expect(good).toBe(true);
  });

  test('names each failure, and is not good', () => {
    const { text, good } = summarise([outcome('a', { passed: 3, failures: ['x', 'y'] })]);
    expect(lastLine(text)).toBe('3 passed, 2 failed, 0 skipped');
    expect(text).toContain('FAILED   a: x\nFAILED   a: y\n');
    expect(good).toBe(false);
  });

  test('takes a part that ran no test for a failure', () => {
    const { text, good } = summarise([outcome('a', { passed: 3 }), outcome('b', {})]);
    expect(lastLine(text)).toBe('3 passed, 1 failed, 0 skipped');
    expect(text).toContain('FAILED   b: no test ran');
    expect(good).toBe(false);
  });

  test('takes a test that was left out without a reason for a failure', () => {
    const { text, good } = summarise([outcome('a', { passed: 3, skips: [{ test: 'x', reason: '' }] })]);
    expect(lastLine(text)).toBe('3 passed, 1 failed, 0 skipped');
    expect(good).toBe(false);
  });

  test('of nothing is not good', () => {
    expect(summarise([]).good).toBe(false);
  });

  test('tells what was not done', () => {
    expect(summarise([outcome('a', { passed: 1, notes: ['no -race: no compiler'] })]).text).toContain(
      'note     a: no -race: no compiler',
    );
  });
});
