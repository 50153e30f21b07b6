import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './repository.ts';

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/**
 * Makes sure that nothing ships which only the build or the tests need: those packages are many, and nobody
 * reads them with the eyes with which one reads what runs beside a chat server.
 * @param files of npm packages, absolute
 * @throws when one belongs to a development dependency, or to a package that package-lock.json does not name
 */
export function assertShippable(files: readonly string[]): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
  for (const file of files) {
    const path = relative(ROOT, file).split(sep).join('/');
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;
    const locked = packages[folder];
    if (locked === undefined || locked.dev === true) {
      throw new Error(`Cannot ship \`${path}\`: \`${folder}\` is not a production dependency`);
    }
  }
}
