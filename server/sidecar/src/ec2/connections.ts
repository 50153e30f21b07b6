/** The connections to AWS: kept open and shared by the clients of all regions, through the proxy that the environment names. */
import type { LookupFunction } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { guardedAgents } from './guarded-agents.ts';
import type { Timeouts } from './timeouts.ts';

/** Request handlers for SDK clients. They follow no redirect, and refuse addresses where AWS never is. */
export interface Connections {
  readonly forReading: NodeHttpHandler;
  /**
   * A connection for each change. A kept one may have been closed by the other side just now; a read is then sent
   * again, but of a change nobody could tell whether it was made.
   */
  readonly forChanges: NodeHttpHandler;
  /** Closes idle connections now and the others after use. */
  close(): void;
}

/**
 * This machine, as Node's proxy support would have it. It is asked straight: of a proxy it would be another machine, and
 * an endpoint may do without TLS only because what is sent there does not leave this one.
 */
const THIS_MACHINE = 'localhost,127.0.0.0-127.255.255.255,::1';

/** What connections need of the machine; its own where left out. */
export interface Machine {
  /** Has `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Finds the addresses of a name. */
  readonly lookup?: LookupFunction | undefined;
}

/** Connects nowhere yet. */
export function openConnections(timeouts: Timeouts, { environment = process.env, lookup }: Machine = {}): Connections {
  // Node takes the name in lower case first.
  const others = environment['no_proxy'] || environment['NO_PROXY'];
  const proxyEnv = { ...environment, no_proxy: others ? `${others},${THIS_MACHINE}` : THIS_MACHINE };
  const kept = guardedAgents({ keepAlive: true, proxyEnv }, lookup);
  const single = guardedAgents({ keepAlive: false, proxyEnv }, lookup);
  const { connectMs, readMs, changeMs } = timeouts;
  return {
    forReading: new NodeHttpHandler({ ...kept, ...limits(connectMs, readMs) }),
    forChanges: new NodeHttpHandler({ ...single, ...limits(connectMs, changeMs) }),
    close() {
      for (const agent of [kept.httpAgent, kept.httpsAgent]) {
        agent.maxFreeSockets = 0;
        for (const sockets of Object.values(agent.freeSockets)) sockets?.forEach((socket) => socket.destroy());
      }
    },
  };
}

type LimitName = 'connectionTimeout' | 'requestTimeout' | 'socketTimeout' | 'socketAcquisitionWarningTimeout';

function limits(connectMs: number, answerMs: number): Record<LimitName, number> & { throwOnRequestTimeout: true } {
  return {
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    // Without it the handler only warns.
    throwOnRequestTimeout: true,
    socketTimeout: answerMs,
    // Its warning about busy sockets would go to nobody.
    socketAcquisitionWarningTimeout: 2 ** 31 - 1,
  };
}
