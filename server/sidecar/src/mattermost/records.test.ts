import { expect, test } from '@jest/globals';
import { createRecords } from './records.ts';
import { FakeHost } from './testing/fake-host.ts';

test('keeps JSON, with its expiry', async () => {
  const host = new FakeHost();
  const records = createRecords(host);
  await records.insert('op/1', { name: '機器 |`' }, 3600);
  expect(await records.get('op/1')).toEqual({ name: '機器 |`' });
  expect(host.store.get('op/1')?.expiresInSeconds).toBe(3600);
  await records.remove('op/1');
  expect(await records.get('op/1')).toBeUndefined();
});

test('inserts once', async () => {
  const records = createRecords(new FakeHost());
  expect(await records.insert('op/1', 1, 60)).toBe(true);
  expect(await records.insert('op/1', 2, 60)).toBe(false);
  expect(await records.get('op/1')).toBe(1);
});

test('replaces what it knows, and nothing else', async () => {
  const host = new FakeHost();
  const records = createRecords(host);
  expect(await records.replace('settings', { names: ['機'] }, 1)).toBe(false);
  await records.insert('settings', { names: ['機'] }, 0);
  expect(await records.replace('settings', { names: [] }, 1)).toBe(false);
  expect(await records.replace('settings', await records.get('settings'), { names: ['器'] })).toBe(true);
  expect(await records.get('settings')).toEqual({ names: ['器'] });
  expect(host.store.get('settings')?.expiresInSeconds).toBeUndefined();
});

test('lists all keys of a prefix, over several pages', async () => {
  const records = createRecords(new FakeHost());
  expect(await records.keys('op/')).toEqual([]);
  for (let n = 0; n < 2500; n += 1) {
    await records.insert(`${n % 2 === 0 ? 'op' : 'other'}/${String(n)}`, n, 60);
  }
  expect(await records.keys('op/')).toHaveLength(1250);
});
