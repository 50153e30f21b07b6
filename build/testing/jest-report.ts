import type { Outcome, Skip } from './outcome.ts';

/** The part of jest's `--json` that we read. @see https://jestjs.io/docs/configuration#testresultsprocessor-string */
export interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
    }[];
  }[];
}

/** A test that is left out says why in its name: `test.skip('starts (skipped: it takes root)')`. */
const REASON = /\(skipped: (.+)\)$/;

/**
 * Counts what jest reports. A file that could not be run is a failure, and so is a status that we do not know.
 * @param root is cut off the file names
 */
export function readJestReport(part: string, report: JestReport, root: string): Outcome {
  let passed = 0;
  const failures: string[] = [];
  const skips: Skip[] = [];
  for (const file of report.testResults) {
    const name = file.name.startsWith(`${root}/`) ? file.name.slice(root.length + 1) : file.name;
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') {
        passed++;
      } else if (status === 'pending' || status === 'todo' || status === 'disabled') {
        skips.push({
          test: `${name}: ${fullName.replace(REASON, '').trim()}`,
          reason: REASON.exec(fullName)?.[1] ?? '',
        });
      } else {
        failures.push(`${name}: ${fullName}`);
      }
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      failures.push(`${name}: ${file.message.trim().split('\n', 1)[0] ?? ''}`);
    }
  }
  return { part, passed, failures, skips, notes: [] };
}
