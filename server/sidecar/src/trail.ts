import type { ChangeRow, Refused } from './history-rows.ts';

/**
 * What is told of every change and every refusal besides the server's log: its audit log, and the history. A port, as those
 * of `ports.ts`, but that nothing here rejects, and nothing need be waited for.
 */
export interface Trail {
  /**
   * Takes a change that ended, or that this process has to leave. One that ended may come again with the same id, from a
   * process that died in between. Fulfilled when it is kept, or given up.
   *
   * @param isLogged whether the audit log has its end already
   */
  change(row: ChangeRow, isLogged?: boolean): Promise<unknown>;
  /**
   * Takes a refusal.
   *
   * @param isOneOfMany whether the logs have others of this person and minute, and need no more
   */
  refusal(refused: Refused, isOneOfMany?: boolean): void;
}
