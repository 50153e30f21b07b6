/** Where a package declares its licence and brings its text, reading the text must come to the same. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { licenceExpression } from './licence-ids.ts';
import { ROOT } from './repository.ts';

const MODULES = join(ROOT, 'node_modules');
const READ = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

interface Known {
  readonly name: string;
  readonly declared: string;
  readonly text: string;
}

/** Packages of the top level that declare one of the licences that can be read, and have one file with the text. */
function packages(): Known[] {
  return readdirSync(MODULES).flatMap((name) => {
    const [manifest, licence] = ['package.json', 'LICENSE'].map((file) => join(MODULES, name, file));
    if (manifest === undefined || licence === undefined || !existsSync(manifest) || !existsSync(licence)) return [];
    const { license } = JSON.parse(readFileSync(manifest, 'utf8')) as { license?: string };
    const text = readFileSync(licence, 'utf8');
    return READ.includes(license ?? '') ? [{ name, declared: license ?? '', text }] : [];
  });
}

test('what a text is called is what the authors of the package call it', () => {
  const read = packages().map((one) => ({ ...one, read: licenceExpression(one.name, [one.text]).split(' AND ') }));
  expect(read.filter(({ declared, read }) => !read.includes(declared)).map(({ name }) => name)).toEqual([]);
  // Some files have the texts of parts as well, Node's most of all; others have one text, and it is read as one.
  const alone = new Set(read.flatMap(({ declared, read }) => (read.length === 1 ? declared : [])));
  expect(alone).toEqual(new Set(READ));
});

test('two texts are two licences, and a text that is not known is refused', () => {
  const [mit, isc] = ['MIT', 'ISC'].map((id) => packages().find(({ declared }) => declared === id)?.text ?? '');
  expect(licenceExpression('both', [mit ?? '', isc ?? ''])).toBe('ISC AND MIT');
  expect(licenceExpression('hashicorp', ['Mozilla Public License, version 2.0'])).toBe('MPL-2.0');
  expect(() => licenceExpression('odd', ['Do what you want.'])).toThrow('Cannot name the licence of `odd`');
});
