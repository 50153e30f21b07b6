/**
 * Asks who keeps lists of known holes for those of what we use: npm for all packages of the lock file, the Go vulnerability
 * database for what our Go code can reach. Not part of `make test`: what it says changes from day to day, without a change
 * of ours. The status is 0 only when both were asked and neither knows any. `GOVULNDB` names another copy of Go's database, as
 * a URL (https://go.dev/doc/security/vuln/database), for networks that do not reach it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GO_ENVIRONMENT } from './go-environment.ts';
import { OUT, ROOT } from './repository.ts';
import { runProcess } from './testing/run-process.ts';

const LIMIT = 10 * 60_000;
const GOVULNCHECK = join(OUT, 'tools', 'govulncheck');

/** Of the program that ships, and of what builds and attacks it. */
const MODULES = ['server/bridge', 'build/manifest', 'e2e/fixtures/other-plugin'] as const;

await mkdir(join(OUT, 'tools'), { recursive: true });
const problems: string[] = [];

await check('npm audit of what ships', 'npm', ['audit', '--omit=dev'], ROOT);
await check('npm audit of everything', 'npm', ['audit'], ROOT);
const build = ['build', '-o', GOVULNCHECK, 'golang.org/x/vuln/cmd/govulncheck'];
await check('building govulncheck', 'go', build, join(ROOT, 'build/tools'));
const copy = process.env['GOVULNDB'] ?? '';
for (const module of MODULES) {
  const args = [...(copy === '' ? [] : ['-db', copy]), './...'];
  await check(`govulncheck of ${module}`, GOVULNCHECK, args, join(ROOT, module));
}

console.log(problems.length === 0 ? '\nNo known hole.' : `\n${problems.join('\n')}`);
console.log('What is found is judged in docs/security.md, "Known holes of what we use".');
process.exitCode = problems.length === 0 ? 0 : 1;

async function check(name: string, command: string, args: readonly string[], cwd: string): Promise<void> {
  console.log(`-- ${name}`);
  const problem = await runProcess(command, args, { cwd, env: GO_ENVIRONMENT, limit: LIMIT });
  if (problem !== undefined) problems.push(`${name}: ${problem}`);
}
