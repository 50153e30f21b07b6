import { randomBytes } from 'node:crypto';
import type { ChangeRow, Refused, SettingsRow } from '../history-rows.ts';
import type { AppendPorts } from './append.ts';
import { createFolding } from './folded.ts';
import { type HistoryFound, type HistoryWish, readHistory } from './read-history.ts';
import { ShelfWriter } from './shelf-writer.ts';

/** So long after a write refusals are gathered: they may come by the hundred, and each counts up its row. */
const GATHER_REFUSALS_MS = 5_000;

/** The same for changes: where many are made, they are written together. */
const GATHER_CHANGES_MS = 1_000;

/** Entries of lists in one row of settings. */
const MOST_PEOPLE = 100;

/** Who did what, as it is kept in Mattermost's store. Nothing that is noted is waited for, or can fail. */
export interface History {
  /**
   * Notes a change; a later one with the same id takes its place. Fulfilled when it is written, or was given up: until then
   * whatever it is made of should outlive the process.
   */
  change(row: ChangeRow): Promise<unknown>;
  refusal(refused: Refused): void;
  settings(changed: Pick<SettingsRow, 'settings' | 'people'>): void;
  /** Reads it, with what is not written yet. Rejects as `Records` does. */
  read(wish: HistoryWish): Promise<HistoryFound>;
  /** The process ends: what comes is written at once. */
  close(): void;
  /** Fulfilled when all is written, or given up. */
  idle(): Promise<void>;
}

/** The history as this process sees it. */
export function createHistory(ports: AppendPorts): History {
  const { records, log, clock } = ports;
  const process = newId();
  const changes = new ShelfWriter(ports, { shelf: 'history', process, gatherMs: GATHER_CHANGES_MS });
  const refusals = new ShelfWriter(ports, { shelf: 'refusals', process, gatherMs: GATHER_REFUSALS_MS });
  const folding = createFolding(process);
  return {
    change: (row) => changes.put(row),
    refusal(refused) {
      void refusals.put(folding.fold(refused, clock.now()));
    },
    settings({ settings, people }) {
      const kept = people.slice(0, MOST_PEOPLE);
      const leftOut = people.length - kept.length;
      void changes.put({ kind: 'settings', id: newId(), at: clock.now(), settings, people: kept, leftOut });
    },
    read: (wish) => readHistory({ records, log, waiting: [...changes.waiting, ...refusals.waiting] }, wish),
    close() {
      changes.close();
      refusals.close();
    },
    async idle() {
      await Promise.all([changes.idle(), refusals.idle()]);
    },
  };
}

function newId(): string {
  return randomBytes(8).toString('hex');
}
