import { expect, jest, test } from '@jest/globals';
import { systemClock } from './clock.ts';

test('no time left is over at once; a timer would say on stderr that it takes no negative time', async () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  for (const ms of [-78, 0, 1]) await systemClock.sleep(ms);
  expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([0, 0, 1]);
  timers.mockRestore();
});

test('who gives up waits no longer', async () => {
  const over = new AbortController();
  const waiting = systemClock.sleep(60_000, over.signal);
  over.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  await expect(systemClock.sleep(0, over.signal)).rejects.toThrow('given up');
});
