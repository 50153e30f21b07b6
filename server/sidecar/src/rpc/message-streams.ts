/** The JSON-RPC library's reader and writer over our streams, with what they lack: limits, and one write a message. */
import type { Readable } from 'node:stream';
import {
  type Disposable,
  type Message,
  ReadableStreamMessageReader,
  WriteableStreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createFrameLimit } from './frame-limit.ts';
import { MAX_MESSAGE_BYTES, RPC_ERROR } from './protocol.ts';

const utf8 = new TextDecoder();

/** Writes bytes; calls `done` when they have left. */
export type Write = (chunk: Uint8Array, done: (error?: Error | null) => void) => void;

/**
 * The library's reader, with the size of each request's message remembered by its params. What is not the protocol is
 * told to `onBroken`, and nothing after it is read.
 */
export function createReader(
  input: Readable,
  sizes: WeakMap<object, number>,
  onBroken: (error: Error) => void,
): ReadableStreamMessageReader {
  const check = createFrameLimit(MAX_MESSAGE_BYTES);
  const reader = new ReadableStreamMessageReader(
    {
      onData: (listener): Disposable =>
        listen(input, 'data', (chunk: Buffer) => {
          try {
            check(chunk);
          } catch (error) {
            input.destroy();
            onBroken(error as Error);
            return;
          }
          listener(chunk);
        }),
      onError: (listener): Disposable => listen(input, 'error', listener),
      onEnd: (listener): Disposable => listen(input, 'end', listener),
      onClose: (listener): Disposable => listen(input, 'close', listener),
    },
    {
      contentTypeDecoder: {
        name: 'application/json',
        decode: (buffer): Promise<Message> => {
          const message = JSON.parse(utf8.decode(buffer)) as Message & { params?: unknown };
          if (typeof message.params === 'object' && message.params !== null) {
            sizes.set(message.params, buffer.byteLength);
          }
          return Promise.resolve(message);
        },
      },
    },
  );
  // Nobody listens for it, and its timer would outlive a stream that ends in the middle of a message.
  reader.partialMessageTimeout = 0;
  return reader;
}

// The library's listeners and Node's take the same arguments by event; only the event tells which.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function listen(input: Readable, event: string, listener: (...args: any[]) => void): Disposable {
  input.on(event, listener);
  return { dispose: () => void input.off(event, listener) };
}

/**
 * The library's writer, which turns an answer over the limit into an error and refuses a request over it.
 *
 * @param texts params that are JSON already: a file is not made into text twice
 */
export function createWriter(write: Write, texts: WeakMap<object, string>): WriteableStreamMessageWriter {
  let header: Buffer | undefined;
  return new WriteableStreamMessageWriter(
    {
      onError: () => ({ dispose: () => undefined }),
      onEnd: () => ({ dispose: () => undefined }),
      onClose: () => ({ dispose: () => undefined }),
      write: (chunk: Uint8Array | string) =>
        new Promise((resolve, reject) => {
          if (typeof chunk === 'string') {
            // The library writes a header as text, and then the body: together they wake the bridge once.
            header = Buffer.from(chunk, 'ascii');
            resolve();
            return;
          }
          const bytes = header === undefined ? chunk : Buffer.concat([header, chunk]);
          header = undefined;
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
        encode: (message) => Promise.resolve(encode(message, texts)),
      },
    },
  );
}

function encode(message: Message & { params?: unknown }, texts: WeakMap<object, string>): Uint8Array {
  const { params, ...envelope } = message;
  const text = typeof params === 'object' && params !== null ? texts.get(params) : undefined;
  const bytes = text === undefined ? Buffer.from(JSON.stringify(message)) : joined(JSON.stringify(envelope), text);
  if (bytes.byteLength <= MAX_MESSAGE_BYTES) {
    return bytes;
  }
  const data = { bytes: bytes.byteLength, limit: MAX_MESSAGE_BYTES };
  const error = { code: RPC_ERROR.tooLarge, message: 'The answer is longer than a message may be', data };
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: (message as { id?: unknown }).id, error }), 'utf8');
}

/** An envelope with its params, each written once. */
function joined(envelope: string, params: string): Uint8Array {
  const parts = [`${envelope.slice(0, -1)},"params":`, params, '}'];
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0));
  let end = 0;
  for (const part of parts) end += bytes.write(part, end);
  return bytes;
}
