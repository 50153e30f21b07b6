import type { MessageId, PlainMessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { Verb } from '../ports.ts';
import type { Failure } from '../views.ts';
import { code } from './escape.ts';

/** What was asked of AWS when it failed. */
export type Asked = Verb | 'instances' | 'regions';

/** The IAM action behind each thing that is asked. */
const ACTIONS: Readonly<Record<Asked, string>> = {
  start: 'ec2:StartInstances',
  stop: 'ec2:StopInstances',
  instances: 'ec2:DescribeInstances',
  regions: 'ec2:DescribeRegions',
};

/** A kind of failure: its sentence, and its few words behind a region. */
interface Kind {
  readonly sentence: Extract<PlainMessageId, `failure.${string}`>;
  readonly reason?: Extract<PlainMessageId, `failure.${string}`>;
  /** Set where nobody knows whether AWS did what was asked: a change must not be asked for again unseen. */
  readonly isOpen?: true;
}

const THROTTLED: Kind = { sentence: 'failure.throttled.sentence', reason: 'failure.throttled.reason' };
const CREDENTIALS: Kind = { sentence: 'failure.credentials.sentence', reason: 'failure.credentials.reason' };
const EXPIRED: Kind = { sentence: 'failure.expired.sentence', reason: 'failure.expired.reason' };
const NO_CREDENTIALS: Kind = { sentence: 'failure.noCredentials.sentence', reason: 'failure.noCredentials.reason' };
const UNSUPPORTED_CREDENTIALS: Kind = {
  sentence: 'failure.unsupportedCredentials.sentence',
  reason: 'failure.unsupportedCredentials.reason',
};
const ROLE: Kind = { sentence: 'failure.role.sentence', reason: 'failure.role.reason' };
const FORBIDDEN: Kind = { sentence: 'failure.endpointForbidden.sentence', reason: 'failure.endpointForbidden.reason' };
const NOT_ENABLED: Kind = { sentence: 'failure.notEnabled.sentence', reason: 'failure.notEnabled.reason' };
const STOPPED: Kind = { sentence: 'failure.stopped.sentence', reason: 'failure.stopped.reason' };
const UNAVAILABLE: Kind = {
  sentence: 'failure.unavailable.sentence',
  reason: 'failure.unavailable.reason',
  isOpen: true,
};
const CAPACITY: Kind = { sentence: 'failure.capacity.sentence' };
const LIMIT: Kind = { sentence: 'failure.limit.sentence' };
const WRONG_STATE: Kind = { sentence: 'failure.wrongState.sentence' };
const UNSUPPORTED: Kind = { sentence: 'failure.unsupported.sentence' };
const BLOCKED: Kind = { sentence: 'failure.blocked.sentence' };
const UNKNOWN_ID: Kind = { sentence: 'failure.unknownId.sentence' };

/** Codes by which AWS says that a policy forbids the call. */
const DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);

/**
 * The codes of AWS that have a sentence.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const AWS_KINDS: ReadonlyMap<string, Kind> = new Map([
  ['IncorrectInstanceState', WRONG_STATE],
  ['IncorrectState', WRONG_STATE],
  ['InsufficientInstanceCapacity', CAPACITY],
  ['InsufficientHostCapacity', CAPACITY],
  ['InsufficientCapacity', CAPACITY],
  ['VcpuLimitExceeded', LIMIT],
  ['InstanceLimitExceeded', LIMIT],
  ['MaxSpotInstanceCountExceeded', LIMIT],
  ['RequestLimitExceeded', THROTTLED],
  ['Throttling', THROTTLED],
  ['ThrottlingException', THROTTLED],
  ['TooManyRequestsException', THROTTLED],
  ['AuthFailure', CREDENTIALS],
  ['InvalidClientTokenId', CREDENTIALS],
  ['SignatureDoesNotMatch', CREDENTIALS],
  ['UnrecognizedClientException', CREDENTIALS],
  ['MissingAuthenticationToken', CREDENTIALS],
  ['ExpiredToken', EXPIRED],
  ['ExpiredTokenException', EXPIRED],
  ['RequestExpired', EXPIRED],
  ['RequestTimeTooSkewed', EXPIRED],
  ['OptInRequired', NOT_ENABLED],
  ['Blocked', BLOCKED],
  ['PendingVerification', BLOCKED],
  ['UnsupportedOperation', UNSUPPORTED],
  ['Unsupported', UNSUPPORTED],
  ['InvalidInstanceID.NotFound', UNKNOWN_ID],
  ['InvalidInstanceID.Malformed', UNKNOWN_ID],
  ['Unavailable', UNAVAILABLE],
  ['ServiceUnavailable', UNAVAILABLE],
  ['InternalFailure', UNAVAILABLE],
  // A code of AWS and of ours alike: the sentence blames neither.
  ['InternalError', { sentence: 'failure.internal.sentence', reason: 'failure.internal.reason', isOpen: true }],
]);

/** The codes that we gave ourselves; they are no evidence for anyone, so they are not shown. */
const OWN_KINDS: ReadonlyMap<string, Kind> = new Map([
  ['TimedOut', { sentence: 'failure.timedOut.sentence', isOpen: true }],
  ['Unreachable', { sentence: 'failure.unreachable.sentence', reason: 'failure.unreachable.reason', isOpen: true }],
  ['BadAnswer', { sentence: 'failure.badAnswer.sentence', reason: 'failure.badAnswer.reason', isOpen: true }],
  ['TlsFailed', { sentence: 'failure.tls.sentence', reason: 'failure.tls.reason' }],
  ['ProxyFailed', { sentence: 'failure.proxy.sentence', reason: 'failure.proxy.reason' }],
  ['CredentialsUnavailable', NO_CREDENTIALS],
  ['CredentialsUnsupported', UNSUPPORTED_CREDENTIALS],
  ['RoleNotAssumable', ROLE],
  ['EndpointForbidden', FORBIDDEN],
  ['RegionNotEnabled', NOT_ENABLED],
  ['Interrupted', { sentence: 'failure.interrupted.sentence' }],
  ['NotAsked', { sentence: 'failure.notAsked.sentence' }],
  ['Stopped', STOPPED],
  ['NotRecorded', { sentence: 'failure.notRecorded.sentence' }],
  ['NotMoved', { sentence: 'failure.notMoved.sentence' }],
  ['WentElsewhere', { sentence: 'failure.wentElsewhere.sentence' }],
  ['Gone', { sentence: 'failure.gone.sentence' }],
]);

/**
 * Whether it helps to name the regions in the settings when AWS does not: not where the credentials as such are at
 * fault, nor where nothing is.
 */
export function namingRegionsHelps({ code: errorCode }: Failure): boolean {
  const kind = OWN_KINDS.get(errorCode) ?? AWS_KINDS.get(errorCode);
  const ofNoUse: readonly (Kind | undefined)[] = [
    CREDENTIALS,
    EXPIRED,
    NO_CREDENTIALS,
    UNSUPPORTED_CREDENTIALS,
    ROLE,
    FORBIDDEN,
    STOPPED,
  ];
  return !ofNoUse.includes(kind);
}

/**
 * Why a region could not be read, in a few words for a bracket: `denied by policy`. A code without words of its own is
 * shown as it is.
 *
 * @param elapsedMs how long the reading took, for one that timed out
 */
export function failureReason(messages: Messages, failure: Failure, elapsedMs: number): string {
  if (failure.code === 'TimedOut') {
    return messages.format('failure.timedOut.reason', { time: messages.duration(elapsedMs) });
  }
  if (DENIED.has(failure.code)) return messages.format('failure.denied.reason');
  const reason: MessageId | undefined = (OWN_KINDS.get(failure.code) ?? AWS_KINDS.get(failure.code))?.reason;
  return reason === undefined ? code(failure.code) : messages.format(reason);
}

/**
 * What a failure means and what to do next, then the evidence: the code of AWS and the request id. Begins with a small
 * letter where it can, since it follows a colon.
 */
export function failureSentence(messages: Messages, failure: Failure | undefined, asked: Asked): string {
  if (failure === undefined) return messages.format('failure.noReason.sentence');
  const sentence = sentenceOf(messages, failure.code, asked);
  const evidence = evidenceOf(messages, failure);
  return evidence === undefined ? sentence : `${sentence} ${evidence}`;
}

function sentenceOf(messages: Messages, errorCode: string, asked: Asked): string {
  if (DENIED.has(errorCode)) return messages.format('failure.denied.sentence', { action: code(ACTIONS[asked]) });
  // For StopInstances the code stands for stop protection alone.
  if (errorCode === 'OperationNotPermitted') {
    return messages.format(asked === 'stop' ? 'failure.stopProtection.sentence' : 'failure.notPermitted.sentence');
  }
  const kind = OWN_KINDS.get(errorCode) ?? AWS_KINDS.get(errorCode);
  const sentence = messages.format(kind?.sentence ?? 'failure.unknown.sentence');
  if (kind?.isOpen === undefined) return sentence;
  const isChange = asked === 'start' || asked === 'stop';
  return messages.format(isChange ? 'failure.next.change' : 'failure.next.read', { sentence });
}

function evidenceOf(messages: Messages, failure: Failure): string | undefined {
  if (OWN_KINDS.has(failure.code)) return undefined;
  if (failure.requestId === undefined) return code(failure.code);
  return messages.format('general.evidence', { code: code(failure.code), request: code(failure.requestId) });
}
