/** What README promises to an admin is what the plugin has and does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { commandHelps } from '../server/sidecar/src/commands/help-texts.ts';
import { en } from '../server/sidecar/src/messages/en.ts';
import { createMessages } from '../server/sidecar/src/messages/messages.ts';
import { ROOT } from './repository.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: unknown;
}

const policies = [...README.matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, json = '']) => (JSON.parse(json) as { Statement: readonly Statement[] }).Statement,
);

/** What the sources in `ec2/` take from AWS's package for EC2, types left out. */
function takenFromTheSdk(): string[] {
  const folder = join(ROOT, 'server', 'sidecar', 'src', 'ec2');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return files.flatMap((name) => {
    const source = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest);
    return source.statements.filter(ts.isImportDeclaration).flatMap(valuesOf);
  });
}

function valuesOf({ moduleSpecifier, importClause }: ts.ImportDeclaration): string[] {
  const isSdk = ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === '@aws-sdk/client-ec2';
  if (!isSdk || importClause === undefined || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = importClause.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return ['*'];
  return bindings.elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => (propertyName ?? name).text)
    .filter((name) => !/CommandInput$|CommandOutput$/.test(name));
}

function commandOf(name: string): string | undefined {
  return /^(\w+)Command$/.exec(name)?.[1];
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

describe('the IAM policies', () => {
  const taken = takenFromTheSdk();
  const called = sorted(taken.flatMap((name) => commandOf(name) ?? []).map((name) => `ec2:${name}`));
  const changing = called.filter((action) => !action.startsWith('ec2:Describe'));

  test('there are two, and the code calls EC2 by its commands alone', () => {
    expect(policies).toHaveLength(2);
    expect(taken.filter((name) => commandOf(name) === undefined)).toEqual(['EC2Client']);
    expect(changing).toContain('ec2:StopInstances');
  });

  test.each([0, 1])('number %i allows exactly what the code calls', (index) => {
    const allowed = policies[index]?.filter(({ Effect }) => Effect === 'Allow') ?? [];
    expect(sorted(allowed.flatMap(({ Action }) => Action))).toEqual(called);
  });

  test('the first allows a change of tagged instances alone', () => {
    const changes = policies[0]?.filter(({ Action }) => Action.some((action) => changing.includes(action)));
    expect(changes).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Action: changing,
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { StringEquals: { 'aws:ResourceTag/ec2ctl': 'operate' } },
      },
    ]);
    // AWS knows no resources for what only looks: with any but `*` it is denied.
    const looks = policies[0]?.filter(({ Action }) => !Action.some((action) => changing.includes(action)));
    expect(looks?.map(({ Resource, Condition }) => ({ Resource, Condition }))).toEqual([{ Resource: '*' }]);
  });

  test('the second denies every change of one instance', () => {
    const denied = policies[1]?.filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toEqual([
      expect.objectContaining({
        Action: changing,
        Resource: expect.stringMatching(/^arn:aws:ec2:.+:instance\/i-\w+$/),
      }),
    ]);
  });
});

interface Setting {
  readonly key: string;
  readonly display_name: string;
  readonly default: string;
  readonly options?: readonly { readonly value: string }[];
}

describe('the table of settings', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'plugin.json'), 'utf8')) as {
    settings_schema: { sections: readonly { settings: readonly Setting[] }[] };
  };
  const settings = manifest.settings_schema.sections.flatMap((section) => section.settings);
  const rows = [...README.matchAll(/^\| ([^|]+) \| `(\w+)` \|([^|]*)\|([^|]*)\|$/gm)].map((row) =>
    row.slice(1).map((cell) => cell.trim()),
  );

  test('has the names, keys and defaults of plugin.json, in its order', () => {
    expect(settings.length).toBeGreaterThan(5);
    expect(rows.map((cells) => cells.slice(0, 3))).toEqual(
      settings.map(({ display_name: name, key, default: value }) => [name, key, value === '' ? '' : `\`${value}\``]),
    );
  });

  test('explains every choice', () => {
    for (const { key, options = [] } of settings) {
      const meaning = rows.find((cells) => cells[1] === key)?.[3];
      for (const { value } of options) expect(meaning).toContain(`\`${value}\`:`);
    }
  });
});

test('the table of commands has those that there are, as help shows them', () => {
  const rows = [...README.matchAll(/^\| `(\/ec2ctl[^`]*)` \|/gm)].map(([, usage = '']) => usage);
  const usages = commandHelps(createMessages('en')).map(({ usage }) => usage);
  expect(rows.toSorted()).toEqual(['/ec2ctl', ...usages].toSorted());
});

test('what troubleshooting quotes is what we say', () => {
  const ofMattermost = 'Plugin for /ec2ctl is not working';
  const sentences = Object.values(en).join('\n');
  const cells = [...README.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, cell = '']) => cell);
  const quoted = cells.flatMap((cell) => [...cell.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words));
  expect(quoted.length).toBeGreaterThan(15);
  // What stands in for a value is left out, and a reason stands in brackets where it is shown.
  const parts = quoted.flatMap((words) => words.split('…').map((part) => part.trim().replace(/^\((.+)\)$/, '$1')));
  expect(parts.filter((part) => part !== ofMattermost && !sentences.includes(part))).toEqual([]);
});
