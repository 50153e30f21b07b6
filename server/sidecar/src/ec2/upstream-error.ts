/**
 * Errors of the SDK, reduced to what may be shown and logged. The SDK keeps whole answers, requests and sometimes
 * headers in its errors; none of that goes any further than here.
 */
import { UpstreamError, type UpstreamDetails } from '../errors.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import { denialIn, takeOutEncoded } from './denial.ts';
import { networkError, type NetworkTraits } from './network-error.ts';
import type { Redactor } from './redaction.ts';

/** AWS did not accept these credentials; others may be there by now. */
export const STALE_CREDENTIALS: ReadonlySet<string> = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'InvalidClientTokenId',
]);

/** What the SDK's errors and Node's have, each if at all. All of it is checked before use. */
interface Traits extends NetworkTraits {
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly $fault?: unknown;
  readonly $response?: { readonly statusCode?: unknown };
  readonly $metadata?: { readonly requestId?: unknown; readonly httpStatusCode?: unknown };
}

/** AWS's codes are words, sometimes with dots. Anything else did not come from AWS. */
const AWS_CODE = /^[A-Za-z][A-Za-z0-9]*([._:-][A-Za-z0-9]+)*$/;

/** Names that the SDK gives where an answer had no code. */
const NO_CODE = new Set(['Unknown', 'UnknownError', 'NotFound', 'Error']);

/** AWS says less, an encoded message included. What says more is not searched to its end: that takes its time. */
const WORDS_LIMIT = 16_384;

/** Codes that AWS uses for a wrong key and for a wrong clock alike. */
const KEY_OR_CLOCK = new Set(['AuthFailure', 'SignatureDoesNotMatch', 'InvalidSignatureException']);

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
    return awsError(code, textOf(traits.message), details, redactor);
  }
  const network = networkError(traits, details.status);
  if (network !== undefined) return network;
  if (traits.name === 'CredentialsProviderError' || traits.name === 'TokenProviderError') {
    return new UpstreamError('aws', OUR_CODES.credentialsUnavailable, redactor.redact(textOf(traits.message)));
  }
  // There was an answer, but the SDK could not read it.
  if (traits.$response !== undefined) return badAnswer('The answer is not XML of EC2', details);
  return undefined;
}

/** What AWS answered. The encoded message is taken out of its words: it is long, and only STS can read it. */
function awsError(code: string, said: string, details: UpstreamDetails, redactor: Redactor): UpstreamError {
  const { words, encoded } = takeOutEncoded(said.slice(0, WORDS_LIMIT));
  const text = redactor.redact(words);
  // With or without encoded message, EC2 and STS have the same words for it.
  const denial = code === 'UnauthorizedOperation' || code.startsWith('AccessDenied') ? denialIn(text) : undefined;
  // One code stands for two things here, and nothing but the words tells which.
  const isClock = KEY_OR_CLOCK.has(code) && /signature (?:expired|not yet current)/i.test(text);
  const variant = denial?.explicit === true ? 'explicit-deny' : isClock ? 'clock' : undefined;
  return new UpstreamError('aws', code, text, { ...details, variant, denial, encoded });
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
  // Of an endpoint without TLS the proxy is asked without a tunnel, and answers in its place.
  if (details.status === 407) {
    return new UpstreamError('aws', OUR_CODES.proxyLogin, `The proxy answered${status}`, details);
  }
  return new UpstreamError('aws', OUR_CODES.badAnswer, `${what}${status}`, details);
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
