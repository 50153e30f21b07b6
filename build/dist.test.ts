/**
 * What is uploaded to Mattermost, made twice as anybody would: a fresh clone, one command.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKey } from 'openpgp';
import { Keeper } from '../e2e/harness/keeper.ts';
import { readTarball, type TarEntry } from '../e2e/harness/tarball.ts';
import { downloadDebianPackages, reasonAgainstDebianPackages, unpackDebianPackage } from './debian-packages.ts';
import { readElf } from './elf.ts';
import { git, gitEnvironment, reasonAgainstGit } from './git.ts';
import { ARCHITECTURES, bundleName, hostArchitecture, ROOT, sbomName } from './repository.ts';
import { RUNTIME_VERSION } from './runtime.ts';
import { headingOf, licenceHeadings, packagesInSidecar, readBom } from './testing/carried-packages.ts';
import { type Ended, runInRoot } from './testing/image-root.ts';
import { isSigned } from './testing/is-signed.ts';

const noDebian = reasonAgainstDebianPackages();
const noClone = reasonAgainstGit();
const whole = noDebian === undefined;
const target = whole ? 'dist' : 'bundle';
const made = whole ? 'dist' : join('out', 'bundle');

/** What glibc brings, on every host. */
const GLIBC = ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1'];
const LOADERS = ['ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'];

/** Removes the clones also when the tests are ended in the middle. */
const keeper = new Keeper();
let work: string;
/** Of the key that the bundles are signed with. */
let publicKey: string;

function clone(name: string): string {
  return join(work, name);
}

function bundlePath(architecture: (typeof ARCHITECTURES)[number], name = 'first'): string {
  return join(clone(name), made, bundleName(architecture));
}

function named(entries: readonly TarEntry[], path: string): TarEntry | undefined {
  return entries.find(({ header }) => header.name === `ec2ctl/${path}`);
}

/** Adds the reason to the name of a test that is left out; the summary prints it. */
function unless(reason: string | undefined, name: string, body: () => Promise<void> | void): void {
  if (reason === undefined) {
    test(name, body);
  } else {
    test.skip(`${name} (skipped: ${reason})`, body);
  }
}

beforeAll(async () => {
  work = await keeper.folder();
  if (noClone !== undefined) return;
  const key = await generateKey({ userIDs: { name: 'A throw-away key' }, curve: 'nistP256' });
  publicKey = key.publicKey;
  const secretKey = join(work, 'secret-key.asc');
  writeFileSync(secretKey, key.privateKey);
  // Both of one commit, also when somebody commits between them.
  const commit = git(ROOT, 'rev-parse', 'HEAD');
  // Folders of different lengths: a path that leaked into a file would show.
  for (const name of ['first', 'the-second-one/deeper']) {
    git(work, 'clone', '--quiet', '--no-checkout', ROOT, clone(name));
    git(clone(name), 'checkout', '--quiet', '--detach', commit);
    // These tests go on when the runtime's line has ended; whether it may be released is not theirs to say.
    const env = { ...gitEnvironment(), EC2CTL_ALLOW_END_OF_LIFE: '1', EC2CTL_SIGNING_KEY: secretKey };
    const options = { cwd: clone(name), env, maxBuffer: 64 * 1024 * 1024 };
    await promisify(execFile)('make', [target], options);
  }
});

afterAll(async () => {
  await keeper.close();
});

describe.each(ARCHITECTURES.map((architecture) => ({ architecture })))(
  'for linux-$architecture',
  ({ architecture }) => {
    const onlyHere = whole || architecture === hostArchitecture() ? undefined : noDebian;
    const reason = noClone ?? onlyHere;
    let entries: TarEntry[];

    beforeAll(async () => {
      if (reason === undefined) {
        entries = await readTarball(bundlePath(architecture));
      }
    });

    unless(reason, 'two fresh clones in two folders make the same bytes', () => {
      const first = readFileSync(bundlePath(architecture));
      expect(readFileSync(bundlePath(architecture, 'the-second-one/deeper')).equals(first)).toBe(true);
      const sum = createHash('sha256').update(first).digest('hex');
      expect(readFileSync(`${bundlePath(architecture)}.sha256`, 'utf8')).toBe(`${sum}  ${bundleName(architecture)}\n`);
    });

    unless(reason, 'its name says version and platform, and it carries these files and no others', () => {
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
      expect(bundlePath(architecture).endsWith(`/ec2ctl-${version}-linux-${architecture}.tar.gz`)).toBe(true);
      const translated = ['en', 'zh-TW'].map((locale) => `bridge-messages.${locale}.json commands.${locale}.json`);
      const ours = `${translated.join(' ')} ec2ctl-bridge host-api.json launch.json sidecar.js aws.js demo.js`;
      const files = [
        ...['LICENSE', 'assets/icon.svg', 'plugin.json', 'runtime/bin/node'],
        ...ours.split(' ').map((name) => `server/${name}`),
        ...['go', 'node', 'npm', ...(whole ? ['GPL-3.0', 'runtime-libraries'] : [])].map(
          (name) => `licenses/${name}.txt`,
        ),
        ...(whole ? ['runtime/lib/libgcc_s.so.1', 'runtime/lib/libstdc++.so.6'] : []),
      ];
      const carried = entries.filter(({ header }) => header.type === 'file').map(({ header }) => header.name);
      expect(carried.toSorted()).toEqual(files.map((path) => `ec2ctl/${path}`).toSorted());
    });

    unless(reason, 'the bundle is below 55 MB', () => {
      expect(readFileSync(bundlePath(architecture)).length).toBeLessThan(55_000_000);
    });

    unless(reason, 'there are files and folders and no links, which Mattermost would drop', () => {
      expect(new Set(entries.map(({ header }) => header.type))).toEqual(new Set(['file', 'directory']));
    });

    unless(reason, 'the two programs are executable and nothing else is', () => {
      const executable = entries.filter(({ header: { type, mode = 0 } }) => type === 'file' && (mode & 0o111) !== 0);
      expect(executable.map(({ header }) => header.name)).toEqual([
        'ec2ctl/runtime/bin/node',
        'ec2ctl/server/ec2ctl-bridge',
      ]);
      expect(executable.map(({ header }) => header.mode)).toEqual([0o755, 0o755]);
    });

    unless(reason, 'the manifest names a program that is there, and every file of launch.json is', () => {
      const manifest = parse(named(entries, 'plugin.json')) as { server: { executables: Record<string, string> } };
      expect(named(entries, manifest.server.executables[`linux-${architecture}`] ?? '')).toBeDefined();
      const launch = parse(named(entries, 'server/launch.json')) as Launch;
      expect(named(entries, launch.command)).toBeDefined();
      for (const path of [launch.entry, ...launch.read]) expect(named(entries, path)).toBeDefined();
      expect(launch.read).toEqual(['server/aws.js', 'server/demo.js']);
    });

    unless(reason, 'bridge, sidecar and launch.json carry one build version, that of the commit', () => {
      const commit = git(clone('first'), 'rev-parse', 'HEAD');
      const { buildVersion } = parse(named(entries, 'server/launch.json')) as { buildVersion: string };
      expect(buildVersion).toMatch(new RegExp(`^\\d+\\.\\d+\\.\\d+\\+${commit.slice(0, 12)}$`));
      expect(named(entries, 'server/sidecar.js')?.content.includes(buildVersion)).toBe(true);
      expect(named(entries, 'server/ec2ctl-bridge')?.content.includes(buildVersion)).toBe(true);
    });

    unless(reason, 'no file tells where it was built', () => {
      const leaking = entries.filter(({ content }) => content.includes(work) || content.includes(ROOT));
      expect(leaking.map(({ header }) => header.name)).toEqual([]);
    });

    unless(reason ?? noDebian, 'every library that a program needs is of glibc or carried', () => {
      const programs = entries.filter(({ content }) => content.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1')));
      expect(programs).toHaveLength(4);
      const carried = programs.map(({ header }) => header.name.slice('ec2ctl/runtime/lib/'.length));
      for (const { header, content } of programs) {
        const elf = readElf(content);
        expect({ name: header.name, architecture: elf.architecture }).toEqual({ name: header.name, architecture });
        const missing = elf.needed.filter((name) => ![...GLIBC, ...LOADERS, ...carried].includes(name));
        expect({ name: header.name, missing }).toEqual({ name: header.name, missing: [] });
      }
      expect(readElf(named(entries, 'server/ec2ctl-bridge')?.content ?? Buffer.alloc(0)).needed).toEqual([]);
    });

    unless(reason, 'it holds the licences of what it carries', () => {
      function licences(path: string): string | undefined {
        return named(entries, path)?.content.toString('utf8');
      }
      expect(licences('LICENSE')).toContain('Apache License');
      expect(licences('licenses/node.txt')).toContain('Node.js is licensed for use as follows');
      if (whole) {
        expect(licences('licenses/runtime-libraries.txt')).toContain('GCC RUNTIME LIBRARY EXCEPTION');
        expect(licences('licenses/GPL-3.0.txt')).toContain('GNU GENERAL PUBLIC LICENSE');
      }
    });

    unless(reason, 'every Go module in the bridge, and Go itself, has its licence', () => {
      const bridge = join(work, `bridge-${architecture}`);
      writeFileSync(bridge, named(entries, 'server/ec2ctl-bridge')?.content ?? '');
      // What the program itself says, not what the build believes.
      const said = execFileSync('go', ['version', '-m', bridge], { encoding: 'utf8' }).split('\n');
      const modules = said.map((line) => line.trim().split('\t')).filter(([kind]) => kind === 'dep');
      expect(modules.length).toBeGreaterThan(10);
      expect(licenceHeadings(named(entries, 'licenses/go.txt')).sort()).toEqual(
        [
          `Go standard library ${said[0]?.split(': ')[1] ?? ''}`,
          ...modules.map(([, path = '', version = '']) => `${path} ${version}`),
        ].sort(),
      );
    });

    unless(reason, 'every npm package of which there is code in the sidecar has its licence', async () => {
      const packages = await packagesInSidecar(clone('first'));
      expect(packages.length).toBeGreaterThan(20);
      expect(licenceHeadings(named(entries, 'licenses/npm.txt'))).toEqual(expect.arrayContaining(packages));
    });

    unless(
      reason,
      'beside it is a bill of materials, the same from two clones, of this file and this commit',
      async () => {
        const [text, other] = ['first', 'the-second-one/deeper'].map((name) =>
          readFileSync(join(clone(name), made, sbomName(architecture)), 'utf8'),
        );
        expect(text).toBe(other);
        expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text ?? '')).toBeNull();
        const { timestamp, component } = readBom(text).metadata;
        const { buildVersion } = parse(named(entries, 'server/launch.json')) as { buildVersion: string };
        const sum = createHash('sha256')
          .update(readFileSync(bundlePath(architecture)))
          .digest('hex');
        expect(component).toMatchObject({ version: buildVersion, hashes: [{ alg: 'SHA-256', content: sum }] });
        expect(new Date(timestamp)).toEqual(new Date(git(clone('first'), 'log', '-1', '--format=%cI')));
      },
    );

    unless(reason, 'the bill lists what the bundle carries and nothing else', () => {
      const { components } = readBom(readFileSync(join(clone('first'), made, sbomName(architecture)), 'utf8'));
      const [npm, go] = ['npm', 'go'].map((name) => licenceHeadings(named(entries, `licenses/${name}.txt`)));
      const debian = whole ? ['libgcc-s1', 'libstdc++6'] : [];
      const program = createHash('sha256')
        .update(named(entries, 'runtime/bin/node')?.content ?? '')
        .digest('hex');
      expect(components.map(headingOf).toSorted()).toEqual(
        [
          ...(npm ?? []),
          ...(go ?? []),
          `node ${RUNTIME_VERSION}`,
          ...debian.map((name) => `${name} 10.2.1-6`),
        ].toSorted(),
      );
      const node = components.find(({ name }) => name === 'node');
      expect(node?.hashes).toEqual([{ alg: 'SHA-256', content: program }]);
      expect(components.filter(({ name }) => /jest|webpack|eslint|openpgp/.test(name))).toEqual([]);
    });

    unless(reason ?? noDebian, 'where a key is given, it is signed with that key', async () => {
      const [bytes, signature] = ['', '.sig'].map((end) => readFileSync(`${bundlePath(architecture)}${end}`));
      expect(await isSigned(bytes ?? Buffer.alloc(0), signature ?? Buffer.alloc(0), publicKey)).toBe(true);
    });
  },
);

describe('in the root file system of the official image', () => {
  const reason = noClone ?? noDebian ?? (process.getuid?.() === 0 ? undefined : 'chroot takes root');
  const plugin = '/mattermost/plugins/ec2ctl';
  let root: string;

  beforeAll(async () => {
    if (reason !== undefined) return;
    root = join(work, 'root');
    const packages = join(work, 'packages');
    mkdirSync(join(root, plugin), { recursive: true });
    mkdirSync(packages);
    // What the image is made of, as far as programs are concerned: no shell, no C++ library.
    const names = ['base-files', 'libc6', 'libssl3'].map((name) => `${name}:${hostArchitecture()}`);
    await downloadDebianPackages('bookworm', names, packages);
    for (const file of readdirSync(packages)) {
      await unpackDebianPackage(join(packages, file), root);
    }
    execFileSync('tar', ['-xzf', bundlePath(hostArchitecture()), '--strip-components=1', '-C', join(root, plugin)]);
  });

  function runNode(args: readonly string[], input: string, libraryPath: string): Promise<Ended> {
    return runInRoot({ root, program: `${plugin}/runtime/bin/node`, args, input, libraryPath });
  }

  unless(reason, 'the runtime starts the sidecar as uid 2000, which answers and exits with its stdin', async () => {
    const launch = JSON.parse(readFileSync(join(root, plugin, 'server/launch.json'), 'utf8')) as Launch;
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: '$/ping', params: null });
    const ended = await runNode(
      [...launch.flags, `${plugin}/${launch.entry}`],
      `Content-Length: ${ping.length}\r\n\r\n${ping}`,
      `${plugin}/${launch.libraryPath}`,
    );
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Content-Length: \d+\r\n\r\n/) });
    expect(JSON.parse(ended.stdout.slice(ended.stdout.indexOf('{')))).toEqual({ jsonrpc: '2.0', id: 1, result: null });
  });

  unless(reason, 'it would not start without the libraries that are carried', async () => {
    const ended = await runNode(['--version'], '', '/nowhere');
    expect(ended).toMatchObject({ status: 127, stderr: expect.stringContaining('libstdc++.so.6') });
  });
});

type Launch = Record<'command' | 'entry' | 'libraryPath', string> & { flags: string[]; read: string[] };

function parse(entry: TarEntry | undefined): unknown {
  return JSON.parse(entry?.content.toString('utf8') ?? 'null');
}
