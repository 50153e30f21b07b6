/** The proxies that the environment names, to tell their failures from those of AWS. */
import { isIP } from 'node:net';

/** The variables that Node's proxy support reads. */
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** What Node says of a connection that failed. */
export interface ConnectionTraits {
  readonly syscall?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
}

/**
 * Whether a connection that failed was one to a proxy. A name is compared where it was looked up, else the port; behind a
 * port that AWS has as well one cannot tell, and it counts as a connection to AWS.
 */
export function isOfProxy(failed: ConnectionTraits, environment: NodeJS.ProcessEnv = process.env): boolean {
  return VARIABLES.some((name) => {
    const url = URL.parse(environment[name] ?? '');
    if (url === null) return false;
    if (failed.hostname !== undefined) return failed.hostname === url.hostname;
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    if (failed.port !== port) return false;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return isIP(host) === 0 ? port !== 443 : failed.address === host;
  });
}
