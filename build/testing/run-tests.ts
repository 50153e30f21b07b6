/**
 * Runs the tests and ends with one summary. Usage: run-tests.ts [PART…]; without a part, all of them.
 * The last line is `N passed, N failed, N skipped`; the status is 0 only when all is well.
 */
import { makeBundle } from '../make-bundle.ts';
import { goTests } from './go-tests.ts';
import { jestTests } from './jest-tests.ts';
import { lint } from './lint.ts';
import { type Outcome, summarise } from './outcome.ts';

type Run = (tell: (line: string) => void) => Promise<Outcome>;

const started = performance.now();

/** In this order: what is quick and finds most comes first. */
const PARTS = new Map<string, Run>(
  Object.entries({
    lint,
    'unit-go': goTests,
    unit: () => jestTests({ project: 'unit', part: 'unit (TypeScript)', limitMinutes: 30 }),
    moto: () => jestTests({ project: 'moto', part: 'EC2 against moto', oneAfterTheOther: true, limitMinutes: 60 }),
    build: () => jestTests({ project: 'build', part: 'build and bundle', oneAfterTheOther: true, limitMinutes: 60 }),
    e2e: async () => {
      await makeBundle();
      return jestTests({ project: 'e2e', part: 'end to end', oneAfterTheOther: true, limitMinutes: 60 });
    },
  }),
);

const wanted = process.argv.length > 2 ? process.argv.slice(2) : [...PARTS.keys()];
const chosen = wanted.flatMap((name) => {
  const run = PARTS.get(name);
  return run === undefined ? [] : [{ name, run }];
});
if (chosen.length < wanted.length) {
  console.error(`Unknown part in: ${wanted.join(', ')}. There are: ${[...PARTS.keys()].join(', ')}`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
for (const [index, { name, run }] of chosen.entries()) {
  console.log(`\n== ${name} (${String(index + 1)} of ${String(chosen.length)}), after ${elapsed()}`);
  outcomes.push(await attempt(name, run));
}

const { text, good } = summarise(outcomes);
console.log(`\n== summary, after ${elapsed()}`);
process.stdout.write(text);
process.exitCode = good ? 0 : 1;

function elapsed(): string {
  return `${String(Math.round((performance.now() - started) / 1000))} s`;
}

/** A part that breaks is a failure of its own and does not keep the others from running. */
async function attempt(name: string, run: Run): Promise<Outcome> {
  try {
    return await run((line) => {
      console.log(`-- ${line}`);
    });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { part: name, passed: 0, failures: [failure], skips: [], notes: [] };
  }
}
