/** The connections to AWS: kept open and shared by the clients of all regions, through the proxy that the environment names. */
import http from 'node:http';
import https from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Timeouts } from './sdk.ts';

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
 * @param environment has `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case
 */
export function openConnections(timeouts: Timeouts, environment: NodeJS.ProcessEnv = process.env): Connections {
  const kept = agents({ keepAlive: true, proxyEnv: environment });
  const single = agents({ keepAlive: false, proxyEnv: environment });
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
