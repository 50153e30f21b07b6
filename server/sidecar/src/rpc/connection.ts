import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  CancellationTokenSource,
  type CancellationToken,
  createMessageConnection,
  type Disposable,
  type Message,
  ReadableStreamMessageReader,
  ResponseError,
  WriteableStreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { LocalCallError, WireError } from './errors.ts';
import { createFrameLimit } from './frame-limit.ts';
import {
  type BridgeToSidecar,
  MAX_HELD_BYTES,
  MAX_MESSAGE_BYTES,
  RPC_ERROR,
  type SidecarToBridge,
} from './protocol.ts';

/** What a request has around its params: `jsonrpc`, `id`, `method` and punctuation, at most. */
const ENVELOPE_BYTES = 128;

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
  readonly write: (chunk: Uint8Array, done: (error?: Error | null) => void) => void;
  readonly handlers: Handlers;
  /** A handler threw something that is no `WireError`: a defect. The peer learns the reference alone. */
  readonly onDefect: (reference: string, method: string, error: unknown) => void;
  /** The stream ended or is broken; called once. */
  readonly onClose: (reason: string) => void;
}

/** The sidecar's end of the pipe. */
export interface Connection {
  /**
   * Calls the bridge. Rejects with `WireError` when the bridge answered an error, and with
   * `LocalCallError` when the connection closed, `deadlineMs` passed, `signal` was aborted (the bridge is
   * told in both cases), or the request is longer than a message may be.
   */
  call<Method extends keyof SidecarToBridge>(
    method: Method,
    params: SidecarToBridge[Method][0],
    deadlineMs: number,
    signal?: AbortSignal,
  ): Promise<SidecarToBridge[Method][1]>;
  /** Fails every pending call with `ConnectionClosed` and lets nothing more through. */
  close(reason: string): void;
}

/** Starts to speak the protocol over `input` and `write`. */
export function openConnection(options: ConnectionOptions): Connection {
  let closedBecause: string | undefined;
  const closing = new AbortController();
  const sizes = new WeakMap<object, number>();
  let heldBytes = 0;

  const limited = options.input.pipe(createFrameLimit(MAX_MESSAGE_BYTES));
  const connection = createMessageConnection(createReader(limited, sizes), createWriter(options.write));

  function close(reason: string): void {
    if (closedBecause !== undefined) {
      return;
    }
    closedBecause = reason;
    closing.abort(new LocalCallError('ConnectionClosed', reason));
    connection.dispose();
    options.onClose(reason);
  }

  limited.on('error', (error) => {
    close(error.message);
  });
  for (const event of ['end', 'close'] as const) {
    options.input.on(event, () => {
      close('the bridge closed the connection');
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
    const call = toSignal(token, closing.signal);
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
    async call(method, params, deadlineMs, signal) {
      if (closedBecause !== undefined) {
        throw new LocalCallError('ConnectionClosed', closedBecause);
      }
      // Checked before the library sees it: an error while writing would count as a broken connection.
      const bytes = Buffer.byteLength(JSON.stringify(params)) + ENVELOPE_BYTES;
      if (bytes > MAX_MESSAGE_BYTES) {
        throw new LocalCallError(
          'RequestTooLarge',
          `\`${method}\` has ${String(bytes)} bytes, the limit is ${String(MAX_MESSAGE_BYTES)}`,
        );
      }
      const cancellation = new CancellationTokenSource();
      const ended = Promise.withResolvers<never>();
      function giveUp(error: Error): void {
        ended.reject(error);
        cancellation.cancel();
      }
      const timer = setTimeout(() => {
        giveUp(new LocalCallError('DeadlineExceeded', `No answer to \`${method}\` in ${String(deadlineMs)} ms`));
      }, deadlineMs);
      function onAbort(): void {
        giveUp(new LocalCallError('Cancelled', `\`${method}\` was cancelled`));
      }
      function onClose(): void {
        ended.reject(closing.signal.reason as Error);
      }
      if (signal?.aborted === true) {
        onAbort();
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      closing.signal.addEventListener('abort', onClose, { once: true });
      try {
        const answer = connection.sendRequest<never>(method, params, cancellation.token);
        // The library leaves a request pending when the connection closes: whatever ends first, ends the call.
        return await Promise.race([answer, ended.promise]);
      } catch (error) {
        throw error instanceof ResponseError ? fromResponseError(error) : error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        closing.signal.removeEventListener('abort', onClose);
        cancellation.dispose();
      }
    },
  };
}

/** The library's reader, with the size of each request's message remembered by its params. */
function createReader(input: Readable, sizes: WeakMap<object, number>): ReadableStreamMessageReader {
  return new ReadableStreamMessageReader(
    {
      onData: (listener): Disposable => listen(input, 'data', listener),
      onError: (listener): Disposable => listen(input, 'error', listener),
      onEnd: (listener): Disposable => listen(input, 'end', listener),
      onClose: (listener): Disposable => listen(input, 'close', listener),
    },
    {
      contentTypeDecoder: {
        name: 'application/json',
        decode: (buffer): Promise<Message> => {
          const message = JSON.parse(Buffer.from(buffer).toString('utf8')) as Message & { params?: unknown };
          if (typeof message.params === 'object' && message.params !== null) {
            sizes.set(message.params, buffer.byteLength);
          }
          return Promise.resolve(message);
        },
      },
    },
  );
}

// The library's listeners and Node's take the same arguments by event; only the event tells which.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function listen(input: Readable, event: string, listener: (...args: any[]) => void): Disposable {
  input.on(event, listener);
  return { dispose: () => void input.off(event, listener) };
}

/** The library's writer, which turns an answer over the limit into an error and refuses a request over it. */
function createWriter(write: ConnectionOptions['write']): WriteableStreamMessageWriter {
  return new WriteableStreamMessageWriter(
    {
      onError: () => ({ dispose: () => undefined }),
      onEnd: () => ({ dispose: () => undefined }),
      onClose: () => ({ dispose: () => undefined }),
      write: (chunk: Uint8Array | string) =>
        new Promise((resolve, reject) => {
          const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'ascii') : chunk;
          write(bytes, (error) => {
            if (error) {
              reject(error);
            } else {
              resolve();
            }
          });
        }),
      end: () => undefined,
    },
    {
      contentTypeEncoder: {
        name: 'application/json',
        encode: (message) => Promise.resolve(encode(message)),
      },
    },
  );
}

function encode(message: Message): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(message), 'utf8');
  if (bytes.byteLength <= MAX_MESSAGE_BYTES) {
    return bytes;
  }
  const data = { bytes: bytes.byteLength, limit: MAX_MESSAGE_BYTES };
  const error = { code: RPC_ERROR.tooLarge, message: 'The answer is longer than a message may be', data };
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: (message as { id?: unknown }).id, error }), 'utf8');
}

function toSignal(token: CancellationToken, closing: AbortSignal): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort(new LocalCallError('Cancelled', 'the caller gave up'));
  };
  const closed = (): void => {
    controller.abort(closing.reason);
  };
  if (token.isCancellationRequested) {
    cancel();
  }
  const subscription = token.onCancellationRequested(cancel);
  closing.addEventListener('abort', closed, { once: true });
  return {
    signal: controller.signal,
    dispose: () => {
      subscription.dispose();
      closing.removeEventListener('abort', closed);
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
