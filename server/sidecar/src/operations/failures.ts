import { UpstreamError } from '../errors.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import { rowOf, wasNeverSent } from '../failures/table.ts';
import type { Log } from '../ports.ts';
import type { Failure } from '../views.ts';

/** A failure of ours, without a request id. */
export function ourFailure(reason: keyof typeof OUR_FAILURES): Failure {
  return { code: OUR_FAILURES[reason], requestId: undefined };
}

/** What may be shown of an error: the code and request id of an `UpstreamError`; anything else is a defect. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UpstreamError) {
    const { variant, attempts } = error.details;
    return { code: error.code, requestId: error.requestId, variant, attempts };
  }
  return ourFailure('internal');
}

/** What the log has of an `UpstreamError`: also its words, which never hold a secret. Nothing for a defect. */
export function reasonOf(error: unknown): Readonly<Record<string, string | number | undefined>> {
  if (!(error instanceof UpstreamError)) return {};
  const { code, requestId, status, message } = error;
  return { code, requestId, status, reason: message };
}

/** Logs an error that is a defect of ours: what was caught is anything but an `UpstreamError`. */
export function logDefect(log: Log, error: unknown, fields: Readonly<Record<string, string>> = {}): void {
  if (error instanceof UpstreamError) return;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('error', 'Defect in an operation', { ...fields, details });
}

/**
 * What an error to a change says about the instances of that request:
 * `refused`: AWS answered no, and what is asked again now is asked for the first time with effect;
 * `refused-caller`: the same, for every instance alike; `unknown`: the change may have been made.
 */
export type Verdict = 'refused' | 'refused-caller' | 'unknown';

/** Judges an error to a change, by whether it was sent, by class and row; a code that no row has, by its status. */
export function judge(error: unknown): Verdict {
  if (!(error instanceof UpstreamError)) return 'unknown';
  if (wasNeverSent(error.details)) return 'refused-caller';
  const outcome = rowOf(error)?.outcome;
  if (outcome !== undefined) return outcome === 'open' ? 'unknown' : outcome;
  return isClientFault(error.status) ? 'refused' : 'unknown';
}

/** Whether a status says that the request was answered and turned down, so that repeating it is no use. */
export function isClientFault(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** What the adapter says of a post that it must not touch; such posts never become editable again. */
const UNEDITABLE = new Set(['PostDeleted', 'NotOurPost']);

/**
 * Whether an error to an edit, or to whatever else Mattermost was asked for, stays: asking again is no use, now or later.
 * A defect counts as such.
 */
export function isRefusedEdit(error: unknown): boolean {
  return !(error instanceof UpstreamError) || isClientFault(error.status) || UNEDITABLE.has(error.code);
}
