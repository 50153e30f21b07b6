import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LinkedGo } from './go-bridge.ts';
import { licenceExpression } from './licence-ids.ts';
import { ROOT } from './repository.ts';

/** Something that the bundle carries and that others wrote. */
export interface Carried {
  readonly name: string;
  readonly version: string;
  /** The folder that it came from. */
  readonly folder: string;
  /** The licence texts and notices, as their authors wrote them. */
  readonly texts: readonly string[];
  /** What the texts are, as an SPDX expression: what its authors declare, else what the texts say. */
  readonly licence: string;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice|patents)([.-].*)?$/i;

/**
 * The npm packages of which something is in the sidecar, with their licences.
 * @param files of the packages, absolute
 * @throws when a package has no licence text: then it must not be carried
 */
export function npmPackages(files: readonly string[]): Carried[] {
  const folders = new Set(files.map(packageFolder));
  return [...folders].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
    return withTexts(manifest.name, manifest.version, folder, manifest.license);
  });
}

/**
 * The Go modules that are linked into the bridge, and Go itself, with their licences.
 * @throws when a module has no licence text
 */
export function goModules({ modules, goVersion, goRoot }: LinkedGo): Carried[] {
  return [
    withTexts('Go standard library', goVersion, goRoot),
    ...modules.map(({ path, version, folder }) => withTexts(path, version, folder)),
  ];
}

/** One text that holds all licences, each text once, under the names of those that it covers. */
export function licenceText(carried: readonly Carried[]): string {
  const namesByText = new Map<string, string[]>();
  for (const { name, version, texts } of carried) {
    const text = texts.map((one) => one.trim()).join('\n\n');
    namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version}`]);
  }
  const line = '='.repeat(80);
  return [...namesByText]
    .map(([text, names]) => `${line}\n${[...new Set(names)].join('\n')}\n${line}\n\n${text}\n`)
    .join('\n');
}

function withTexts(name: string, version: string, folder: string, declared?: string): Carried {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
  // Some packages name the licence and leave the text out; it is the one of our own LICENSE.
  if (texts.length === 0 && declared === 'Apache-2.0') {
    texts.push(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  }
  if (texts.length === 0) {
    throw new Error(`Cannot carry \`${name}\`: there is no licence text in \`${folder}\``);
  }
  return { name, version, folder, texts, licence: declared ?? licenceExpression(name, texts) };
}

/** The folder of the package that a file belongs to: the nearest with a `package.json` that has a version. */
function packageFolder(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    // Packages for both kinds of modules have a second package.json inside, with a type and nothing else.
    if (existsSync(manifest) && 'version' in (JSON.parse(readFileSync(manifest, 'utf8')) as object)) {
      return folder;
    }
  }
  throw new Error(`Cannot tell which npm package \`${file}\` belongs to`);
}
