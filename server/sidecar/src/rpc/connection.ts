import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  CancellationTokenSource,
  type CancellationToken,
  createMessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { LocalCallError, WireError } from './errors.ts';
import { PipeReader, PipeWriter, type Write } from './message-streams.ts';
import {
  type BridgeToSidecar,
  MAX_HELD_BYTES,
  MAX_MESSAGE_BYTES,
  RPC_ERROR,
  type SidecarToBridge,
} from './protocol.ts';

/** What a request has around its params: `jsonrpc`, `id`, `method` and punctuation, at most. */
const ENVELOPE_BYTES = 128;

/** Left out, it is unlimited as well; but then answers wait their turn among requests, one in each turn of the event loop. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Answers one request. The signal is aborted when the caller gave up or the connection closed. */
export type Handler<Params, Result> = (params: Params, signal: AbortSignal) => Promise<Result> | Result;

/** A handler for every method that the bridge calls. */
export type Handlers = {
  [Method in keyof BridgeToSidecar]: Handler<BridgeToSidecar[Method][0], BridgeToSidecar[Method][1]>;
};

/** What the connection needs of the process: streams, and somewhere to report a defect. */
export interface ConnectionOptions {
  readonly input: Readable;
  /** Writes bytes; calls `done` when they have left. */
  readonly write: Write;
  readonly handlers: Handlers;
  /** A handler threw something that is no `WireError`: a defect. The peer learns the reference alone. */
  readonly onDefect: (reference: string, method: string, error: unknown) => void;
  /** The stream ended, or is broken; called once. */
  readonly onClose: (reason: string, isEnd: boolean) => void;
}

/** The sidecar's end of the pipe. */
export interface Connection {
  /**
   * Calls the bridge. Rejects with `WireError` when the bridge answered an error, and with
   * `LocalCallError` when the connection closed, `deadlineMs` passed (the bridge is told), or the request is longer
   * than a message may be.
   */
  call<Method extends keyof SidecarToBridge>(
    method: Method,
    params: SidecarToBridge[Method][0],
    deadlineMs: number,
  ): Promise<SidecarToBridge[Method][1]>;
  /** Fails every pending call with `ConnectionClosed` and lets nothing more through. */
  close(reason: string): void;
}

/** Starts to speak the protocol over `input` and `write`. */
export function openConnection(options: ConnectionOptions): Connection {
  let closedBecause: string | undefined;
  /** Told when the connection closes: requests that are being answered, and calls that wait for an answer. */
  const underWay = new Set<(reason: LocalCallError) => void>();
  const sizes = new WeakMap<object, number>();
  const texts = new WeakMap<object, string>();
  let heldBytes = 0;

  const connection = createMessageConnection(
    new PipeReader(options.input, sizes, (error) => {
      close(error.message);
    }),
    new PipeWriter(options.write, texts),
    undefined,
    { maxParallelism: UNLIMITED },
  );

  function close(reason: string, isEnd = false): void {
    if (closedBecause !== undefined) {
      return;
    }
    closedBecause = reason;
    for (const tell of underWay) tell(new LocalCallError('ConnectionClosed', reason));
    connection.dispose();
    options.onClose(reason, isEnd);
  }

  for (const event of ['end', 'close'] as const) {
    options.input.on(event, () => {
      close('the bridge closed the connection', true);
    });
  }
  options.input.on('error', (error) => {
    close(error.message);
  });
  connection.onError(([error]) => {
    close(error.message);
  });

  connection.onRequest(async (method, params, token) => {
    const handler = Object.hasOwn(options.handlers, method)
      ? (options.handlers[method as keyof Handlers] as Handler<unknown, unknown>)
      : undefined;
    if (handler === undefined) {
      return new ResponseError(RPC_ERROR.methodNotFound, `Cannot call \`${method}\`: no such method`);
    }
    const bytes = (typeof params === 'object' ? sizes.get(params) : undefined) ?? 0;
    if (heldBytes + bytes > MAX_HELD_BYTES) {
      return new ResponseError(RPC_ERROR.busy, 'Cannot take the request: too much work is held already');
    }
    heldBytes += bytes;
    const call = toSignal(token, underWay);
    try {
      // A request may be cancelled before its turn comes.
      call.signal.throwIfAborted();
      return (await handler(params ?? null, call.signal)) ?? null;
    } catch (error) {
      return toResponseError(error, method, call.signal, options.onDefect);
    } finally {
      heldBytes -= bytes;
      call.dispose();
    }
  });
  connection.listen();

  return {
    close,
    async call(method, params, deadlineMs) {
      if (closedBecause !== undefined) {
        throw new LocalCallError('ConnectionClosed', closedBecause);
      }
      // Checked before the library sees it: an error while writing would count as a broken connection.
      const text = JSON.stringify(params);
      const bytes = Buffer.byteLength(text) + ENVELOPE_BYTES;
      if (bytes > MAX_MESSAGE_BYTES) {
        throw new LocalCallError(
          'RequestTooLarge',
          `\`${method}\` has ${String(bytes)} bytes, the limit is ${String(MAX_MESSAGE_BYTES)}`,
        );
      }
      if (typeof params === 'object') texts.set(params, text);
      const cancellation = new CancellationTokenSource();
      const ended = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        ended.reject(new LocalCallError('DeadlineExceeded', `No answer to \`${method}\` in ${String(deadlineMs)} ms`));
        cancellation.cancel();
      }, deadlineMs);
      underWay.add(ended.reject);
      try {
        const answer = connection.sendRequest<never>(method, params, cancellation.token);
        // The library leaves a request pending when the connection closes: whatever ends first, ends the call.
        return await Promise.race([answer, ended.promise]);
      } catch (error) {
        throw error instanceof ResponseError ? fromResponseError(error) : error;
      } finally {
        clearTimeout(timer);
        underWay.delete(ended.reject);
        cancellation.dispose();
      }
    },
  };
}

function toSignal(
  token: CancellationToken,
  underWay: Set<(reason: LocalCallError) => void>,
): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const end = (reason: LocalCallError): void => {
    controller.abort(reason);
  };
  const cancel = (): void => {
    end(new LocalCallError('Cancelled', 'the caller gave up'));
  };
  if (token.isCancellationRequested) {
    cancel();
  }
  const subscription = token.onCancellationRequested(cancel);
  underWay.add(end);
  return {
    signal: controller.signal,
    dispose: () => {
      subscription.dispose();
      underWay.delete(end);
    },
  };
}

function toResponseError(
  error: unknown,
  method: string,
  signal: AbortSignal,
  onDefect: ConnectionOptions['onDefect'],
): ResponseError<unknown> {
  if (error instanceof WireError) {
    return new ResponseError(error.code, error.message, error.data);
  }
  if (signal.aborted) {
    return new ResponseError(RPC_ERROR.requestCancelled, `\`${method}\` was cancelled`);
  }
  const reference = randomUUID();
  onDefect(reference, method, error);
  return new ResponseError(RPC_ERROR.internalError, 'Internal error', { reference });
}

function fromResponseError(error: ResponseError<unknown>): WireError {
  return new WireError(error.code, error.message, error.data);
}
