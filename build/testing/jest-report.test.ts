import { expect, test } from '@jest/globals';
import { readJestReport } from './jest-report.ts';

function assertion(fullName: string, status: string): { fullName: string; status: string } {
  return { fullName, status };
}

test('counts what jest reports', () => {
  const outcome = readJestReport(
    'unit',
    {
      testResults: [
        {
          name: '/repo/a.test.ts',
          status: 'failed',
          message: 'long text',
          assertionResults: [
            assertion('adds', 'passed'),
            assertion('subtracts', 'failed'),
            assertion('divides (skipped: there is no zero)', 'pending'),
            assertion('multiplies', 'pending'),
            assertion('waits', 'todo'),
          ],
        },
        { name: '/repo/b.test.ts', status: 'failed', message: 'SyntaxError: no\n at x', assertionResults: [] },
      ],
    },
    '/repo',
  );
  expect(outcome).toEqual({
    part: 'unit',
    passed: 1,
    failures: ['a.test.ts: subtracts', 'b.test.ts: SyntaxError: no'],
    skips: [
      { test: 'a.test.ts: divides', reason: 'there is no zero' },
      { test: 'a.test.ts: multiplies', reason: '' },
      { test: 'a.test.ts: waits', reason: '' },
    ],
    notes: [],
  });
});
