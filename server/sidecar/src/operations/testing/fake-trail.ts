import type { ChangeRow, Refused } from '../../history-rows.ts';
import type { Trail } from '../../trail.ts';

/** Keeps what it is told. */
export class FakeTrail implements Trail {
  readonly changes: ChangeRow[] = [];
  /** Those of them that are told to the audit log. */
  readonly audited: ChangeRow[] = [];
  readonly refusals: Refused[] = [];
  /** Fulfilled when what is told is kept. */
  kept: Promise<unknown> = Promise.resolve();

  change(row: ChangeRow, isLogged = false): Promise<unknown> {
    this.changes.push(row);
    if (row.end !== 'shutdown' && !isLogged) this.audited.push(row);
    return this.kept;
  }

  refusal(refused: Refused): void {
    this.refusals.push(refused);
  }
}
