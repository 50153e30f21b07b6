import { expect, test } from '@jest/globals';
import type { Instance } from '../ports.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import { nameInLine, sharedNames } from './instance.ts';

function named(id: string, name: string): Instance {
  return { ...plainInstance(id, 'us-east-1', 'running'), name };
}

const long = 'x'.repeat(60);

test.each([
  ['are the same', 'web', 'web'],
  ['differ behind where both are cut', `${long}prod`, `${long}test`],
  ['differ in what is drawn as a blank', 'a\nb', 'a b'],
])('the id stands beside names that %s', (_how, one, other) => {
  const instances = [named('i-11111111', one), named('i-22222222', other)];
  const [first, second] = instances.map((instance) => nameInLine(instance, sharedNames(instances)));
  expect(first).toContain('`i-11111111`');
  expect(second).toContain('`i-22222222`');
});

test('a name that tells stands alone', () => {
  const instances = [named('i-11111111', 'web-1'), named('i-22222222', 'web-2')];
  expect(instances.map((instance) => nameInLine(instance, sharedNames(instances)))).toEqual(['`web-1`', '`web-2`']);
});
