import type { HistoryRow } from '../../history-rows.ts';
import { FakeClock } from '../../operations/testing/fake-clock.ts';
import { FakeRecords } from '../../operations/testing/fake-records.ts';
import { createHistory, type History } from '../history.ts';

export const DAY_MS = 86_400_000;

/** A store and processes that write the history into it, on a clock that stands still. */
export class HistoryStage {
  readonly clock = new FakeClock();
  readonly records = new FakeRecords(this.clock);
  /** The lines of the log. */
  readonly lines: Record<string, unknown>[] = [];
  /** That of the first process. */
  readonly history = this.startNode();

  /** The history of a process that has just started, on one of the nodes. */
  startNode(): History {
    return createHistory({
      records: this.records,
      clock: this.clock,
      log: (level, message, fields) => this.lines.push({ level, message, ...fields }),
    });
  }

  /** Waits until all is written, or given up. */
  async written(node = this.history): Promise<void> {
    await this.clock.until(node.idle(), 10 * 60_000);
  }

  /** What is read of the last days, whoever asks. */
  async read(days = 7, node = this.history): Promise<readonly HistoryRow[]> {
    return (await node.read({ from: this.clock.now() - days * DAY_MS, fits: () => true })).rows;
  }

  /** What a key holds. */
  stored(key: string): {
    readonly version: number;
    readonly rows: readonly HistoryRow[];
    readonly dropped: number;
    readonly told: readonly unknown[];
  } {
    return JSON.parse(this.records.stored.get(key)?.json ?? 'null') as never;
  }
}
