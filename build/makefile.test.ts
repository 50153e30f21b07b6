/** The commands that people and CI type. What each starts has tests of its own. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROOT } from './repository.ts';

const PATH = process.env['PATH'] ?? '';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-make-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What make says, without what the make above has in its environment. */
function make(args: readonly string[], cwd = ROOT): string {
  return execFileSync('make', args, { cwd, env: { PATH }, encoding: 'utf8' });
}

/** The scripts that a target would start, with their arguments. */
function scriptsOf(target: string): string[] {
  return [...make(['--dry-run', target]).matchAll(/ ((?:build|e2e)\/\S+\.ts.*)$/gm)].map(([, script = '']) => script);
}

describe('make', () => {
  test('alone is make help, which has a line for each target', () => {
    const help = make([]);
    expect(make(['help'])).toBe(help);
    const lines = [...help.matchAll(/^ {2}make (\S+) +\S/gm)].map(([, target]) => target);
    expect(lines).toEqual([
      'help',
      'demo',
      'test',
      'check',
      'bundle',
      'dist',
      'deploy',
      'bench',
      'chaos',
      'fuzz',
      'audit',
      'docs',
      'picture',
      'clean',
    ]);
  });

  test.each([
    ['demo', ['build/make-bundle.ts bundle', 'e2e/demo/main.ts']],
    ['test', ['build/testing/run-tests.ts']],
    ['dist', ['build/make-bundle.ts dist']],
    ['deploy', ['build/make-bundle.ts bundle', 'build/deploy.ts']],
    ['bench', ['build/make-bundle.ts bundle', 'e2e/bench/main.ts']],
    ['chaos', ['build/make-bundle.ts bundle', 'e2e/chaos/main.ts']],
    ['fuzz', ['build/testing/fuzz.ts']],
    ['audit', ['build/audit.ts']],
    ['docs', ['build/write-docs.ts']],
    ['picture', ['build/make-bundle.ts bundle', 'e2e/picture/main.ts']],
  ])('%s starts %j', (target, scripts) => {
    expect(scriptsOf(target)).toEqual(scripts);
  });

  test('clean removes what was made, and nothing else', () => {
    cpSync(join(ROOT, 'Makefile'), join(folder, 'Makefile'));
    for (const name of ['out', 'dist', 'coverage', 'node_modules', 'server']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'file'), '');
    }
    make(['clean'], folder);
    expect(readdirSync(folder).sort()).toEqual(['Makefile', 'server']);
  });
});

test('CI calls make test, once, and nothing else of weight', () => {
  const calls = join(folder, 'calls');
  writeFileSync(join(folder, 'make'), `#!/bin/sh\necho "$PWD $*" >> '${calls}'\n`);
  chmodSync(join(folder, 'make'), 0o755);
  execFileSync(join(ROOT, '.ci', 'run'), { cwd: folder, env: { PATH: `${folder}:${PATH}` } });
  expect(readFileSync(calls, 'utf8')).toBe(`${ROOT} test\n`);
  const commands = readFileSync(join(ROOT, '.ci', 'run'), 'utf8')
    .split('\n')
    .filter((line) => /^[^#]/.test(line));
  expect(commands).toHaveLength(3);
});
