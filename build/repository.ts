import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The top folder of this copy of the repository. */
export const ROOT = join(import.meta.dirname, '..');

/** Where everything is written that can be made again; never committed. */
export const OUT = join(ROOT, 'out');

/** The architectures that a bundle is made for, in Go's words. */
export const ARCHITECTURES = ['amd64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Node's name of each architecture, as in `process.arch` and in the names of its npm packages. */
export const NODE_ARCHITECTURE: Readonly<Record<Architecture, string>> = { amd64: 'x64', arm64: 'arm64' };

/**
 * The architecture of this machine.
 * @throws when it is none that we build for
 */
export function hostArchitecture(): Architecture {
  const found = ARCHITECTURES.find((architecture) => NODE_ARCHITECTURE[architecture] === process.arch);
  if (found === undefined) {
    throw new Error(`Cannot build for this machine: its architecture is \`${process.arch}\``);
  }
  return found;
}

/** The version of the plugin, from `package.json`. A test holds `plugin.json` to the same. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The file name of a bundle: `ec2ctl-0.1.0-linux-amd64.tar.gz`. */
export function bundleName(architecture: Architecture): string {
  return `ec2ctl-${packageVersion()}-linux-${architecture}.tar.gz`;
}

/** The file name of a bundle's bill of materials: `ec2ctl-0.1.0-linux-amd64.cdx.json`. */
export function sbomName(architecture: Architecture): string {
  return `ec2ctl-${packageVersion()}-linux-${architecture}.cdx.json`;
}
