import { request } from 'node:http';
import type { Person } from './person.ts';
import { PLUGIN_ID, type World } from './world.ts';

/** A request that no client would make. */
export interface Crafted {
  readonly method?: string;
  /** As it goes over the wire, behind the plugin's address: nothing of it is put in order. */
  readonly path: string;
  /** Whose session it carries in its header; nobody's when left out. */
  readonly as?: Person;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What such a request came back with. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends a request to the plugin's own address, byte by byte as it is asked for. */
export function sendCrafted(
  { server }: World,
  { method = 'POST', path, as, headers, body }: Crafted,
): Promise<Answered> {
  const { hostname, port } = new URL(server.url);
  const session = as === undefined ? {} : { Authorization: `Bearer ${as.token}` };
  const isChunked = headers?.['Transfer-Encoding'] !== undefined;
  // Without one, Node leaves the body of a GET without a frame: the server would take it for another request.
  const length = body === undefined || isChunked ? {} : { 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        agent: false,
        hostname,
        port,
        method,
        path: `/plugins/${PLUGIN_ID}${path}`,
        headers: { ...session, ...length, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0 } = response;
          resolve({ status: statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

/** The body of a press as Mattermost makes it, with whatever of it is to be another. */
export function pressBody(said: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    user_id: '',
    channel_id: '',
    team_id: '',
    post_id: '',
    type: 'button',
    context: {},
    ...said,
  });
}
