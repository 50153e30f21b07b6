/** The README's picture shows what comes: the script that draws it holds the same conversation anew. By hand: `make picture`. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../build/repository.ts';
import { drawnIn } from '../picture/picture.ts';
import { withoutDurations } from '../picture/shown-post.ts';

const SCRIPT = join(ROOT, 'e2e', 'picture', 'main.ts');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ec2ctl-picture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('every post of the picture comes, word for word, but for how long things took', async () => {
  const anew = join(folder, 'conversation.svg');
  await promisify(execFile)(process.execPath, [SCRIPT, anew], { timeout: 120_000 });
  const [wanted, drawn] = await Promise.all(
    [join(ROOT, 'docs', 'conversation.svg'), anew].map(async (path) => drawnIn(await readFile(path, 'utf8'))),
  );
  expect(drawn?.channel).toBe(wanted?.channel);
  expect(wanted?.posts).toHaveLength(5);
  expect(withoutDurations(drawn?.posts ?? [])).toEqual(withoutDurations(wanted?.posts ?? []));
}, 130_000);
