/**
 * moto's Python packages, in a virtual environment in the user's cache: made once for each version of the
 * requirements and of Python, then used by every suite and every copy of the repository.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, 'moto', 'requirements.txt');

/** moto 5.2.1 needs it. */
const OLDEST_PYTHON = [3, 10] as const;

/** Something is missing on the machine; the message says what, and what to install. */
export class MissingPrerequisite extends Error {}

interface Python {
  readonly command: string;
  readonly version: readonly [number, number];
  readonly hasVenv: boolean;
}

/** Asks `python3` what it is. `ensurepip` is what Debian and Ubuntu leave out of their plain Python. */
async function findPython(): Promise<Python> {
  const question =
    'import sys, json, importlib.util as u;' +
    'print(json.dumps([sys.executable, sys.version_info[0], sys.version_info[1], bool(u.find_spec("venv") and u.find_spec("ensurepip"))]))';
  let answer: string;
  try {
    answer = (await run('python3', ['-c', question], { timeout: 60_000 })).stdout;
  } catch {
    throw new MissingPrerequisite(
      'Python 3 is missing. Install it (apt-get install python3 python3-venv, or dnf install python3)',
    );
  }
  const [command, major, minor, hasVenv] = JSON.parse(answer) as [string, number, number, boolean];
  return { command, version: [major, minor], hasVenv };
}

/**
 * Makes the virtual environment if it is not there yet; the first time takes some 15 s and needs the package index
 * that pip is set up for.
 * @param tell gets a line when something takes long
 * @returns the path of its Python
 * @throws MissingPrerequisite when Python is absent, too old or without `venv`
 */
export async function preparePython(tell: (line: string) => void = () => undefined): Promise<string> {
  const python = await findPython();
  const [major, minor] = python.version;
  const version = `${String(major)}.${String(minor)}`;
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    throw new MissingPrerequisite(`Python ${version} is too old: the tests need ${OLDEST_PYTHON.join('.')} or later`);
  }
  const key = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .update(`${python.command} ${version}`)
    .digest('hex')
    .slice(0, 16);
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ec2ctl');
  const environment = join(cache, `moto-${key}`);
  const interpreter = join(environment, 'bin', 'python');
  if (existsSync(interpreter)) return interpreter;
  if (!python.hasVenv) {
    throw new MissingPrerequisite('Python has no `venv`. Install it (apt-get install python3-venv)');
  }

  tell('Installing moto into a virtual environment (once, some 15 s)');
  // Made beside its place and renamed when whole, so that a run that was cut off, or two at once, leave nothing broken.
  // Its Python works after the rename; the scripts in bin/ would not, and are not used.
  const draft = `${environment}.${String(process.pid)}`;
  try {
    await mkdir(cache, { recursive: true });
    await run(python.command, ['-m', 'venv', draft], { timeout: 900_000 });
    await run(
      join(draft, 'bin', 'python'),
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--require-hashes',
        '--only-binary=:all:',
        '-r',
        REQUIREMENTS,
      ],
      { timeout: 900_000 },
    );
    await rename(draft, environment).catch((error: unknown) => {
      // Another run was faster.
      if (!existsSync(interpreter)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return interpreter;
}
