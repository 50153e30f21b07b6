import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { GO_ENVIRONMENT } from '../go-environment.ts';
import { ROOT } from '../repository.ts';
import { GoReport } from './go-report.ts';
import type { Outcome } from './outcome.ts';
import { runProcess } from './run-process.ts';

const MODULES = ['server/bridge', 'build/manifest'] as const;
const LIMIT = 45 * 60_000;

/** The Go tests, with the race detector where there is a C compiler, which it needs. */
export async function goTests(tell: (line: string) => void): Promise<Outcome> {
  const compiler = findCCompiler();
  const report = new GoReport();
  const notes = compiler === undefined ? ['no -race: there is no C compiler, which the race detector needs'] : [];
  notes.forEach(tell);
  const race = compiler === undefined ? [] : ['-race'];
  const problems: string[] = [];
  for (const module of MODULES) {
    tell(`go test ${[...race, `./${module}/...`].join(' ')}`);
    const problem = await runProcess('go', ['test', '-json', '-shuffle=on', '-timeout=30m', ...race, './...'], {
      cwd: join(ROOT, module),
      env: { ...GO_ENVIRONMENT, CGO_ENABLED: compiler === undefined ? '0' : '1' },
      limit: LIMIT,
      onLine: (line) => process.stdout.write(report.take(line)),
    });
    if (problem !== undefined) {
      problems.push(`${module}: ${problem}`);
    }
  }
  const outcome = report.outcome('unit (Go)', notes);
  return outcome.failures.length > 0 ? outcome : { ...outcome, failures: problems };
}

/** The C compiler that Go would use, or undefined when it is not there. */
function findCCompiler(): string | undefined {
  const name = execFileSync('go', ['env', 'CC'], { encoding: 'utf8' }).trim();
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return name;
  } catch {
    return undefined;
  }
}
