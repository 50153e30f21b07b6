/** The papers name what there is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { git, reasonAgainstGit } from './git.ts';
import { ROOT } from './repository.ts';

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All files with such an ending, as git sees them: what is ignored is none of ours. */
function filesThatEnd(pattern: string): string[] {
  const files = git(ROOT, 'ls-files', '--cached', '--others', '--exclude-standard', '--', pattern).split('\n');
  return files.filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

const noGit = reasonAgainstGit();
const withGit = noGit === undefined ? test : test.skip;
const reason = noGit === undefined ? '' : ` (skipped: ${noGit}, so git cannot list its files)`;

withGit(`every link from page to page leads somewhere${reason}`, () => {
  const pages = filesThatEnd('*.md');
  expect(pages).toContain('README.md');
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => ({ page, target })),
  );
  const local = links.filter(({ target }) => !/^[a-z]+:/.test(target));
  expect(local.length).toBeGreaterThan(20);
  expect(local.filter(({ page, target }) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
});

withGit(`what is tried names tests that exist${reason}`, () => {
  const table = read('docs/security.md').split('\n## What is tried\n')[1] ?? '';
  const named = [...table.matchAll(/`([\w/-]+(?:\.test\.ts|_test\.go))`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  const tests = [...filesThatEnd('*.test.ts'), ...filesThatEnd('*_test.go')];
  expect(named.filter((path) => !tests.some((file) => `/${file}`.endsWith(`/${path}`)))).toEqual([]);
});

test('every invariant names tests that exist', () => {
  const table = read('docs/architecture.md').split('\n## Invariants\n')[1] ?? '';
  const paths = [...table.matchAll(/`([\w/.-]+\.(?:ts|go))`/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(40);
  const places = (path: string): string[] => [join(ROOT, path), join(ROOT, 'server', 'sidecar', 'src', path)];
  expect(paths.filter((path) => !places(path).some((place) => existsSync(place)))).toEqual([]);
});

describe('docs/dependencies.md names every direct dependency', () => {
  const page = read('docs/dependencies.md');

  function unnamed(names: readonly string[]): string[] {
    expect(names.length).toBeGreaterThan(0);
    return names.filter((name) => !page.includes(`\`${name}\``));
  }

  test('of npm, and every package whose version or script is special', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, unknown>>;
    const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'allowScripts'];
    expect(unnamed(fields.flatMap((field) => Object.keys(manifest[field] ?? {})))).toEqual([]);
  });

  withGit(`of Go${reason}`, () => {
    const files = filesThatEnd('*go.mod');
    expect(files).toContain('server/bridge/go.mod');
    const direct = files.flatMap((file) => {
      const text = read(file);
      const required = [...text.matchAll(/^(?:require )?\t?(\S+) v\S+$/gm)].map(([, path = '']) => path);
      // Of a tool, its module: the path up to the version in it.
      return [...required, ...[...text.matchAll(/^tool (\S+\/v\d+)\//gm)].map(([, path = '']) => path)];
    });
    expect(unnamed(direct)).toEqual([]);
  });

  withGit(`with the version that it has, where it names one${reason}`, () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version?: string }> };
    const inGo = filesThatEnd('*go.mod').flatMap((file) =>
      [...read(file).matchAll(/^(?:require )?\t?(\S+) (v\S+)$/gm)].map(([, path = '', version = '']) => ({
        path,
        version,
      })),
    );
    const rows = [...page.matchAll(/^\| `([^`]+)`[^|]*\|[^|]*\| `?~?(v?\d[\d.]*)/gm)].map(
      ([, name = '', said = '']) => ({
        name,
        said,
        has: [
          ...inGo.filter(({ path }) => path === name).map(({ version }) => version),
          ...[packages[`node_modules/${name}`]?.version ?? []].flat(),
        ],
      }),
    );
    const known = rows.filter(({ has }) => has.length > 0);
    expect(known.length).toBeGreaterThan(12);
    const isSaid = (said: string, version: string): boolean => version === said || version.startsWith(`${said}.`);
    expect(known.filter(({ said, has }) => !has.every((version) => isSaid(said, version)))).toEqual([]);
  });

  test('of Python', () => {
    const [, listed = ''] = /^# lines (.+) in a file/m.exec(read('e2e/aws/moto/requirements.txt')) ?? [];
    expect(unnamed(listed.split(', ').map((one) => one.split('==')[0] ?? ''))).toEqual([]);
  });
});
