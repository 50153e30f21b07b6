import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Header, pack, type Pack } from 'tar-stream';

/** One file of an archive: its path below the top folder, and where its bytes are. */
export interface ArchiveFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: { readonly file: string } | { readonly bytes: Buffer };
}

/** Every file has this time (2020-01-01), so that the same files make the same archive. */
const FIXED_TIME = new Date(1_577_836_800_000);

/**
 * Writes a `.tar.gz` whose bytes depend on nothing but the names and contents of `files`: sorted, owner 0,
 * one fixed time, neither name nor time in gzip's header. Folders have entries of their own; there are no
 * links, since Mattermost drops those when it unpacks.
 * @param topFolder the folder that holds everything; Mattermost strips it
 */
export async function writeArchive(target: string, topFolder: string, files: readonly ArchiveFile[]): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createGzip({ level: 9 }), createWriteStream(target));
  const filled = fill(archive, topFolder, files);
  filled.catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : undefined);
  });
  await Promise.all([filled, written]);
}

async function fill(archive: Pack, topFolder: string, files: readonly ArchiveFile[]): Promise<void> {
  const placed = files.map((file) => ({ ...file, path: `${topFolder}/${file.path}` }));
  const folders = new Set(placed.flatMap((file) => foldersOf(file.path)));
  const entries = [
    ...[...folders].map((path) => ({ path, file: undefined })),
    ...placed.map((file) => ({ path: file.path, file })),
  ].sort((a, b) => compare(a.path, b.path));
  for (const { path, file } of entries) {
    if (file === undefined) {
      archive.entry(header(path, { type: 'directory', mode: 0o755, size: 0 }));
    } else {
      await addFile(archive, file);
    }
  }
  archive.finalize();
}

async function addFile(archive: Pack, { path, executable, content }: ArchiveFile): Promise<void> {
  const size = 'bytes' in content ? content.bytes.length : statSync(content.file).size;
  const described = header(path, { type: 'file', mode: executable ? 0o755 : 0o644, size });
  if ('bytes' in content) {
    archive.entry(described, content.bytes);
  } else {
    await pipeline(createReadStream(content.file), archive.entry(described));
  }
}

function header(name: string, rest: Partial<Header>): Partial<Header> & Pick<Header, 'name'> {
  return { ...rest, name, uid: 0, gid: 0, uname: 'root', gname: 'root', mtime: FIXED_TIME };
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}

/** By bytes of the name, whatever the language of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
