/** What became of the tests of one part of `make test`. */
export interface Outcome {
  readonly part: string;
  readonly passed: number;
  /** One line for each test that failed, or for what kept tests from running. */
  readonly failures: readonly string[];
  /** Each test that was left out, and why. */
  readonly skips: readonly Skip[];
  /** What was not done although no test was left out for it, with the reason: `no -race: …`. */
  readonly notes: readonly string[];
}

/** A test that was left out. */
export interface Skip {
  readonly test: string;
  /** Empty when none was given, which makes the run fail. */
  readonly reason: string;
}

/** The whole, as it is told at the end. */
export interface Summary {
  readonly text: string;
  /** Whether everything that should be true is: nothing failed, every part ran, every skip has a reason. */
  readonly good: boolean;
}

/** Adds up the parts. The last line of the text is `N passed, N failed, N skipped`. */
export function summarise(outcomes: readonly Outcome[]): Summary {
  const judged = outcomes.map(judge);
  const failures = judged.flatMap(({ part, failures: lines }) => lines.map((line) => `FAILED   ${part}: ${line}`));
  const skips = judged.flatMap(({ part, skips: all }) =>
    all.map(({ test, reason }) => `skipped  ${part}: ${test} (${reason})`),
  );
  const notes = judged.flatMap(({ part, notes: lines }) => lines.map((line) => `note     ${part}: ${line}`));
  const passed = judged.reduce((sum, one) => sum + one.passed, 0);
  const lines = [
    ...judged.map((one) => `${one.part.padEnd(28)} ${counts(one.passed, one.failures.length, one.skips.length)}`),
    ...notes,
    ...skips,
    ...failures,
    counts(passed, failures.length, skips.length),
  ];
  return { text: `${lines.join('\n')}\n`, good: failures.length === 0 && passed > 0 };
}

/** A part that ran nothing, and a test left out without a reason, are failures. */
function judge(outcome: Outcome): Outcome {
  const unexplained = outcome.skips.filter(({ reason }) => reason === '');
  const failures = [...outcome.failures, ...unexplained.map(({ test }) => `${test} was skipped without a reason`)];
  if (outcome.passed === 0 && failures.length === 0) {
    failures.push('no test ran');
  }
  return { ...outcome, failures, skips: outcome.skips.filter(({ reason }) => reason !== '') };
}

function counts(passed: number, failed: number, skipped: number): string {
  return `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
}
