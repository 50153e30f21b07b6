import type { Clock } from '../clock.ts';

/** Whether some work has ended before so many milliseconds have passed; it goes on if not. The work never rejects. */
export async function settlesWithin(clock: Clock, work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const inTime = new AbortController();
  const late = clock.sleep(limitMs, inTime.signal).then(
    () => false,
    () => true,
  );
  return await Promise.race([late, work.then(() => true)]).finally(() => {
    inTime.abort();
  });
}
