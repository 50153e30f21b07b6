import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OUT, ROOT } from './repository.ts';
import { assertShippable } from './shippable.ts';
import { type BundledSidecar, bundleSidecar } from './webpack-sidecar.ts';

let folder: string;

// Inside the repository, since that is where its packages are found from.
beforeEach(() => {
  mkdirSync(OUT, { recursive: true });
  folder = mkdtempSync(join(OUT, 'webpack-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function bundleAll(source: string): Promise<BundledSidecar> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  return await bundleSidecar({ buildVersion: '1.2.3+abc', entry, folder: join(folder, 'out') });
}

async function bundle(source: string): Promise<string> {
  return (await bundleAll(source)).file;
}

/** Runs a script that may read itself, and these files. */
function run(file: string, late: readonly string[] = []): string {
  const readable = late.map((path) => `--allow-fs-read=${path}`);
  return execFileSync(process.execPath, ['--permission', ...readable, file], { encoding: 'utf8', cwd: '/' });
}

describe('the bundled sidecar', () => {
  test('is one file that runs where it may read no other, if it imports nothing late', async () => {
    const file = await bundle(`
      import { join } from 'node:path';
      import { Command } from 'commander';
      process.stdout.write([typeof join, typeof Command].join());
    `);
    expect(readdirSync(join(folder, 'out'))).toEqual(['sidecar.js']);
    expect(run(file)).toBe('function,function');
  });

  test('has beside it what it imports late, and reads that and nothing else', async () => {
    writeFileSync(
      join(folder, 'late.ts'),
      `globalThis.ranLate = true;
      export const odd = 'quotes "\\' and \\\\, 資料庫 🟢, \\u2028';
      export function lateCaller(): string { return String(new Error('late').stack); }`,
    );
    const { file, late } = await bundleAll(`
      declare global { var ranLate: boolean | undefined; }
      const before = globalThis.ranLate;
      const { odd, lateCaller } = await import(/* webpackChunkName: "late" */ './late.ts');
      process.stdout.write(JSON.stringify({ before: before ?? null, odd, stack: lateCaller() }));
    `);
    expect(late).toEqual([join(folder, 'out', 'late.js')]);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['late.js', 'sidecar.js']);
    for (const path of [file, ...late]) expect(readFileSync(path, 'utf8')).toMatch(/^[\n -~]*$/);
    const { before, odd, stack } = JSON.parse(run(file, late)) as Record<string, unknown>;
    expect([before, odd]).toEqual([null, 'quotes "\' and \\, 資料庫 🟢, \u2028']);
    expect(stack).toMatch(/lateCaller \(.*late\.js:\d+:\d+\)/);
    expect(() => run(file)).toThrow('ERR_ACCESS_DENIED');
  });

  test("loads Node's own modules when the code that wants them runs, and no part of them that nobody uses", async () => {
    const late = join(folder, 'late.ts');
    writeFileSync(late, `import http from 'node:http'; export const kind = typeof http.request;`);
    const file = await bundle(`
      const loaded = (name: string) => (process as unknown as { moduleLoadList: string[] }).moduleLoadList
        .some((one) => one.endsWith(' ' + name));
      const before = loaded('http');
      const { kind } = await import(/* webpackMode: "eager" */ './late.ts');
      process.stdout.write([before, kind, loaded('http'), loaded('internal/deps/undici/undici')].join());
    `);
    expect(run(file)).toBe('false,function,true,false');
  });

  test('knows the version of its build, and keeps names and not places', async () => {
    const file = await bundle(`
      declare const __BUILD_VERSION__: string;
      class ReadableName extends Error {}
      function readableCaller(): never { throw new ReadableName(__BUILD_VERSION__); }
      try { readableCaller(); } catch (error) { process.stdout.write(String((error as Error).stack)); }
    `);
    const stack = run(file);
    expect(stack).toContain('1.2.3+abc');
    expect(stack).toContain('readableCaller');
    expect(readFileSync(file, 'utf8')).not.toContain(ROOT);
  });

  test('is refused when something is in it that only the tests need', async () => {
    await expect(bundle(`import { assert } from 'fast-check'; console.log(assert);`)).rejects.toThrow(
      'is not a production dependency',
    );
  });

  test('is refused when an import leads nowhere', async () => {
    await expect(bundle(`import 'there-is-no-such-package';`)).rejects.toThrow('there-is-no-such-package');
  });
});

test('what ships is named by package-lock.json, also when a package holds one of its own', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: object };
  const nested = Object.entries(packages as Record<string, { dev?: boolean }>).find(
    ([path, { dev }]) => /node_modules\/.*\/node_modules\//.test(path) && dev === true,
  );
  expect(nested).toBeDefined();
  expect(() => {
    assertShippable([join(ROOT, nested?.[0] ?? '', 'index.js')]);
  }).toThrow('is not a production dependency');
  expect(() => {
    assertShippable([join(ROOT, 'node_modules/@aws-sdk/client-ec2/index.js')]);
  }).not.toThrow();
});
