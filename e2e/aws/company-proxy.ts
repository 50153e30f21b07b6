/** A company's proxy: it is asked by CONNECT, and breaks up TLS with certificates of an authority of its own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { preparePython } from './python-environment.ts';

/** A running company proxy. */
export interface CompanyProxy {
  /** For `HTTPS_PROXY`. */
  readonly url: string;
  /** The PEM file of its authority, which no machine trusts by itself. */
  readonly authority: string;
  /** The hosts that were asked for, `name:port`, in the order of their coming. */
  readonly tunnels: readonly string[];
  stop(): Promise<void>;
}

/** What it is, and what is behind it. */
export interface CompanyProxyOptions {
  /** Where everything goes, whatever host was asked for. */
  readonly target: string;
  /** An empty folder for its keys. */
  readonly folder: string;
  /** The names that its certificate is for. */
  readonly hosts: readonly string[];
}

/** Starts one on a free port of 127.0.0.1. */
export async function startCompanyProxy({ target, folder, hosts }: CompanyProxyOptions): Promise<CompanyProxy> {
  const script = join(import.meta.dirname, 'authority.py');
  await promisify(execFile)(await preparePython(), [script, folder, ...hosts], { timeout: 60_000 });
  const [cert, key] = await Promise.all(
    ['certificate.pem', 'key.pem'].map(async (name) => readFile(join(folder, name))),
  );
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();

  const inside = createTlsServer({ cert, key }, (incoming, outgoing) => {
    forward(target, incoming, outgoing);
  });
  // A client that does not trust the authority hangs up.
  inside.on('tlsClientError', () => undefined);
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(405).end();
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    tunnels.push(String(incoming.url));
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    inside.emit('connection', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    authority: join(folder, 'authority.pem'),
    tunnels,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', headers, url = '/' } = incoming;
  const ask = request(new URL(url, target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  ask.on('error', () => outgoing.destroy());
  incoming.pipe(ask);
}
