/** The README's picture shows what comes: the same conversation, held anew. How to draw it again: `make picture`. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../build/repository.ts';
import { World } from '../harness/world.ts';
import { converse } from '../picture/conversation.ts';
import { drawnIn } from '../picture/picture.ts';
import { withoutDurations } from '../picture/shown-post.ts';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

test('every post of the picture comes, word for word, but for how long things took', async () => {
  const { posts } = drawnIn(await readFile(join(ROOT, 'docs', 'conversation.svg'), 'utf8'));
  expect(withoutDurations(await converse(world))).toEqual(withoutDurations(posts));
});
