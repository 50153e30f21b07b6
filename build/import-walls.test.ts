import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint, type Linter } from 'eslint';
import { ROOT } from './repository.ts';

interface Forbidden {
  readonly folder?: string;
  readonly forbids: string;
  readonly message: string;
  readonly example: string;
}

const { topLevelWalls, walls } = (await import(join(ROOT, 'build', 'import-walls.mjs'))) as {
  topLevelWalls: readonly Forbidden[];
  walls: readonly Forbidden[];
};

const eslint = new ESLint({
  cwd: ROOT,
  // The walls need no types, and the snippets are in no file that the compiler could know.
  overrideConfig: {
    languageOptions: { parserOptions: { projectService: false } },
    rules: {},
  },
  ruleFilter: ({ ruleId }) => WALL_RULES.has(ruleId),
});
const WALL_RULES = new Set([
  '@typescript-eslint/no-restricted-imports',
  'no-restricted-syntax',
  'no-restricted-properties',
  'no-restricted-globals',
  'no-console',
  'max-lines',
]);

/** What the linter has against `code`, were it in this file of the sidecar. */
async function complaints(file: string, code: string): Promise<Linter.LintMessage[]> {
  const [result] = await eslint.lintText(code, { filePath: join(ROOT, 'server/sidecar/src', file) });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages;
}

describe('the import walls', () => {
  beforeAll(async () => {
    expect(await complaints('commands/x.ts', `import { x } from '../ports.ts';\nexport { x };\n`)).toEqual([]);
  });

  const cases = [
    ...walls.map((wall) => ({ ...wall, file: `${wall.folder ?? ''}/x.ts` })),
    ...topLevelWalls.map((wall) => ({ ...wall, file: 'x.ts' })),
  ];
  test.each(cases)('$file must not import $example', async ({ file, example, message }) => {
    for (const code of [
      `import { x } from '${example}';\nexport { x };\n`,
      `import type { X } from '${example}';\nexport type { X };\n`,
      `export * from '${example}';\n`,
      `export const x = import('${example}');\n`,
      `export type X = import('${example}').X;\n`,
    ]) {
      const found = await complaints(file, code);
      expect({ code, messages: found.map((one) => one.message).join('\n') }).toEqual({
        code,
        messages: expect.stringContaining(message),
      });
    }
  });

  test('every folder of the sidecar is surrounded by one', () => {
    const folders = readdirSync(join(ROOT, 'server/sidecar/src'), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory() && entry.name !== 'testing').map(({ name }) => name);
    expect(new Set(walls.map(({ folder }) => folder))).toEqual(new Set(names));
  });

  test('a file deeper in a folder is surrounded as well', async () => {
    expect(await complaints('commands/deep/x.ts', `import '../../ec2/aws.ts';\n`)).not.toEqual([]);
  });

  test('ec2/ alone may import the SDK, rpc/ alone the wire', async () => {
    expect(await complaints('ec2/x.ts', `import '@aws-sdk/client-ec2';\nimport '@smithy/types';\n`)).toEqual([]);
    expect(await complaints('rpc/x.ts', `import 'vscode-jsonrpc/node';\n`)).toEqual([]);
  });
});

describe('the standard streams', () => {
  test.each(['stdin', 'stdout', 'stderr'])('process.%s is refused outside rpc/', async (stream) => {
    expect(await complaints('main.ts', `process.${stream}.pause();\n`)).toHaveLength(1);
    expect(await complaints('rpc/x.ts', `process.${stream}.pause();\n`)).toEqual([]);
  });

  test('console is refused everywhere', async () => {
    expect(await complaints('commands/x.ts', `console.log('x');\n`)).not.toEqual([]);
    expect(await complaints('rpc/x.ts', `console.log('x');\n`)).not.toEqual([]);
  });
});

describe('errors', () => {
  const code = `throw new Error('x');\n`;

  test('a bare Error is refused in code of the sidecar', async () => {
    for (const file of ['x.ts', 'commands/x.ts', 'ec2/x.ts', 'rpc/x.ts', 'answers/x.ts']) {
      expect(await complaints(file, code)).toHaveLength(1);
    }
  });

  test('a test may throw one', async () => {
    expect(await complaints('commands/x.test.ts', code)).toEqual([]);
  });
});

test('a file of more than 300 lines is refused', async () => {
  expect(await complaints('x.ts', 'export {};\n'.repeat(301))).toHaveLength(1);
});

test('the bridge knows nothing of EC2 or AWS but the name of its module', () => {
  const folder = join(ROOT, 'server', 'bridge');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(\.go|go\.mod)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  const lines = files.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .replaceAll('mattermost-plugin-ec2ctl', '')
      .split('\n')
      .map((line) => `${name}: ${line}`),
  );
  expect(lines.filter((line) => /ec2|aws/i.test(line))).toEqual([]);
});
