/**
 * What a bundle carries, as components of its bill of materials. Each is known by its package URL, which is what scanners look
 * up; Node by its CPE as well, since it comes from no registry that they watch.
 */
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Enums, Models, SPDX } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import type { LinkedProgram } from './go-bridge.ts';
import type { Carried } from './licences.ts';
import { type Architecture, ROOT } from './repository.ts';
import { RUNTIME_VERSION } from './runtime.ts';
import type { RuntimeLibraries } from './runtime-libraries.ts';

const { HashAlgorithm, ComponentType } = Enums;

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly integrity?: string } | undefined>>;
}

/** The npm packages of the sidecar, each with the SHA-512 of its archive that `package-lock.json` holds npm to. */
export function npmComponents(packages: readonly Carried[]): Models.Component[] {
  const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
  return packages.map(({ name, version, folder, licence }) => {
    const [, scope, plain = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
    const purl = new PackageURL('npm', scope, plain, version, undefined, undefined);
    const made = component(ComponentType.Library, plain, version, purl, licence);
    if (scope !== undefined) made.group = scope;
    const integrity = locked[relative(ROOT, folder).split(sep).join('/')]?.integrity;
    const sum = /^sha512-(.+)$/.exec(integrity ?? '')?.[1];
    if (sum === undefined) {
      throw new Error(`Cannot list \`${name}\`: package-lock.json has no SHA-512 of it`);
    }
    made.hashes.set(HashAlgorithm['SHA-512'], Buffer.from(sum, 'base64').toString('hex'));
    return made;
  });
}

/**
 * The Go modules that the bridge itself says it is made of, and Go's own library. Go's checksums are of a list of files, not of a
 * file, so they stand in a property and not among the hashes.
 * @param program what the program says
 * @param licences of the modules, by Go's list of the sources
 */
export function goComponents({ modules, goVersion }: LinkedProgram, licences: readonly Carried[]): Models.Component[] {
  const byName = new Map(licences.map((one) => [one.name, one]));
  function licenceOf(name: string, version: string): string {
    const found = byName.get(name);
    if (found?.version !== version) {
      throw new Error(`Cannot list \`${name}\` ${version}: the bridge has it, and nobody has read its licence`);
    }
    return found.licence;
  }
  const release = goVersion.replace(/^go/, '');
  const library = new PackageURL('golang', undefined, 'stdlib', release, undefined, undefined);
  return [
    component(ComponentType.Library, 'stdlib', release, library, licenceOf('Go standard library', goVersion)),
    ...modules.map(({ path, version, sum }) => {
      const at = path.lastIndexOf('/');
      const purl = new PackageURL('golang', path.slice(0, at), path.slice(at + 1), version, undefined, undefined);
      const made = component(ComponentType.Library, path, version, purl, licenceOf(path, version));
      made.properties.add(new Models.Property('ec2ctl:go.sum', sum));
      return made;
    }),
  ];
}

/** The parts that Node names in `process.versions` and that are no parts: itself, and numbers of its interfaces. */
const NO_PARTS = ['node', 'modules', 'napi'];

/**
 * Node, with the checksum of its program, and the libraries inside it: a hole in OpenSSL is one in us.
 * @param versions what the runtime says of itself: `process.versions`, of the very version that is carried
 * @throws when they are of another version
 */
export function runtimeComponent(
  versions: Readonly<Record<string, string | undefined>>,
  sha256: string,
): Models.Component {
  const version = versions['node'] ?? '';
  if (version !== RUNTIME_VERSION) {
    throw new Error(
      `Cannot list Node ${RUNTIME_VERSION}: the build runs on ${version}, which knows its own parts alone`,
    );
  }
  const purl = new PackageURL('generic', undefined, 'node', version, undefined, undefined);
  const made = component(ComponentType.Application, 'node', version, purl, 'MIT');
  made.cpe = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`;
  made.description = 'The program runtime/bin/node; what is inside it has the licences of licenses/node.txt';
  made.hashes.set(HashAlgorithm['SHA-256'], sha256);
  for (const [name, partVersion = ''] of Object.entries(versions)) {
    if (partVersion !== '' && !NO_PARTS.includes(name)) {
      const part = new PackageURL('generic', undefined, name, partVersion, undefined, undefined);
      made.components.add(component(ComponentType.Library, name, partVersion, part));
    }
  }
  return made;
}

/** The two C++ libraries, each with the checksum of the package of Debian that it was taken from. */
export function libraryComponents(
  { version, release, packages }: Pick<RuntimeLibraries, 'version' | 'release' | 'packages'>,
  architecture: Architecture,
): Models.Component[] {
  return Object.entries(packages).map(([name, sha256]) => {
    const qualifiers = { arch: architecture, distro: release };
    const purl = new PackageURL('deb', 'debian', name, version, qualifiers, undefined);
    const licence = 'GPL-3.0-or-later WITH GCC-exception-3.1';
    const made = component(ComponentType.Library, name, version, purl, licence);
    made.hashes.set(HashAlgorithm['SHA-256'], sha256);
    return made;
  });
}

/**
 * One component, whose reference inside the document is its package URL.
 * @param licence an SPDX expression
 */
export function component(
  type: Enums.ComponentType,
  name: string,
  version: string,
  purl: PackageURL,
  licence?: string,
): Models.Component {
  const address = purl.toString();
  const made = new Models.Component(type, name, { version, purl: address, bomRef: address });
  if (licence !== undefined) {
    made.licenses.add(
      SPDX.isSupportedSpdxId(licence) ? new Models.SpdxLicense(licence) : new Models.LicenseExpression(licence),
    );
  }
  return made;
}
