import { expect, test } from '@jest/globals';
import { UpstreamError } from './errors.ts';
import { FakeClock } from './operations/testing/fake-clock.ts';
import { TimeUpError, within } from './within.ts';

/** A call that never answers. */
function hang(): Promise<never> {
  return new Promise(() => undefined);
}

test('a call that does not answer is TimedOut, and its signal says so', async () => {
  const clock = new FakeClock();
  let reason: unknown;
  const asking = within({ clock, limitMs: 8_000 }, (signal) => {
    signal.addEventListener('abort', () => {
      reason = signal.reason;
    });
    return hang();
  });
  await expect(clock.until(asking, 8_000)).rejects.toMatchObject({ code: 'TimedOut' });
  expect(reason).toBeInstanceOf(TimeUpError);
});

test('a call that was held up rejects with what held it up', async () => {
  const clock = new FakeClock();
  const throttled = new UpstreamError('aws', 'RequestLimitExceeded', 'slow down');
  const asking = within({ clock, limitMs: 8_000 }, (signal) => {
    signal.addEventListener('abort', () => {
      if (signal.reason instanceof TimeUpError) signal.reason.heldUpBy = throttled;
    });
    return hang();
  });
  await expect(clock.until(asking, 8_000)).rejects.toBe(throttled);
});

test('a caller who leaves is not told that the time is up', async () => {
  const clock = new FakeClock();
  const leaving = new AbortController();
  const left = new Error('left');
  const asking = within({ clock, limitMs: 8_000, signal: leaving.signal }, hang);
  leaving.abort(left);
  await expect(asking).rejects.toBe(left);
});
