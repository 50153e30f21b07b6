import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../e2e/harness/cache-folder.ts';
import { downloadDebianPackages, unpackDebianPackage } from './debian-packages.ts';
import type { Architecture } from './repository.ts';

interface Pins {
  readonly release: string;
  readonly version: string;
  /** SHA-256 of each package file. */
  readonly packages: Readonly<Record<string, string>>;
}

const pins = JSON.parse(await readFile(join(import.meta.dirname, 'runtime-libraries.json'), 'utf8')) as Pins;

/** Debian's packages of the two libraries. */
const LIBRARIES = ['libstdc++6', 'libgcc-s1'];

/** The two C++ libraries that Node needs and the official Mattermost image lacks, and their terms. */
export interface RuntimeLibraries {
  /** Contents by file name, as the loader looks for them: `libstdc++.so.6`. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** Debian's statement of the copyright, with the exception that lets them be carried. */
  readonly copyright: string;
  readonly version: string;
  /** Debian's name of the release that they are from. */
  readonly release: string;
  /** SHA-256 of the packages that they were taken from, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** The part of the download cache that holds the packages. */
export function debianCache(): string {
  return join(cacheFolder(), 'debian');
}

/** Whether the packages are in the download cache, so that carrying the libraries costs nothing. */
export function areRuntimeLibrariesCached(folder = debianCache()): boolean {
  return Object.keys(pins.packages).every((file) => existsSync(join(folder, file)));
}

/**
 * The libraries for `architecture`, out of Debian's packages: from the download cache, or with apt.
 * @param tell gets a line before something is downloaded
 * @param folder the download cache; another one in tests
 * @throws when a package is not the very file whose checksum is pinned, or cannot be had on this machine
 */
export async function findRuntimeLibraries(
  architecture: Architecture,
  tell: (line: string) => void,
  folder = debianCache(),
): Promise<RuntimeLibraries> {
  if (!areRuntimeLibrariesCached(folder)) {
    tell(`downloading libstdc++6 and libgcc-s1 ${pins.version} of Debian`);
    await fillCache(folder);
  }
  const unpacked = await mkdtemp(join(tmpdir(), 'ec2ctl-libraries-'));
  try {
    const fileOf = (name: string): string => `${name}_${pins.version}_${architecture}.deb`;
    for (const file of [...LIBRARIES.map(fileOf), `gcc-10-base_${pins.version}_amd64.deb`]) {
      await check(join(folder, file));
      await unpackDebianPackage(join(folder, file), unpacked);
    }
    const triplet = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[architecture];
    return {
      // The name without the minor version is a link in the package; Mattermost drops links, so it is a file here.
      files: {
        'libstdc++.so.6': await readFile(join(unpacked, 'usr', 'lib', triplet, 'libstdc++.so.6')),
        'libgcc_s.so.1': await readFile(join(unpacked, 'lib', triplet, 'libgcc_s.so.1')),
      },
      copyright: await readFile(join(unpacked, 'usr', 'share', 'doc', 'gcc-10-base', 'copyright'), 'utf8'),
      version: pins.version,
      release: pins.release,
      packages: Object.fromEntries(LIBRARIES.map((name) => [name, pins.packages[fileOf(name)] ?? ''])),
    };
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function fillCache(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'work-'));
  try {
    const files = Object.keys(pins.packages);
    const names = files.map((file) => /^(.+)_(.+)_(.+)\.deb$/.exec(file)?.slice(1) ?? []);
    const wanted = names.map(([name = '', version = '', architecture = '']) => `${name}:${architecture}=${version}`);
    await downloadDebianPackages(pins.release, wanted, work);
    for (const file of files) {
      await check(join(work, file));
      await rename(join(work, file), join(folder, file));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function check(path: string): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex') !== pins.packages[name]
  ) {
    await rm(path, { force: true });
    throw new Error(`Cannot use package \`${name}\`: its checksum is not the pinned one`);
  }
}
