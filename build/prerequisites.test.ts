import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

let folder: string;

/** A machine on which nothing is installed but what every Linux has. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-tools-'));
  for (const tool of ['sh', 'uname', 'sed', 'cut']) {
    symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(folder, tool));
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Installs a program that answers whatever it is asked with `answer`. */
function install(tool: string, answer: string, status = 0): void {
  writeFileSync(join(folder, tool), `#!/bin/sh\necho '${answer}'\nexit ${status}\n`);
  chmodSync(join(folder, tool), 0o755);
}

function check(...tools: string[]): { status: number | null; said: string } {
  const script = join(import.meta.dirname, 'prerequisites.sh');
  const { status, stderr } = spawnSync('/bin/sh', [script, ...tools], { env: { PATH: folder }, encoding: 'utf8' });
  return { status, said: stderr };
}

describe('prerequisites', () => {
  test('that are all missing are all named at once, with what to install', () => {
    const { status, said } = check('node', 'go', 'python');
    expect(status).toBe(1);
    expect(said.split('\n').filter((line) => /^Missing: .*[Ii]nstall/.test(line))).toEqual([
      expect.stringContaining('Node.js 20'),
      expect.stringContaining('Go 1.26'),
      expect.stringContaining('Python 3'),
    ]);
  });

  test('that are there are passed over in silence', () => {
    install('node', 'v20.1.0');
    install('npm', '10.0.0');
    install('go', 'go1.26.3');
    install('python3', '');
    expect(check('node', 'go', 'python')).toEqual({ status: 0, said: '' });
  });

  test.each([
    ['node', 'v18.20.4', 'Node.js 20'],
    ['go', 'go1.19.8', 'Go 1.26'],
  ])('that are too old are named with their version: %s %s', (tool, version, wanted) => {
    install('npm', '10.0.0');
    install(tool, version);
    const { status, said } = check(tool);
    expect(status).toBe(1);
    expect(said).toContain(wanted);
    expect(said).toContain(version);
  });

  test('include npm, which some distributions leave out of Node', () => {
    install('node', 'v22.0.0');
    expect(check('node')).toEqual({ status: 1, said: expect.stringContaining('npm') });
  });

  test('include the module venv, which some distributions leave out of Python', () => {
    install('python3', 'Python 3.11.2', 1);
    expect(check('python')).toEqual({ status: 1, said: expect.stringContaining('python3-venv') });
  });

  test('a development version of Go is new enough', () => {
    install('go', 'devel go1.27-abcdef');
    expect(check('go').status).toBe(0);
  });
});
