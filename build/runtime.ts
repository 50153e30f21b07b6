import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../e2e/harness/cache-folder.ts';
import type { RuntimeLine } from './end-of-life.ts';
import { type Architecture, hostArchitecture, NODE_ARCHITECTURE, ROOT } from './repository.ts';

const run = promisify(execFile);

interface Pins extends RuntimeLine {
  readonly sha256: Readonly<Record<Architecture, string>>;
}

const pins = JSON.parse(await readFile(join(import.meta.dirname, 'runtime.json'), 'utf8')) as Pins;

/** The version of Node that the bundle carries. */
export const RUNTIME_VERSION = pins.version;

/** How long the line of that version is kept. */
export const RUNTIME_LINE: RuntimeLine = pins;

/** A Node runtime: its program, checked against the pinned checksum, and the text of its licences. */
export interface Runtime {
  readonly program: string;
  /** The program's checksum, which is the pinned one. */
  readonly sha256: string;
  readonly licence: string;
}

/** Where a runtime is looked for and comes from, for tests. */
export interface RuntimeSource {
  /** The folder of the unpacked npm package. */
  readonly folder?: string;
  /** Puts the npm package `name`, unpacked, where `folder` says. */
  readonly download?: (name: string, folder: string) => Promise<void>;
}

/**
 * The pinned Node for `architecture`: of this machine's architecture from the npm packages, of another from the
 * download cache, which is filled from npm when need be.
 * @param tell gets a line before something is downloaded
 * @throws when the program is not the very file whose checksum is pinned
 */
export async function findRuntime(
  architecture: Architecture,
  tell: (line: string) => void,
  { folder = folderOf(architecture), download = downloadFromNpm }: RuntimeSource = {},
): Promise<Runtime> {
  const name = packageOf(architecture);
  const sha256 = pins.sha256[architecture];
  const runtime = { program: join(folder, 'bin', 'node'), sha256, licence: join(folder, 'LICENSE') };
  if (await isPinned(runtime.program, architecture)) {
    return runtime;
  }
  if (architecture === hostArchitecture()) {
    throw new Error(`Cannot use \`${runtime.program}\`: it is missing or its checksum is not the pinned one`);
  }
  await rm(folder, { recursive: true, force: true });
  tell(`downloading Node ${pins.version} for linux-${architecture}`);
  await download(name, folder);
  if (!(await isPinned(runtime.program, architecture))) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`Cannot use Node ${pins.version} for linux-${architecture}: its checksum is not the pinned one`);
  }
  return runtime;
}

function packageOf(architecture: Architecture): string {
  return `node-linux-${NODE_ARCHITECTURE[architecture]}`;
}

function folderOf(architecture: Architecture): string {
  const name = packageOf(architecture);
  return architecture === hostArchitecture()
    ? join(ROOT, 'node_modules', name)
    : join(cacheFolder(), 'runtime', `${name}-${pins.version}`);
}

async function isPinned(program: string, architecture: Architecture): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(program)) {
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
  return hash.digest('hex') === pins.sha256[architecture];
}

/** Unpacks the npm package into `folder`: whole or not at all, also when two copies of the build do so at once. */
async function downloadFromNpm(name: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    await run('npm', ['pack', `${name}@${pins.version}`, '--pack-destination', work, '--ignore-scripts', '--silent']);
    const archive = (await readdir(work)).find((file) => file.endsWith('.tgz'));
    await run('tar', ['-xzf', archive ?? '', '--no-same-owner'], { cwd: work });
    await rename(join(work, 'package'), folder).catch((error: unknown) => {
      // Another copy of the build was faster (which XFS says in a word of its own); the checksum tells whether its file is
      // as good.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
