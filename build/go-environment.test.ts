import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GO_ENVIRONMENT } from './go-environment.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-go-'));
  mkdirSync(join(folder, 'copy'));
  writeFileSync(join(folder, 'copy', 'go.mod'), 'module example.com/copy\n\ngo 1.21\n');
  writeFileSync(join(folder, 'copy', 'main.go'), 'package main\n\nfunc main() {}\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function build(environment: Readonly<Record<string, string>>): void {
  const env = { ...process.env, ...environment };
  execFileSync('go', ['build', '-o', join(folder, 'program'), '.'], { cwd: join(folder, 'copy'), env, stdio: 'pipe' });
}

test('a program is built where git refuses to answer, as in a copy that another user owns', () => {
  // Git takes such a folder for no repository, and Go for one.
  mkdirSync(join(folder, 'copy', '.git'));
  build(GO_ENVIRONMENT);
  expect(() => {
    build({ ...GO_ENVIRONMENT, GOFLAGS: '-buildvcs=auto' });
  }).toThrow('buildvcs');
});

test('a program is built below the workspace of somebody else', () => {
  writeFileSync(join(folder, 'go.work'), 'go 1.21\n');
  build(GO_ENVIRONMENT);
  expect(() => {
    build({ ...GO_ENVIRONMENT, GOWORK: '' });
  }).toThrow('workspace');
});
