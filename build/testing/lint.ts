import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GO_ENVIRONMENT } from '../go-environment.ts';
import { OUT, ROOT } from '../repository.ts';
import type { Outcome } from './outcome.ts';
import { runProcess } from './run-process.ts';

/** The Go modules whose code is ours, relative to the repository. */
export const GO_MODULES = ['server/bridge', 'build/manifest', 'e2e/fixtures/other-plugin'] as const;

/** Ours too, but a whole Mattermost server hangs on it: looked at as text alone. */
const GO_TEXT_ONLY = ['e2e/mattermost'] as const;

const LIMIT = 45 * 60_000;
const LINTER = join(OUT, 'tools', 'golangci-lint');

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** The style, the types, and what linters find; each tool and folder is one test. */
export async function lint(tell: (line: string) => void): Promise<Outcome> {
  const failures: string[] = [];
  let passed = 0;
  await mkdir(join(OUT, 'tools'), { recursive: true });
  for (const { name, command, args, cwd } of checks()) {
    tell(name);
    const options = { cwd: join(ROOT, cwd ?? ''), env: GO_ENVIRONMENT, limit: LIMIT };
    const problem = await runProcess(command, args, options);
    if (problem === undefined) {
      passed++;
    } else {
      failures.push(`${name}: ${problem}`);
    }
  }
  return { part: 'lint', passed, failures, skips: [], notes: [] };
}

function checks(): Check[] {
  return [
    node('formatting (prettier)', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
    node('types (tsc)', 'typescript/bin/tsc', '-p', '.'),
    node('TypeScript (eslint)', 'eslint/bin/eslint.js', '--max-warnings=0', '.'),
    {
      name: 'building golangci-lint (the first time takes a minute or two)',
      command: 'go',
      args: ['build', '-o', LINTER, 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint'],
      cwd: 'build/tools',
    },
    ...[...GO_MODULES, ...GO_TEXT_ONLY].map((cwd) => golang(cwd, 'formatting', 'fmt', '--diff')),
    ...GO_MODULES.map((cwd) => golang(cwd, 'golangci-lint', 'run')),
  ];
}

function node(name: string, script: string, ...args: string[]): Check {
  return { name, command: process.execPath, args: [join(ROOT, 'node_modules', script), ...args] };
}

function golang(cwd: string, title: string, ...args: string[]): Check {
  return {
    name: `Go: ${title} of ${cwd}`,
    command: LINTER,
    args: [...args, '--config', join(ROOT, '.golangci.yml')],
    cwd,
  };
}
