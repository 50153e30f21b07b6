import { expect, test } from '@jest/globals';
import { instance } from './testing/sample.ts';
import { listingFile } from './listing-file.ts';

async function linesOf(input: Parameters<typeof listingFile>[0]): Promise<string[]> {
  return Buffer.from((await listingFile(input)).content)
    .toString()
    .slice(1)
    .split('\r\n');
}

test('the same instances, listed with other columns, have other lines, and each time the same', async () => {
  const listed = [instance('web-1', { id: 'i-0a1f39c5d2e84b7f6' })];
  const named = await linesOf({ listed, columns: ['name'], now: 0 });
  expect(named).toEqual(['"name"', '"web-1"', '']);
  const ids = await linesOf({ listed, columns: ['id', 'name', 'id'], now: 0 });
  expect(ids).toEqual(['"id","name"', '"i-0a1f39c5d2e84b7f6","web-1"', '']);
  expect(await linesOf({ listed, columns: ['name'], now: 0 })).toEqual(named);
});

test('many instances are laid out with pauses, in which others have their turn, and none is left out', async () => {
  const listed = Array.from({ length: 1_100 }, (_, at) => instance(`web-${String(at)}`));
  const state = { isDone: false };
  const lines = linesOf({ listed, columns: ['name'], now: 0 }).finally(() => (state.isDone = true));
  for (let turn = 1; turn <= 16; turn += 1) {
    expect(state).toEqual({ isDone: false });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await lines).toEqual(['"name"', ...listed.map(({ name }) => `"${String(name)}"`), '']);
});
