import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, type Header, pack } from 'tar-stream';

/** One entry of a bundle. */
export interface TarEntry {
  /** At least a name; what else is left out is the usual. */
  readonly header: Partial<Header> & Pick<Header, 'name'>;
  readonly content: Buffer;
}

/** Reads all entries of a `.tar.gz`, in their order. */
export async function readTarball(path: string): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const reader = extract();
  const done = pipeline(createReadStream(path), createGunzip(), reader);
  for await (const entry of reader) {
    const parts: Buffer[] = [];
    for await (const part of entry) {
      parts.push(part as Buffer);
    }
    entries.push({ header: entry.header, content: Buffer.concat(parts) });
  }
  await done;
  return entries;
}

/** Writes a `.tar.gz`; packed fast, not small. */
export async function writeTarball(path: string, entries: readonly TarEntry[]): Promise<void> {
  const writer = pack();
  const done = pipeline(writer, createGzip({ level: 1 }), createWriteStream(path));
  for (const { header, content } of entries) {
    writer.entry({ ...header, size: content.length }, content);
  }
  writer.finalize();
  await done;
}

/**
 * Writes a copy of a bundle in which some files are others.
 *
 * @param changes by path within the bundle's one folder, such as `server/sidecar.js`: what stands there instead, made
 * from what stands there; null leaves the file out
 * @throws Error when the bundle has no such file: the copy would be the original
 */
export async function rewriteBundle(
  source: string,
  target: string,
  changes: Readonly<Record<string, (content: Buffer) => Buffer | string | null>>,
): Promise<void> {
  const entries = await readTarball(source);
  const left = new Set(Object.keys(changes));
  const changed = entries.flatMap((entry) => {
    const name = entry.header.name.replace(/^(\.\/)?[^/]+\//, '');
    const change = changes[name];
    if (change === undefined) {
      return [entry];
    }
    left.delete(name);
    const content = change(entry.content);
    return content === null ? [] : [{ ...entry, content: Buffer.from(content) }];
  });
  if (left.size > 0) {
    throw new Error(`The bundle has no ${[...left].join(', ')}`);
  }
  await writeTarball(target, changed);
}
