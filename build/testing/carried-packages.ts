/** What a bundle says, and what its sidecar shows, of the packages in it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import type { TarEntry } from '../../e2e/harness/tarball.ts';

/**
 * What the licence texts of a file cover: the lines between two rules. Each has a text below it.
 * @returns names with versions, such as `commander 15.1.0`
 */
export function licenceHeadings(entry: TarEntry | undefined): string[] {
  const rule = `${'='.repeat(80)}\n`;
  const [before, ...parts] = (entry?.content.toString('utf8') ?? '').split(new RegExp(`^${rule}`, 'm'));
  expect(before).toBe('');
  return parts.flatMap((part, index) => {
    if (index % 2 === 0) return part.trim().split('\n');
    expect(part.length).toBeGreaterThan(200);
    return [];
  });
}

/** The packages, with versions, that the source map of the sidecar names; it is made of what was written, not of a list. */
export async function packagesInSidecar(root: string): Promise<string[]> {
  const folder = join(root, 'out', 'mapped');
  const options = JSON.stringify({ buildVersion: '0.0.0', folder, sourceMap: true });
  const script = `await (await import('./build/webpack-sidecar.ts')).bundleSidecar(${options})`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
  const { sources } = JSON.parse(readFileSync(join(folder, 'sidecar.js.map'), 'utf8')) as { sources: string[] };
  // A package may hold others: the last one in the path is the one.
  const inPackage = /\/\.\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;
  const packages = sources.flatMap((source) => inPackage.exec(source)?.[1] ?? []);
  return [...new Set(packages)].map((path) => {
    const { name, version } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    return `${name ?? ''} ${version ?? ''}`;
  });
}

/** As much of a bill of materials as the tests look at. */
export interface Bom {
  readonly metadata: { readonly timestamp: string; readonly component: unknown };
  readonly components: readonly Component[];
}

/** A component of one. */
export interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** Reads a bill of materials. */
export function readBom(text: string | undefined): Bom {
  return JSON.parse(text ?? '') as Bom;
}

/** What a component is called in the licence texts. */
export function headingOf({ group, name, version }: Component): string {
  if (name === 'stdlib') return `Go standard library go${version}`;
  return `${group === undefined ? '' : `${group}/`}${name} ${version}`;
}
