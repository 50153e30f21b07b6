import { UpstreamError } from '../errors.ts';
import type { Connection } from '../rpc/connection.ts';
import { LocalCallError, WireError } from '../rpc/errors.ts';
import { RPC_ERROR } from '../rpc/protocol.ts';
import type { CallHost } from './host-api.ts';

/** How long one call of the plugin API may take. Past it the outcome is unknown: it cannot be cancelled. */
const DEADLINE_MS = 10_000;
/** The bridge's own deadline comes first, so that its answer says what happened. */
const GRACE_MS = 1_000;

/** Calls the plugin API through the bridge. Whatever goes wrong becomes an `UpstreamError` of source `mattermost`. */
export function createCallHost(connection: Pick<Connection, 'call'>): CallHost {
  return async (method, args) => {
    try {
      const params = { method, args, deadlineMs: DEADLINE_MS };
      return (await connection.call('api/call', params, DEADLINE_MS + GRACE_MS)).result;
    } catch (error) {
      throw toUpstreamError(error, method);
    }
  };
}

function toUpstreamError(error: unknown, method: string): unknown {
  if (error instanceof LocalCallError) {
    return new UpstreamError('mattermost', error.code, `${method}: ${error.message}`);
  }
  if (!(error instanceof WireError)) {
    return error;
  }
  if (error.code === RPC_ERROR.apiError) {
    const data = error.data as { id?: string; message?: string; statusCode?: number } | undefined;
    const code = data?.id === undefined || data.id === '' ? 'APIError' : data.id;
    return new UpstreamError('mattermost', code, `${method}: ${error.message}`, { status: data?.statusCode });
  }
  const code = error.code === RPC_ERROR.deadlineExceeded ? 'DeadlineExceeded' : `Rpc${String(error.code)}`;
  return new UpstreamError('mattermost', code, `${method}: ${error.message}`);
}
