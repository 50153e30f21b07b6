import { UpstreamError } from '../errors.ts';
import type { HistoryRow } from '../history-rows.ts';
import { append, type AppendPorts } from './append.ts';
import { dayOf, PARTS_A_DAY, type Shelf } from './part-key.ts';

/** So many rows may wait to be written; while Mattermost does not answer, those that come then are dropped. */
export const MOST_WAITING = 1_000;

/** How often rows are tried to be written, and the pause before the second time; it doubles up to the longest. */
const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** When the process ends: pauses are short, and few. */
const LAST_ATTEMPTS = 3;
const LAST_PAUSE_MS = 200;

/** What a writer works with. */
export interface WriterOptions {
  readonly shelf: Shelf;
  /** Tells the process from all others. */
  readonly process: string;
  /** How long rows are gathered after others were written, in milliseconds: each write writes a whole part. */
  readonly gatherMs: number;
}

/**
 * Writes rows behind what goes on, one write after another. Nothing here rejects or is waited for: what cannot be written is
 * counted, told in the log, and told in the store with the next rows.
 */
export class ShelfWriter {
  readonly #ports: AppendPorts;
  readonly #options: WriterOptions;
  /** By id, those that came first before others. */
  readonly #waiting = new Map<string, HistoryRow>();
  /** Fulfilled when the row with this id waits no longer. */
  readonly #settled = new Map<string, PromiseWithResolvers<undefined>>();
  /** Where the next rows of a day go. */
  readonly #parts = new Map<string, number>();
  readonly #closing = new AbortController();
  #writing: Promise<void> | undefined;
  /** How many were dropped and are not told in the store yet; and how often that was told, by which it is known again. */
  #dropped = 0;
  #told = 0;
  /** Ids of rows for which their day had no room. */
  readonly #roomless = new Set<string>();
  /** Whether the log says already that a day is full, or that too many wait. */
  #toldFull: string | undefined;
  #toldWaiting = false;

  constructor(ports: AppendPorts, options: WriterOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** What is not written yet. */
  get waiting(): readonly HistoryRow[] {
    return [...this.#waiting.values()];
  }

  /** Takes a row, which is written soon. Fulfilled when it is, or was given up. */
  put(row: HistoryRow): Promise<unknown> {
    if (!this.#waiting.has(row.id) && this.#waiting.size >= MOST_WAITING) {
      this.#drop(1);
      if (!this.#toldWaiting) this.#tell('Rows of the history are dropped: too many wait', { most: MOST_WAITING });
      this.#toldWaiting = true;
      return Promise.resolve();
    }
    this.#waiting.set(row.id, row);
    const settled = this.#settled.get(row.id) ?? Promise.withResolvers<undefined>();
    this.#settled.set(row.id, settled);
    this.#writing ??= this.#write();
    return settled.promise;
  }

  /** From now on nothing is gathered: the process ends. */
  close(): void {
    this.#closing.abort();
  }

  /** Fulfilled when nothing waits any longer. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #write(): Promise<void> {
    // Whatever put the row goes on first.
    await Promise.resolve();
    let failed = 0;
    while (this.#waiting.size > 0) {
      const [first] = this.#waiting.values();
      const day = dayOf(first?.at ?? 0);
      const rows = this.waiting.filter(({ at }) => dayOf(at) === day);
      try {
        await this.#writeDay(day, rows);
        this.#done(rows);
        failed = 0;
        if (this.#options.gatherMs > 0) await this.#pause(this.#options.gatherMs, 0);
      } catch (error) {
        failed += 1;
        if (failed < (this.#isClosing ? LAST_ATTEMPTS : ATTEMPTS)) {
          await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (failed - 1), LONGEST_PAUSE_MS), LAST_PAUSE_MS);
          continue;
        }
        this.#giveUp(rows, error);
        failed = 0;
      }
    }
    this.#writing = undefined;
  }

  async #writeDay(day: string, rows: readonly HistoryRow[]): Promise<void> {
    // When one that found no room grows it finds none either, and is counted already.
    let rest: readonly HistoryRow[] = rows.filter(({ id }) => !this.#roomless.has(id));
    let isCounted = false;
    for (let part = this.#parts.get(day) ?? 0; part < PARTS_A_DAY && rest.length > 0; part += 1) {
      const dropped = { id: `${this.#options.process}/${String(this.#told)}`, count: this.#dropped };
      const left = await append(this.#ports, { shelf: this.#options.shelf, day, part }, { rows: rest, dropped });
      isCounted = left !== undefined;
      if (left === undefined) continue;
      this.#dropped -= dropped.count;
      this.#told += 1;
      this.#toldWaiting = false;
      // Few days are written to: today, and that on which what ends today began.
      if (this.#parts.size > 3) this.#parts.clear();
      // Where the next part fails it alone is tried again, and is told by the same id of what was dropped.
      this.#parts.set(day, left.length > 0 ? Math.min(part + 1, PARTS_A_DAY - 1) : part);
      const without = new Set(left);
      this.#done(rest.filter((row) => !without.has(row)));
      rest = left;
    }
    if (rest.length === 0) return;
    if (!isCounted) this.#drop(rest.length);
    if (this.#roomless.size > MOST_WAITING) this.#roomless.clear();
    for (const { id } of rest) this.#roomless.add(id);
    if (this.#toldFull === day) return;
    this.#toldFull = day;
    this.#tell('Rows of the history are dropped: the day is full', { day });
  }

  /** Drops what of these still waits as it is: some of them may be written, and others have grown and are tried again. */
  #giveUp(rows: readonly HistoryRow[], error: unknown): void {
    const lost = rows.filter((row) => this.#waiting.get(row.id) === row);
    this.#drop(lost.length);
    this.#done(lost);
    if (lost.length === 0) return;
    const why = error instanceof UpstreamError ? error.code : String(error);
    this.#tell('Rows of the history are dropped: they could not be written', { rows: lost.length, error: why });
  }

  /** Takes away what is written, but for what has changed meanwhile. */
  #done(rows: readonly HistoryRow[]): void {
    for (const row of rows) {
      if (this.#waiting.get(row.id) !== row) continue;
      this.#waiting.delete(row.id);
      this.#settled.get(row.id)?.resolve(undefined);
      this.#settled.delete(row.id);
    }
  }

  #drop(rows: number): void {
    this.#dropped += rows;
  }

  /** Waits; for the other time once the process ends. */
  async #pause(ms: number, whenClosing: number): Promise<void> {
    const { clock } = this.#ports;
    if (!this.#isClosing) {
      try {
        await clock.sleep(ms, this.#closing.signal);
        return;
      } catch {
        // The process ends.
      }
    }
    if (whenClosing > 0) await clock.sleep(whenClosing);
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  #tell(message: string, fields: Readonly<Record<string, string | number>>): void {
    this.#ports.log('error', message, { shelf: this.#options.shelf, ...fields });
  }
}
