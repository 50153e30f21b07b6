/**
 * Makes the bundles that are uploaded to Mattermost. Usage: make-bundle.ts bundle | dist
 *
 * `bundle`: one for this machine, into out/bundle; nothing happens when it is there already.
 * `dist`: one for each architecture, for any host, into dist, with checksum, bill of materials and, given a key, signature.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PrivateKey } from 'openpgp';
import { claim } from '../e2e/harness/claim.ts';
import { buildVersion } from './build-version.ts';
import { buildCommon, writeBundle } from './bundle.ts';
import { reasonAgainstDebianPackages } from './debian-packages.ts';
import { assertMaintained } from './end-of-life.ts';
import { ARCHITECTURES, bundleName, hostArchitecture, OUT, ROOT } from './repository.ts';
import { RUNTIME_LINE } from './runtime.ts';
import { areRuntimeLibrariesCached } from './runtime-libraries.ts';
import { detachedSignature, signingKey } from './signing.ts';

/** Milliseconds between two looks whether another build has ended. */
const LOOK_EVERY = 200;

const started = performance.now();

function tell(line: string): void {
  console.log(`  ${((performance.now() - started) / 1000).toFixed(0).padStart(3)} s  ${line}`);
}

/** Makes the bundle for this machine in `out/bundle`, unless it is there already. */
export function makeBundle(): Promise<void> {
  return alone(bundleForThisMachine);
}

async function bundleForThisMachine(): Promise<void> {
  const folder = join(OUT, 'bundle');
  const architecture = hostArchitecture();
  const carryLibraries = reasonAgainstDebianPackages() === undefined && areRuntimeLibrariesCached();
  const version = buildVersion();
  const bundle = join(folder, bundleName(architecture));
  const stamp = join(folder, 'made-of.json');
  const madeOf = JSON.stringify({ version, carryLibraries, go: goVersion() });
  if (existsSync(bundle) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === madeOf) {
    console.log(`The bundle of ${version} is there: ${bundle}`);
    return;
  }
  console.log(`Making the bundle ${version} for this machine …`);
  await rm(stamp, { force: true });
  await writeBundle(await buildCommon(version, tell), architecture, folder, { carryLibraries, tell });
  await writeFile(stamp, madeOf);
  tell(`done: ${bundle}`);
}

/**
 * Makes the bundles for every architecture and any host in `dist`, signed where the environment names a key.
 * @param now the day of the build, of which depends whether the runtime still gets fixes
 * @throws when it does not, when the key cannot be used, or a bundle for any host cannot be made on this machine
 */
export async function makeDist(now = new Date(), environment = process.env): Promise<void> {
  assertMaintained(RUNTIME_LINE, now, environment);
  const key = await signingKey(environment);
  await alone(() => bundlesForAnyHost(key));
}

async function bundlesForAnyHost(key: PrivateKey | undefined): Promise<void> {
  const reason = reasonAgainstDebianPackages();
  if (reason !== undefined) {
    throw new Error(`Cannot make dist here: ${reason}. For this machine alone, \`make bundle\` is enough`);
  }
  const version = buildVersion();
  console.log(`Making the bundles ${version} …`);
  const folder = join(ROOT, 'dist');
  await rm(folder, { recursive: true, force: true });
  const common = await buildCommon(version, tell);
  for (const architecture of ARCHITECTURES) {
    const bundle = await writeBundle(common, architecture, folder, { carryLibraries: true, tell });
    if (key !== undefined) {
      await writeFile(`${bundle}.sig`, await detachedSignature(await readFile(bundle), key));
    }
    tell(`done: ${bundle}${key === undefined ? ', not signed: no key is named' : ', signed'}`);
  }
}

/** Does some work in this copy of the repository while no other process does: they would write the same files. */
async function alone(work: () => Promise<void>): Promise<void> {
  const name = `build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 32)}`;
  let giveBack = await claim(name);
  if (giveBack === undefined) {
    console.log('Waiting for another build in this folder …');
  }
  while (giveBack === undefined) {
    await wait(LOOK_EVERY);
    giveBack = await claim(name);
  }
  await work().finally(giveBack);
}

function goVersion(): string {
  return execFileSync('go', ['env', 'GOVERSION'], { cwd: ROOT, encoding: 'utf8' }).trim();
}

async function main(): Promise<void> {
  const make = { bundle: makeBundle, dist: () => makeDist() }[process.argv[2] ?? ''];
  if (make === undefined) {
    console.error('Usage: make-bundle.ts bundle | dist');
    process.exitCode = 2;
    return;
  }
  await make().catch((error: unknown) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = 1;
  });
}

if (import.meta.main) {
  await main();
}
