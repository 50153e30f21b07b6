import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { git, reasonAgainstGit } from './git.ts';

const reason = reasonAgainstGit() === 'git is not installed' ? 'git is not installed' : undefined;
const withGit = reason === undefined ? test : test.skip;
const why = reason === undefined ? '' : ` (skipped: ${reason})`;
const before = { ...process.env };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-git-'));
});

afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

withGit(`a repository that another user owns is read and cloned${why}`, () => {
  git(folder, 'init', '--quiet', 'theirs');
  const theirs = join(folder, 'theirs');
  process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = 'true';
  expect(() => execFileSync('git', ['status'], { cwd: theirs, env: process.env, stdio: 'pipe' })).toThrow(
    'dubious ownership',
  );
  expect(git(theirs, 'status', '--porcelain')).toBe('');
  git(folder, 'clone', '--quiet', theirs, 'ours');
  expect(existsSync(join(folder, 'ours', '.git'))).toBe(true);
});

withGit(`the repository whose hook started us is left alone${why}`, () => {
  git(folder, 'init', '--quiet', 'ours');
  process.env['GIT_DIR'] = join(folder, 'theirs', '.git');
  expect(git(join(folder, 'ours'), 'rev-parse', '--absolute-git-dir')).toMatch(/ours\/\.git$/);
});
