import type { Messages } from '../messages/messages.ts';
import type { RegionReading } from '../views.ts';
import { code } from './escape.ts';
import { failureReason } from './failure.ts';

/** How the regions answered, ready for a sentence. */
export interface Readings {
  readonly total: number;
  readonly read: number;
  /** How many could not be read. */
  readonly failedCount: number;
  /** Each failed region with the reason in brackets; those of one reason together. Empty if there are none. */
  readonly failed: string;
  /** The regions still waited for, in code spans. Empty if there are none. */
  readonly waiting: string;
}

/** Sums up how the regions answered, regions in the order of their names. */
export function sumUpReadings(messages: Messages, readings: readonly RegionReading[], elapsedMs: number): Readings {
  const sorted = readings.toSorted((a, b) => (a.region < b.region ? -1 : 1));
  const waiting = sorted.filter((reading) => reading.status === 'waiting').map((reading) => code(reading.region));
  const byReason = new Map<string, string[]>();
  let failedCount = 0;
  for (const reading of sorted) {
    if (reading.status !== 'failed') continue;
    failedCount++;
    const reason = failureReason(messages, reading.failure, elapsedMs);
    byReason.set(reason, [...(byReason.get(reason) ?? []), code(reading.region)]);
  }
  const groups = Array.from(byReason, ([reason, regions]) =>
    messages.format('listing.notRead.group', { regions: messages.list(regions), reason }),
  );
  return {
    total: readings.length,
    read: readings.length - waiting.length - failedCount,
    failedCount,
    failed: messages.list(groups),
    waiting: messages.list(waiting),
  };
}
