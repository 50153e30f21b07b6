import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readTarball } from '../e2e/harness/tarball.ts';
import { type ArchiveFile, writeArchive } from './archive.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-archive-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(path: string, text: string, executable = false): ArchiveFile {
  return { path, executable, content: { bytes: Buffer.from(text) } };
}

async function write(name: string, files: readonly ArchiveFile[]): Promise<string> {
  const target = join(folder, name);
  await writeArchive(target, 'top', files);
  return target;
}

describe('an archive', () => {
  test('has the same bytes whatever the order, the place and the time of its files', async () => {
    writeFileSync(join(folder, 'content'), 'one');
    const onDisk: ArchiveFile = { path: 'a/one', executable: true, content: { file: join(folder, 'content') } };
    const first = await write('first', [file('b', 'two'), onDisk]);
    const second = await write('second', [file('a/one', 'one', true), file('b', 'two')]);
    expect(readFileSync(second)).toEqual(readFileSync(first));
  });

  test('has neither name nor time in the header of gzip', async () => {
    const bytes = readFileSync(await write('x', [file('a', '1')]));
    expect(bytes.subarray(3, 8)).toEqual(Buffer.alloc(5));
    expect(gunzipSync(bytes)).toHaveLength(5 * 512);
  });

  test('holds folders before their files, owned by root, with the modes that were asked for', async () => {
    const entries = await readTarball(await write('x', [file('b/run', '1', true), file('a', '2')]));
    expect(entries.map(({ header: { name, type, mode, uid, gid } }) => ({ name, type, mode, uid, gid }))).toEqual([
      { name: 'top/', type: 'directory', mode: 0o755, uid: 0, gid: 0 },
      { name: 'top/a', type: 'file', mode: 0o644, uid: 0, gid: 0 },
      { name: 'top/b/', type: 'directory', mode: 0o755, uid: 0, gid: 0 },
      { name: 'top/b/run', type: 'file', mode: 0o755, uid: 0, gid: 0 },
    ]);
  });

  test('of a file that is not there is an error', async () => {
    const missing: ArchiveFile = { path: 'a', executable: false, content: { file: join(folder, 'missing') } };
    await expect(write('x', [missing])).rejects.toThrow('ENOENT');
  });
});
