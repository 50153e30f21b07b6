/** The connections to AWS: kept open and shared by the clients of all regions, through the proxy that the environment names. */
import http from 'node:http';
import https from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Timeouts } from './timeouts.ts';

/** Request handlers for SDK clients. They follow no redirect. */
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

/**
 * @param environment has `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case
 */
export function openConnections(timeouts: Timeouts, environment: NodeJS.ProcessEnv = process.env): Connections {
  // Node takes the name in lower case first.
  const others = environment['no_proxy'] || environment['NO_PROXY'];
  const proxyEnv = { ...environment, no_proxy: others ? `${others},${THIS_MACHINE}` : THIS_MACHINE };
  const kept = agents({ keepAlive: true, proxyEnv });
  const single = agents({ keepAlive: false, proxyEnv });
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

function agents(options: http.AgentOptions): { httpAgent: http.Agent; httpsAgent: https.Agent } {
  return { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
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
