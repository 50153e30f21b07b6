import type { HistoryRow } from '../history-rows.ts';

/**
 * Which of two rows with one id has what is known last; the second where they know the same. Where and when they were
 * written does not tell: every process begins with the first part of a day that has room, and one that was slow may write
 * after the one that went on.
 */
export function newerOf(one: HistoryRow, other: HistoryRow): HistoryRow {
  if (one.kind === 'refusal' && other.kind === 'refusal') return one.count > other.count ? one : other;
  if (one.kind !== 'change' || other.kind !== 'change') return other;
  // Left to another process, as against how it ended there; the clocks of two servers differ.
  const [isOneLeft, isOtherLeft] = [one.end === 'shutdown', other.end === 'shutdown'];
  if (isOneLeft !== isOtherLeft) return isOneLeft ? other : one;
  return one.tookMs > other.tookMs ? one : other;
}

/** Each row once, with what is known last. */
export function newestRows(rows: readonly HistoryRow[]): HistoryRow[] {
  const newest = new Map<string, HistoryRow>();
  for (const row of rows) {
    const before = newest.get(row.id);
    newest.set(row.id, before === undefined ? row : newerOf(before, row));
  }
  return [...newest.values()];
}
