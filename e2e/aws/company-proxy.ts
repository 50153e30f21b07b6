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
  /**
   * From now on whoever asks for this host meets this, until it is removed. Tunnels to it that are open are cut: a client
   * would go on with them.
   */
  meet(host: string, what: Obstacle): Met;
  stop(): Promise<void>;
}

/** What keeps a tunnel from coming about: the proxy does not find the name, or what answers there refuses TLS. */
export type Obstacle = 'no-name' | 'no-tls';

/** An obstacle that is there. */
export interface Met {
  /** How often it was met. */
  met(): number;
  /** Takes it away, and tells how often it was met. */
  remove(): number;
}

/** The record of TLS that ends a handshake: a fatal alert, `handshake_failure`. */
const HANDSHAKE_FAILURE = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);

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
  const sockets = new Map<Socket, string>();
  const obstacles = new Map<string, { readonly what: Obstacle; met: number }>();

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
    const host = String(incoming.url).replace(/:\d+$/, '');
    sockets.set(socket, host);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const obstacle = obstacles.get(host);
    if (obstacle !== undefined) obstacle.met += 1;
    if (obstacle?.what === 'no-name') {
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (obstacle?.what === 'no-tls') {
      socket.end(HANDSHAKE_FAILURE);
      return;
    }
    inside.emit('connection', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    authority: join(folder, 'authority.pem'),
    tunnels,
    meet(host, what) {
      const obstacle = { what, met: 0 };
      obstacles.set(host, obstacle);
      for (const [socket, to] of sockets) if (to === host) socket.destroy();
      return {
        met: () => obstacle.met,
        remove: () => {
          if (obstacles.get(host) === obstacle) obstacles.delete(host);
          return obstacle.met;
        },
      };
    },
    async stop() {
      for (const socket of sockets.keys()) socket.destroy();
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
