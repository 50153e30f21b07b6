/**
 * What is uploaded to Mattermost, made twice as anybody would: a fresh clone, one command.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Keeper } from '../e2e/harness/keeper.ts';
import { readTarball, type TarEntry } from '../e2e/harness/tarball.ts';
import { downloadDebianPackages, reasonAgainstDebianPackages, unpackDebianPackage } from './debian-packages.ts';
import { readElf } from './elf.ts';
import { git, gitEnvironment, reasonAgainstGit } from './git.ts';
import { ARCHITECTURES, bundleName, hostArchitecture, ROOT } from './repository.ts';

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
  // Both of one commit, also when somebody commits between them.
  const commit = git(ROOT, 'rev-parse', 'HEAD');
  // Folders of different lengths: a path that leaked into a file would show.
  for (const name of ['first', 'the-second-one/deeper']) {
    git(work, 'clone', '--quiet', '--no-checkout', ROOT, clone(name));
    git(clone(name), 'checkout', '--quiet', '--detach', commit);
    // These tests go on when the runtime's line has ended; whether it may be released is not theirs to say.
    const env = { ...gitEnvironment(), EC2CTL_ALLOW_END_OF_LIFE: '1' };
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
      const ours = 'bridge-messages.en.json commands.json ec2ctl-bridge host-api.json launch.json sidecar.js';
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
      expect(named(entries, launch.entry)).toBeDefined();
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

  /**
   * Runs the bundle's Node as the image's user, with nothing in its environment but where its libraries are.
   * Its stdin gets `input`, and ends when something has come back.
   */
  async function runNode(args: readonly string[], input: string, libraryPath: string): Promise<Ended> {
    const child = spawn('/usr/sbin/chroot', ['--userspec=2000:2000', root, `${plugin}/runtime/bin/node`, ...args], {
      env: { LD_LIBRARY_PATH: libraryPath },
      timeout: 60_000,
    });
    const ended: Ended = { status: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ended.stdout += chunk.toString();
      child.stdin.end();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      ended.stderr += chunk.toString();
    });
    // A program that cannot start is gone before it is written to. How it ended says so, and is what is looked at.
    child.stdin.on('error', () => undefined);
    child.stdin.write(input);
    [ended.status] = (await once(child, 'close')) as [number | null];
    return ended;
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

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

type Launch = Record<'command' | 'entry' | 'libraryPath', string> & { flags: string[] };

/**
 * What the licence texts of a file cover: the lines between two rules. Each has a text below it.
 * @returns names with versions
 */
function licenceHeadings(entry: TarEntry | undefined): string[] {
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
async function packagesInSidecar(root: string): Promise<string[]> {
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

function parse(entry: TarEntry | undefined): unknown {
  return JSON.parse(entry?.content.toString('utf8') ?? 'null');
}
