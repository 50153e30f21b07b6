/** Failures on the way to AWS, by the codes that Node gives them. */
import { isIPv6 } from 'node:net';
import { UpstreamError } from '../errors.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import { FORBIDDEN_ADDRESS } from './guarded-agents.ts';
import { type ConnectionTraits, isOfProxy } from './proxies.ts';

type OurCode = (typeof OUR_CODES)[keyof typeof OUR_CODES];

/** What Node's errors have, each if at all. */
export interface NetworkTraits extends ConnectionTraits {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  /** What a proxy answered. */
  readonly statusCode?: unknown;
}

/** The longest name that DNS has. */
const LONGEST_HOST = 253;

/** By Node's code, in the order in which they are looked for where one error holds several. */
const KINDS: readonly { readonly ours: OurCode; readonly codes: RegExp; readonly what: string }[] = [
  {
    ours: OUR_CODES.endpointForbidden,
    codes: new RegExp(`^${FORBIDDEN_ADDRESS}$`),
    what: 'The address of the endpoint is forbidden',
  },
  { ours: OUR_CODES.tlsExpired, codes: /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, what: 'TLS failed' },
  { ours: OUR_CODES.tlsWrongName, codes: /^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, what: 'TLS failed' },
  {
    ours: OUR_CODES.tlsUntrusted,
    codes:
      /^(?:CERT_|CRL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/,
    what: 'TLS failed',
  },
  { ours: OUR_CODES.tlsFailed, codes: /^(?:ERR_TLS_|ERR_SSL_|EPROTO$)/, what: 'TLS failed' },
  { ours: OUR_CODES.nameNotFound, codes: /^(?:ENOTFOUND|EAI_\w+)$/, what: 'No connection' },
  { ours: OUR_CODES.connectionRefused, codes: /^ECONNREFUSED$/, what: 'No connection' },
  {
    ours: OUR_CODES.connectionLost,
    codes: /^(?:ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_SOCKET_CLOSED)$/,
    what: 'The connection broke off',
  },
  {
    ours: OUR_CODES.unreachable,
    codes: /^(?:EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ERR_SOCKET_CONNECTION_TIMEOUT)$/,
    what: 'No connection',
  },
  { ours: OUR_CODES.timedOut, codes: /^ETIMEDOUT$/, what: 'No answer in time' },
  // Of Node's HTTP parser, which keeps what it was given in the error.
  { ours: OUR_CODES.badAnswer, codes: /^HPE_/, what: 'The answer is not HTTP' },
];

/** Reduces an error of a connection. Undefined when it is none. */
export function networkError(error: NetworkTraits, status: number | undefined): UpstreamError | undefined {
  const all = withCauses(error);
  const proxy = all.find(({ code }) => typeof code === 'string' && code.startsWith('ERR_PROXY_'));
  if (proxy !== undefined) return proxyError(proxy);
  const forbidden = all.find(isForbidden);
  if (forbidden !== undefined) {
    return upstream(OUR_CODES.connectForbidden, `No connection: ${String(forbidden.code)}`, status);
  }
  for (const { ours, codes, what } of KINDS) {
    const found = all.find(({ code }) => typeof code === 'string' && codes.test(code));
    if (found === undefined) continue;
    const code = String(found.code);
    if ((ours === OUR_CODES.nameNotFound || ours === OUR_CODES.connectionRefused) && isOfProxy(found)) {
      return upstream(OUR_CODES.proxyUnreachable, `No connection to the proxy: ${code}`, status);
    }
    const isOurs = ours === OUR_CODES.badAnswer || ours === OUR_CODES.endpointForbidden;
    return upstream(ours, isOurs ? what : `${what}: ${code}${asked(found)}`, status);
  }
  return error.name === 'TimeoutError' ? upstream(OUR_CODES.timedOut, 'No answer in time', status) : undefined;
}

function proxyError({ code, statusCode }: NetworkTraits): UpstreamError {
  const said = typeof statusCode === 'number' ? ` with status ${String(statusCode)}` : '';
  const ours = statusCode === 407 ? OUR_CODES.proxyLogin : said === '' ? OUR_CODES.proxyFailed : OUR_CODES.proxyRefused;
  return upstream(ours, `The proxy failed${said}: ${String(code)}`, undefined);
}

/** A file that must not be read has these codes as well. */
function isForbidden({ code, syscall }: NetworkTraits): boolean {
  return (code === 'EACCES' || code === 'EPERM') && syscall === 'connect';
}

/** Whom nobody answered for: it shows a region that is none, and whether it was EC2 or STS. */
function asked({ hostname, address, port }: NetworkTraits): string {
  if (typeof hostname === 'string') return ` ${hostname.slice(0, LONGEST_HOST)}`;
  if (typeof address !== 'string' || typeof port !== 'number') return '';
  return ` ${isIPv6(address) ? `[${address}]` : address}:${String(port)}`;
}

function upstream(code: OurCode, message: string, status: number | undefined): UpstreamError {
  return new UpstreamError('aws', code, message, { status });
}

/** An error, its causes, and the attempts that Node gathers in one (IPv4 and IPv6). */
function withCauses(error: NetworkTraits, depth = 0): NetworkTraits[] {
  if (depth > 5) return [];
  const others = [error.cause, ...(Array.isArray(error.errors) ? (error.errors as unknown[]) : [])];
  return [
    error,
    ...others.flatMap((other) =>
      typeof other === 'object' && other !== null ? withCauses(other as NetworkTraits, depth + 1) : [],
    ),
  ];
}
