import type { RPC_ERROR } from './protocol.ts';

/** Why a call failed on our own side; never crosses the wire. */
export type LocalFailure = 'ConnectionClosed' | 'DeadlineExceeded' | 'Cancelled' | 'RequestTooLarge';

/** A call that failed on our own side of the pipe. */
export class LocalCallError extends Error {
  override readonly name = 'LocalCallError';
  readonly code: LocalFailure;

  constructor(code: LocalFailure, message: string) {
    super(message);
    this.code = code;
  }
}

export type RpcErrorCode = (typeof RPC_ERROR)[keyof typeof RPC_ERROR];

/** An error that crosses the wire: what the other side answered, or what we answer it. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
