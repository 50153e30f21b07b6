/**
 * The agents through which AWS is asked. What an endpoint's name means is decided by DNS when the connection is made,
 * perhaps otherwise than a moment ago, so the addresses are looked at there and nowhere else.
 */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress, isLoopbackAddress, unbracketed } from './addresses.ts';

/** The code of the error for an address that must not be asked. */
export const FORBIDDEN_ADDRESS = 'ERR_FORBIDDEN_ADDRESS';

/** Thrown before anything was sent. */
class ForbiddenAddress extends Error {
  readonly code = FORBIDDEN_ADDRESS;

  constructor(host: string, address: string) {
    super(`Cannot connect to \`${host}\`: its address \`${address}\` is never asked`);
  }
}

/** Agents that refuse addresses at which AWS never is. A proxy resolves names itself; its own address is not looked at. */
export interface GuardedAgents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/** @param resolve in place of the machine's own resolver */
export function guardedAgents(options: https.AgentOptions, resolve: LookupFunction = systemLookup): GuardedAgents {
  const guarded = { ...options, lookup: guardedLookup(resolve) };
  return { httpAgent: new HttpAgent(guarded), httpsAgent: new HttpsAgent(guarded) };
}

class HttpAgent extends http.Agent {
  override createConnection(...[options, connected]: ConnectionArguments): Connection {
    return refusedLiteral(options.host, connected) ? null : super.createConnection(options, connected);
  }
}

class HttpsAgent extends https.Agent {
  override createConnection(...[options, connected]: ConnectionArguments): Connection {
    return refusedLiteral(options.host, connected) ? null : super.createConnection(options, connected);
  }
}

type ConnectionArguments = Parameters<https.Agent['createConnection']>;
type Connection = ReturnType<http.Agent['createConnection']>;

/**
 * Refuses an address that stands in the URL, which is never looked up. By the callback: thrown, the error would leave
 * the request's timers behind.
 */
function refusedLiteral(host: string | null | undefined, connected: ConnectionArguments[1]): boolean {
  const address = unbracketed(host ?? '');
  if (!isForbiddenAddress(address)) return false;
  process.nextTick(() => connected?.(new ForbiddenAddress(address, address), undefined as never));
  return true;
}

/** One forbidden address among several is enough: which one is taken in the end nobody can tell. */
function guardedLookup(resolve: LookupFunction): LookupFunction {
  return (host, options, answer) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        answer(error, '');
        return;
      }
      const addresses = found as LookupAddress[];
      const wrong = addresses.find(({ address }) => isForbiddenAddress(address) || isImpostor(host, address));
      const [first] = addresses;
      if (wrong !== undefined) answer(new ForbiddenAddress(host, wrong.address), '');
      else if (options.all === true) answer(null, addresses);
      else answer(null, first?.address ?? '', first?.family);
    });
  };
}

/** What is said to this machine may be said in the clear, so its name must not lead away from it. */
function isImpostor(host: string, address: string): boolean {
  return host === 'localhost' && !isLoopbackAddress(address);
}

function systemLookup(...[host, options, answer]: Parameters<LookupFunction>): void {
  dnsLookup(host, options, answer);
}
