/** What the sidecar's sources call of AWS, read from the sources: papers that name AWS's actions are held against it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../repository.ts';

/** The services that we have clients of, by AWS's prefix. */
const PACKAGES = { ec2: '@aws-sdk/client-ec2', sts: '@aws-sdk/client-sts' } as const;

type Service = keyof typeof PACKAGES;

/** All sources that may know AWS's SDK, but for tests. */
export function sourcesOfEc2(): ts.SourceFile[] {
  const folder = join(ROOT, 'server', 'sidecar', 'src', 'ec2');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return names.map((name) =>
    ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest, true),
  );
}

/** The actions that a source has commands of: `ec2:StopInstances`. */
export function actionsOf(source: ts.SourceFile, service: Service): string[] {
  return taken(source, service).flatMap((name) => {
    const action = commandOf(name);
    return action === undefined ? [] : [`${service}:${action}`];
  });
}

/** What else a source takes from a service's package, types left out: `EC2Client`. */
export function othersOf(source: ts.SourceFile, service: Service): string[] {
  return taken(source, service).filter((name) => commandOf(name) === undefined);
}

/** The names of the parameters that a source gives to a command, also those that it gives only sometimes. */
export function parametersOf(source: ts.SourceFile, command: string): string[] {
  const names: string[] = [];
  function visit(node: ts.Node, inCommand: boolean): void {
    const isCommand = ts.isNewExpression(node) && node.expression.getText() === command;
    if (inCommand && ts.isPropertyAssignment(node)) names.push(node.name.getText());
    ts.forEachChild(node, (child) => {
      visit(child, inCommand || isCommand);
    });
  }
  visit(source, false);
  return names;
}

function taken(source: ts.SourceFile, service: Service): string[] {
  return source.statements.filter(ts.isImportDeclaration).flatMap((declaration) => valuesOf(declaration, service));
}

function valuesOf({ moduleSpecifier, importClause }: ts.ImportDeclaration, service: Service): string[] {
  const isSdk = ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === PACKAGES[service];
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
