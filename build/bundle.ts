import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Models } from '@cyclonedx/cyclonedx-library';
import { type ArchiveFile, writeArchive } from './archive.ts';
import { commitTime } from './build-version.ts';
import { generateBundleFiles } from './generate.ts';
import { buildBridge, type LinkedProgram, linkedModules, modulesInProgram } from './go-bridge.ts';
import { type Carried, goModules, licenceText, npmPackages } from './licences.ts';
import { type Architecture, bundleName, OUT, ROOT, sbomName } from './repository.ts';
import { findRuntime, type Runtime } from './runtime.ts';
import { findRuntimeLibraries, type RuntimeLibraries } from './runtime-libraries.ts';
import { billOfMaterials } from './sbom.ts';
import { goComponents, libraryComponents, npmComponents, runtimeComponent } from './sbom-components.ts';
import { type BundledSidecar, bundleSidecar } from './webpack-sidecar.ts';

/** Gets a line about what is being done. */
export type Tell = (line: string) => void;

/** What every bundle of one build has in common. */
export interface Common {
  readonly buildVersion: string;
  readonly sidecar: BundledSidecar;
  /** The files that the bridge reads, by name. */
  readonly generated: Readonly<Record<string, Buffer>>;
  /** When the commit was made; undefined where the sources are no commit's. */
  readonly committed: Date | undefined;
}

/** Makes what does not depend on the architecture, once for all bundles. */
export async function buildCommon(buildVersion: string, tell: Tell): Promise<Common> {
  tell('bundling the sidecar');
  const sidecar = await bundleSidecar({ buildVersion, folder: join(OUT, 'server') });
  return {
    buildVersion,
    sidecar,
    generated: generateBundleFiles(
      buildVersion,
      sidecar.late.map((file) => basename(file)),
    ),
    committed: commitTime(),
  };
}

/**
 * Writes one bundle, ready to be uploaded to Mattermost, with its `.sha256` and its bill of materials beside it.
 * @param carryLibraries whether the two C++ libraries are put in; without them it runs only where the host has them
 * @returns the path of the bundle
 */
export async function writeBundle(
  common: Common,
  architecture: Architecture,
  folder: string,
  { carryLibraries, tell }: { carryLibraries: boolean; tell: Tell },
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const parts = await collect(common, architecture, carryLibraries, tell);
  const name = bundleName(architecture);
  tell(`packing ${name}`);
  // Under its own name only when it is whole: a build that was broken off leaves nothing that could be uploaded.
  const unfinished = join(folder, `.${name}.part`);
  await writeArchive(unfinished, 'ec2ctl', filesOf(common, parts));
  const sum = createHash('sha256')
    .update(await readFile(unfinished))
    .digest('hex');
  await rename(unfinished, join(folder, name));
  await writeFile(join(folder, `${name}.sha256`), `${sum}  ${name}\n`);
  const { buildVersion, committed } = common;
  const carried = componentsOf(parts, architecture);
  const sbom = billOfMaterials({ buildVersion, committed, file: name, sha256: sum, carried });
  await writeFile(join(folder, sbomName(architecture)), sbom);
  return join(folder, name);
}

/** All that others wrote, and the bridge that some of it is linked into. */
interface Parts {
  readonly runtime: Runtime;
  readonly libraries: RuntimeLibraries | undefined;
  readonly bridge: string;
  readonly linked: LinkedProgram;
  readonly npm: readonly Carried[];
  readonly go: readonly Carried[];
}

async function collect(
  common: Common,
  architecture: Architecture,
  carryLibraries: boolean,
  tell: Tell,
): Promise<Parts> {
  const runtime = await findRuntime(architecture, tell);
  const libraries = carryLibraries ? await findRuntimeLibraries(architecture, tell) : undefined;
  tell(`building the bridge for linux-${architecture}`);
  const bridge = join(OUT, 'server', `ec2ctl-bridge-${architecture}`);
  await buildBridge(architecture, common.buildVersion, bridge);
  return {
    runtime,
    libraries,
    bridge,
    linked: await modulesInProgram(bridge),
    npm: npmPackages(common.sidecar.packageFiles),
    go: goModules(await linkedModules(architecture)),
  };
}

function filesOf({ sidecar, generated }: Common, { runtime, libraries, bridge, npm, go }: Parts): ArchiveFile[] {
  return [
    ...['LICENSE', 'assets/icon.svg', 'plugin.json'].map((path) => ({ ...plain(path), content: at(join(ROOT, path)) })),
    { path: 'server/ec2ctl-bridge', executable: true, content: at(bridge) },
    ...[sidecar.file, ...sidecar.late].map((file) => ({ ...plain(`server/${basename(file)}`), content: at(file) })),
    ...Object.entries(generated).map(([name, bytes]) => ({ ...plain(`server/${name}`), content: { bytes } })),
    { path: 'runtime/bin/node', executable: true, content: at(runtime.program) },
    ...(libraries === undefined ? [] : libraryFiles(libraries)),
    { ...plain('licenses/node.txt'), content: at(runtime.licence) },
    text('licenses/npm.txt', licenceText(npm)),
    text('licenses/go.txt', licenceText(go)),
  ];
}

function componentsOf({ runtime, libraries, linked, npm, go }: Parts, architecture: Architecture): Models.Component[] {
  return [
    ...npmComponents(npm),
    ...goComponents(linked, go),
    // The build itself runs on the version of Node that is carried, so what that one says of its inside is true of both.
    runtimeComponent(process.versions, runtime.sha256),
    ...(libraries === undefined ? [] : libraryComponents(libraries, architecture)),
  ];
}

function libraryFiles({ files, copyright, version }: RuntimeLibraries): ArchiveFile[] {
  const preface = TERMS.replace('{version}', version);
  return [
    ...Object.entries(files).map(([name, bytes]) => ({ ...plain(`runtime/lib/${name}`), content: { bytes } })),
    text('licenses/runtime-libraries.txt', preface + copyright),
    { ...plain('licenses/GPL-3.0.txt'), content: at(join(import.meta.dirname, 'terms', 'GPL-3.0.txt')) },
  ];
}

const TERMS = await readFile(join(import.meta.dirname, 'terms', 'runtime-libraries.txt'), 'utf8');

function plain(path: string): { path: string; executable: false } {
  return { path, executable: false };
}

function at(file: string): { file: string } {
  return { file };
}

function text(path: string, content: string): ArchiveFile {
  return { ...plain(path), content: { bytes: Buffer.from(content) } };
}
