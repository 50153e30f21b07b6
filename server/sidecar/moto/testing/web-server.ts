import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small HTTP server that counts. */
export interface WebServer {
  readonly url: string;
  readonly server: Server;
  /** `GET /path`, or `CONNECT host:port`, in the order of their coming. */
  readonly requests: string[];
  /** Connections ever made, and those that are open now. */
  readonly connections: { made: number; open: number };
  stop(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. CONNECT is refused with 403, as by a proxy that does not let one through. */
export async function startWebServer(
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Promise<WebServer> {
  const requests: string[] = [];
  const connections = { made: 0, open: 0 };
  const server = createServer((incoming, outgoing) => {
    requests.push(`${String(incoming.method)} ${String(incoming.url)}`);
    incoming.resume();
    answer(incoming, outgoing);
  });
  server.on('connect', (incoming: IncomingMessage, socket) => {
    requests.push(`CONNECT ${String(incoming.url)}`);
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('connection', (socket) => {
    connections.made += 1;
    connections.open += 1;
    socket.on('close', () => (connections.open -= 1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    server,
    requests,
    connections,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Resolves as soon as the condition holds. Fails after `limitMs`. */
export async function until(condition: () => boolean, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not so: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
