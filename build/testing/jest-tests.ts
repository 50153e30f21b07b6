import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OUT, ROOT } from '../repository.ts';
import { type JestReport, readJestReport } from './jest-report.ts';
import type { Outcome } from './outcome.ts';
import { runProcess } from './run-process.ts';

/** One of the suites of `jest.config.mjs`. */
export interface JestSuite {
  /** Its name there. */
  readonly project: string;
  /** Its name in the summary. */
  readonly part: string;
  /** For tests that share something on the machine, or would take each other's time. */
  readonly oneAfterTheOther?: boolean;
  readonly limitMinutes: number;
}

/** Runs one suite with jest on the Node that runs this. */
export async function jestTests({ project, part, oneAfterTheOther, limitMinutes }: JestSuite): Promise<Outcome> {
  const report = join(OUT, 'test', `${project}.json`);
  await mkdir(join(OUT, 'test'), { recursive: true });
  await rm(report, { force: true });
  const problem = await runProcess(
    process.execPath,
    [
      // Jest runs ES modules by an interface of Node that is called experimental.
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${report}`,
      ...(oneAfterTheOther === true ? ['--runInBand'] : []),
    ],
    { cwd: ROOT, limit: limitMinutes * 60_000, onLine: () => undefined },
  );
  if (!existsSync(report)) {
    return { part, passed: 0, failures: [problem ?? 'jest wrote no report'], skips: [], notes: [] };
  }
  const outcome = readJestReport(part, JSON.parse(await readFile(report, 'utf8')) as JestReport, ROOT);
  const unexplained = problem !== undefined && outcome.failures.length === 0;
  return unexplained ? { ...outcome, failures: [problem] } : outcome;
}
