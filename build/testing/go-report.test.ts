import { expect, test } from '@jest/globals';
import { GoReport } from './go-report.ts';

function read(...events: object[]): { report: GoReport; shown: string } {
  const report = new GoReport();
  return { shown: events.map((event) => report.take(JSON.stringify(event))).join(''), report };
}

test('counts each test without tests below it once', () => {
  const { report, shown } = read(
    { Action: 'pass', Package: 'p', Test: 'TestA/one' },
    { Action: 'pass', Package: 'p', Test: 'TestA/two/deep' },
    { Action: 'pass', Package: 'p', Test: 'TestA/two' },
    { Action: 'pass', Package: 'p', Test: 'TestA' },
    { Action: 'pass', Package: 'p', Test: 'TestB' },
    { Action: 'pass', Package: 'p' },
  );
  expect(report.outcome('Go')).toEqual({ part: 'Go', passed: 3, failures: [], skips: [], notes: [] });
  expect(shown).toBe('');
});

test('shows the output of a failed test, and blames it alone', () => {
  const { report, shown } = read(
    { Action: 'output', Package: 'example.org/p', Test: 'TestA/one', Output: '    a_test.go:3: wrong\n' },
    { Action: 'fail', Package: 'example.org/p', Test: 'TestA/one' },
    { Action: 'fail', Package: 'example.org/p', Test: 'TestA' },
    { Action: 'fail', Package: 'example.org/p' },
  );
  expect(report.outcome('Go').failures).toEqual(['example.org/p: TestA/one']);
  expect(shown).toContain('a_test.go:3: wrong');
});

test('takes the reason for a skipped test from its output', () => {
  const { report } = read(
    { Action: 'output', Package: 'p', Test: 'TestA', Output: '=== RUN   TestA\n' },
    { Action: 'output', Package: 'p', Test: 'TestA', Output: '    a_test.go:12: it takes root\n' },
    { Action: 'output', Package: 'p', Test: 'TestA', Output: '--- SKIP: TestA (0.00s)\n' },
    { Action: 'skip', Package: 'p', Test: 'TestA' },
    { Action: 'skip', Package: 'p', Test: 'TestB' },
    { Action: 'skip', Package: 'without-tests' },
  );
  expect(report.outcome('Go')).toMatchObject({
    passed: 0,
    failures: [],
    skips: [
      { test: 'p: TestA', reason: 'it takes root' },
      { test: 'p: TestB', reason: '' },
    ],
  });
});

test('takes a package that cannot be built for a failure, and shows why', () => {
  const { report, shown } = read(
    { Action: 'build-output', ImportPath: 'p', Output: 'p/a.go:1: syntax error\n' },
    { Action: 'build-fail', ImportPath: 'p' },
    { Action: 'fail', Package: 'p' },
  );
  expect(report.outcome('Go').failures).toEqual(['p: the package failed']);
  expect(shown).toContain('syntax error');
});

test('takes a test that never ended for a failure', () => {
  const { report } = read(
    { Action: 'run', Package: 'p', Test: 'TestA' },
    { Action: 'output', Package: 'p', Output: 'panic: test timed out\n' },
    { Action: 'fail', Package: 'p' },
  );
  expect(report.outcome('Go').failures).toEqual(['p: TestA']);
});
