/**
 * What is uploaded to Mattermost, made twice as anybody would: a fresh clone, one command.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readTarball, type TarEntry } from '../e2e/harness/tarball.ts';
import { downloadDebianPackages, reasonAgainstDebianPackages, unpackDebianPackage } from './debian-packages.ts';
import { readElf } from './elf.ts';
import { ARCHITECTURES, bundleName, hostArchitecture, ROOT } from './repository.ts';

const noDebian = reasonAgainstDebianPackages();
const noClone = existsSync(join(ROOT, '.git')) ? undefined : 'this copy is no clone, so there is nothing to clone';
const whole = noDebian === undefined;
const target = whole ? 'dist' : 'bundle';
const made = whole ? 'dist' : join('out', 'bundle');

/** What glibc brings, on every host. */
const GLIBC = ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1'];
const LOADERS = ['ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'];

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
  work = mkdtempSync(join(tmpdir(), 'ec2ctl-dist-'));
  if (noClone !== undefined) return;
  // Folders of different lengths: a path that leaked into a file would show.
  for (const name of ['first', 'the-second-one/deeper']) {
    execFileSync('git', ['clone', '--quiet', ROOT, clone(name)]);
    await promisify(execFile)('make', [target], { cwd: clone(name), maxBuffer: 64 * 1024 * 1024 });
  }
});

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
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
      const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: clone('first'), encoding: 'utf8' });
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
      expect(licences('licenses/go.txt')).toMatch(/^Go standard library go1\./m);
      expect(licences('licenses/go.txt')).toMatch(/^github\.com\/mattermost\/mattermost\/server\/public v/m);
      expect(licences('licenses/npm.txt')).toMatch(/^@aws-sdk\/client-ec2 \d/m);
      expect(licences('licenses/npm.txt')).toMatch(/^commander \d/m);
      if (whole) {
        expect(licences('licenses/runtime-libraries.txt')).toContain('GCC RUNTIME LIBRARY EXCEPTION');
        expect(licences('licenses/GPL-3.0.txt')).toContain('GNU GENERAL PUBLIC LICENSE');
      }
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

function parse(entry: TarEntry | undefined): unknown {
  return JSON.parse(entry?.content.toString('utf8') ?? 'null');
}
