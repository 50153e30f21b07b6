import type { ServeHTTPResult } from '../rpc/protocol.ts';

/** An answer of ours over HTTP; nobody keeps it. */
export function jsonAnswer(status: number, body: unknown): ServeHTTPResult {
  return {
    status,
    headers: {
      'Content-Type': ['application/json'],
      'Cache-Control': ['no-store'],
      'X-Content-Type-Options': ['nosniff'],
    },
    body: Buffer.from(JSON.stringify(body), 'utf8').toString('base64'),
  };
}
