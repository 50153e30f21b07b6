/**
 * Looks for input that breaks the bridge's end of the pipe: each fuzz target of the Go code in turn, for `FUZZ_SECONDS` each (60
 * unless told). What it finds Go keeps in `testdata/fuzz`; committed, each `go test` plays it from then on.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { GO_ENVIRONMENT } from '../go-environment.ts';
import { ROOT } from '../repository.ts';
import { runProcess } from './run-process.ts';

/** The packages that have targets. */
const PACKAGES = ['server/bridge', 'server/bridge/sidecar'];

const seconds = Number(process.env['FUZZ_SECONDS'] ?? '60');
if (!Number.isInteger(seconds) || seconds < 1) throw new Error('FUZZ_SECONDS is no whole number from 1');

for (const name of PACKAGES) {
  const cwd = join(ROOT, name);
  const env = { ...process.env, ...GO_ENVIRONMENT };
  const listed = execFileSync('go', ['test', '-list', '^Fuzz', '.'], { cwd, env, encoding: 'utf8' });
  const targets = listed.split('\n').filter((line) => line.startsWith('Fuzz'));
  if (targets.length === 0) throw new Error(`There is no fuzz target in ${name}`);
  for (const target of targets) await look(cwd, target);
}

async function look(cwd: string, target: string): Promise<void> {
  console.log(`-- ${target}`);
  // To make an input shorter may otherwise take a minute, in which nothing else is tried.
  const time = [`-fuzztime=${String(seconds)}s`, '-fuzzminimizetime=5s'];
  const problem = await runProcess('go', ['test', '-run=^$', `-fuzz=^${target}$`, ...time, '.'], {
    cwd,
    env: GO_ENVIRONMENT,
    limit: (seconds + 300) * 1000,
  });
  if (problem !== undefined) {
    console.error(`${target}: ${problem}`);
    process.exitCode = 1;
  }
}
