import { UpstreamError } from '../errors.ts';
import type { Log } from '../ports.ts';
import type { Failure } from '../views.ts';

/** Codes of ours, for reasons that no AWS error code names. Rendered by code, like those of AWS. */
export const OUR_FAILURES = {
  /** The process ended when it was not yet known whether AWS was asked; EC2 shows no change. */
  interrupted: 'Interrupted',
  /** The process ended before AWS was asked. */
  notAsked: 'NotAsked',
  /** A reading was given up, since the process is ending. */
  stopped: 'Stopped',
  /** Mattermost did not keep the record, so AWS was not asked. */
  notRecorded: 'NotRecorded',
  /** AWS accepted, but the instance did not leave its state. */
  notMoved: 'NotMoved',
  /** The instance was on its way, or should have been, and is in another state. */
  wentElsewhere: 'WentElsewhere',
  /** EC2 does not show the instance any longer. */
  gone: 'Gone',
  /** A defect of ours; the log has the rest. */
  internal: 'InternalError',
} as const;

/** A failure of ours, without a request id. */
export function ourFailure(reason: keyof typeof OUR_FAILURES): Failure {
  return { code: OUR_FAILURES[reason], requestId: undefined };
}

/** What may be shown of an error: the code and request id of an `UpstreamError`; anything else is a defect. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UpstreamError) return { code: error.code, requestId: error.requestId };
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
 * Codes by which AWS says that nothing was done although the status is that of a server's fault.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const REFUSALS_WITH_SERVER_STATUS = new Set(['InsufficientInstanceCapacity', 'InsufficientHostCapacity']);

/** Our own codes for an answer that was lost on its way: they never prove that nothing was done. */
const LOST_ANSWERS = new Set(['TimedOut', 'Unreachable', 'BadAnswer']);

/** Codes that refuse the request as a whole, whatever the instance: asking again for one of them is no use. */
const REFUSALS_OF_THE_CALLER = new Set([
  'AuthFailure',
  'Blocked',
  'CredentialsUnavailable',
  'CredentialsUnsupported',
  'EndpointForbidden',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'OptInRequired',
  'PendingVerification',
  'RequestExpired',
  'RoleNotAssumable',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/**
 * What an error to a change says about the instances of that request:
 * `refused`: AWS answered no, and what is asked again now is asked for the first time with effect;
 * `refused-caller`: the same, for every instance alike; `unknown`: the change may have been made.
 */
export type Verdict = 'refused' | 'refused-caller' | 'unknown';

/** Judges an error to a change, by class, status and code. */
export function judge(error: unknown): Verdict {
  if (!(error instanceof UpstreamError) || LOST_ANSWERS.has(error.code)) return 'unknown';
  if (REFUSALS_OF_THE_CALLER.has(error.code)) return 'refused-caller';
  if (REFUSALS_WITH_SERVER_STATUS.has(error.code)) return 'refused';
  return isClientFault(error.status) ? 'refused' : 'unknown';
}

/** Whether a status says that the request was answered and turned down, so that repeating it is no use. */
export function isClientFault(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** What the adapter says of a post that it must not touch; such posts never become editable again. */
const UNEDITABLE = new Set(['PostDeleted', 'NotOurPost']);

/** Whether an error to an edit means that the post cannot be edited any longer, now or later. */
export function isRefusedEdit(error: unknown): boolean {
  return !(error instanceof UpstreamError) || isClientFault(error.status) || UNEDITABLE.has(error.code);
}
