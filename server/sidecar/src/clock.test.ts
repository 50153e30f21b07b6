import { expect, jest, test } from '@jest/globals';
import { systemClock } from './clock.ts';

test('no time left is over at once, and nothing is said of it', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  await systemClock.sleep(-78);
  await systemClock.sleep(0);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test('who gives up waits no longer', async () => {
  const over = new AbortController();
  const waiting = systemClock.sleep(60_000, over.signal);
  over.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  await expect(systemClock.sleep(0, over.signal)).rejects.toThrow('given up');
});
