import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { git, reasonAgainstGit } from './git.ts';
import { packageVersion, ROOT } from './repository.ts';

/** All that the bytes of a bundle depend on, relative to the repository. */
const INPUTS = [
  'LICENSE',
  'assets',
  'build',
  'package-lock.json',
  'package.json',
  'plugin.json',
  'server/bridge',
  'server/sidecar/src',
  'tsconfig.json',
];

/**
 * The version of this build: `0.1.0+` and twelve hexadecimal digits, of the commit where the sources are
 * exactly a commit's, else of a hash over their contents. Bridge and sidecar refuse each other unless it is
 * the same on both sides.
 */
export function buildVersion(): string {
  return `${packageVersion()}+${commitOfSources() ?? contentHash(ROOT).slice(0, 12)}`;
}

/** Twelve digits of the commit, or undefined where there is no git, no repository, or a change not committed. */
function commitOfSources(): string | undefined {
  if (reasonAgainstGit() !== undefined || git(ROOT, 'status', '--porcelain', '--', ...INPUTS) !== '') {
    return undefined;
  }
  return git(ROOT, 'rev-parse', 'HEAD').slice(0, 12);
}

/** When the commit was made that the sources are exactly of; undefined where they are no commit's. */
export function commitTime(): Date | undefined {
  return commitOfSources() === undefined ? undefined : new Date(git(ROOT, 'log', '-1', '--format=%cI'));
}

/** SHA-256, in hexadecimal, over the names and contents of the inputs below `root`. */
export function contentHash(root: string): string {
  const hash = createHash('sha256');
  for (const path of INPUTS.flatMap((input) => filesBelow(join(root, input))).sort()) {
    const content = readFileSync(path);
    hash.update(`${relative(root, path)}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  const entries = readdirSync(path, { withFileTypes: true, recursive: true, encoding: 'utf8' });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
