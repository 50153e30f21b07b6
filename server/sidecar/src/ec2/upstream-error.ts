/**
 * Errors of the SDK, reduced to what may be shown and logged. The SDK keeps whole answers, requests and sometimes
 * headers in its errors; none of that goes any further than here.
 */
import { UpstreamError } from '../errors.ts';
import { FORBIDDEN_ADDRESS } from './guarded-agents.ts';
import type { Redactor } from './redaction.ts';

/** Codes of ours, for what has none of AWS. */
export const OUR_CODES = {
  /** No connection or no answer in time. */
  timedOut: 'TimedOut',
  /** No such host, refused, reset. */
  unreachable: 'Unreachable',
  /** An answer that is not EC2's. */
  badAnswer: 'BadAnswer',
  /** The other side is not who it should be, or does not speak TLS. */
  tlsFailed: 'TlsFailed',
  /** The proxy did not let us through. */
  proxyFailed: 'ProxyFailed',
  /** The endpoint has an address where AWS never is. */
  endpointForbidden: 'EndpointForbidden',
  /** AWS does not let these credentials take on the role. */
  roleNotAssumable: 'RoleNotAssumable',
  /** The server's own identity gives no credentials. */
  credentialsUnavailable: 'CredentialsUnavailable',
  /** The server's own identity is of a kind that needs a program or a person. */
  credentialsUnsupported: 'CredentialsUnsupported',
} as const;

/** AWS did not accept these credentials; others may be there by now. */
export const STALE_CREDENTIALS: ReadonlySet<string> = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'InvalidClientTokenId',
]);

/** What the SDK's errors and Node's have, each if at all. All of it is checked before use. */
interface Traits {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly $fault?: unknown;
  readonly $response?: { readonly statusCode?: unknown };
  readonly $metadata?: { readonly requestId?: unknown; readonly httpStatusCode?: unknown };
}

/** AWS's codes are words, sometimes with dots. Anything else did not come from AWS. */
const AWS_CODE = /^[A-Za-z][A-Za-z0-9]*([._:-][A-Za-z0-9]+)*$/;

/** Names that the SDK gives where an answer had no code. */
const NO_CODE = new Set(['Unknown', 'UnknownError', 'NotFound', 'Error']);

const UNREACHABLE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'EAI_FAIL',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SOCKET_CLOSED',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
]);

/** OpenSSL's verdicts on certificates as Node names them, and failures of the protocol itself. */
const TLS =
  /^(?:CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|EPROTO$)/;

/**
 * Reduces an error of a call to AWS.
 * @returns undefined when it is no failure of AWS, the network or the credentials, but a defect
 */
export function reduceError(error: unknown, redactor: Redactor): UpstreamError | undefined {
  if (error instanceof UpstreamError) return error;
  const traits = traitsOf(error);
  const details = detailsOf(traits);

  if (traits.$fault !== undefined) {
    const code = [traits.Code, traits.name].find(isAwsCode);
    if (code === undefined) return badAnswer('An error without a code', details);
    return new UpstreamError('aws', code, redactor.redact(textOf(traits.message)), details);
  }
  const network = networkError(traits, details);
  if (network !== undefined) return network;
  if (traits.name === 'CredentialsProviderError' || traits.name === 'TokenProviderError') {
    return new UpstreamError('aws', OUR_CODES.credentialsUnavailable, redactor.redact(textOf(traits.message)));
  }
  // There was an answer, but the SDK could not read it.
  if (traits.$response !== undefined) return badAnswer('The answer is not XML of EC2', details);
  return undefined;
}

/**
 * An error for an answer that is not EC2's, or lacks what it must have.
 * @param what one clause; never text of the answer itself
 */
export function badAnswer(
  what: string,
  details: { requestId?: string | undefined; status?: number | undefined } = {},
): UpstreamError {
  const status = details.status === undefined ? '' : ` (HTTP ${String(details.status)})`;
  return new UpstreamError('aws', OUR_CODES.badAnswer, `${what}${status}`, details);
}

function networkError(traits: Traits, details: { status?: number | undefined }): UpstreamError | undefined {
  const codes = codesOf(traits);
  const { status } = details;
  if (codes.includes(FORBIDDEN_ADDRESS)) {
    return new UpstreamError('aws', OUR_CODES.endpointForbidden, 'The address of the endpoint is forbidden');
  }
  const proxy = codes.find((code) => code.startsWith('ERR_PROXY_'));
  if (proxy !== undefined) return new UpstreamError('aws', OUR_CODES.proxyFailed, `The proxy failed: ${proxy}`);
  const tls = codes.find((code) => TLS.test(code));
  if (tls !== undefined) return new UpstreamError('aws', OUR_CODES.tlsFailed, `TLS failed: ${tls}`);
  const unreachable = codes.find((code) => UNREACHABLE.has(code));
  if (unreachable !== undefined) {
    return new UpstreamError('aws', OUR_CODES.unreachable, `No connection: ${unreachable}`, { status });
  }
  if (traits.name === 'TimeoutError' || codes.includes('ETIMEDOUT')) {
    return new UpstreamError('aws', OUR_CODES.timedOut, 'No answer in time', { status });
  }
  // Of Node's HTTP parser, which keeps what it was given in the error.
  if (codes.some((code) => code.startsWith('HPE_'))) return badAnswer('The answer is not HTTP');
  return undefined;
}

/** The codes of an error, of its cause, and of the attempts that Node gathers in one (IPv4 and IPv6). */
function codesOf(traits: Traits, depth = 0): string[] {
  if (depth > 5) return [];
  const own = typeof traits.code === 'string' ? [traits.code] : [];
  const others = [traits.cause, ...(Array.isArray(traits.errors) ? (traits.errors as unknown[]) : [])];
  return [...own, ...others.filter(Boolean).flatMap((other) => codesOf(traitsOf(other), depth + 1))];
}

function detailsOf({ $metadata, $response }: Traits): { requestId: string | undefined; status: number | undefined } {
  const id = $metadata?.requestId;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return {
    requestId: typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined,
    status: typeof status === 'number' && status > 0 ? status : undefined,
  };
}

function isAwsCode(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 100 && AWS_CODE.test(value) && !NO_CODE.has(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Errors of Node's own may be of another realm, so they are told by what they have, not by their class. */
function traitsOf(error: unknown): Traits {
  return typeof error === 'object' && error !== null ? error : {};
}
