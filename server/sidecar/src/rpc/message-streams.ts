/**
 * The JSON-RPC library's reader and writer over our streams. Its own take one message in each turn of the event loop, both ways,
 * and have no limits: where a turn brings some milliseconds of other work, a dozen messages would wait for a tenth of a second.
 */
import type { Readable } from 'node:stream';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import { createFrameReader } from './frames.ts';
import { MAX_MESSAGE_BYTES, RPC_ERROR } from './protocol.ts';

const utf8 = new TextDecoder();

/** Writes bytes; calls `done` when they have left. */
export type Write = (chunk: Uint8Array, done: (error?: Error | null) => void) => void;

/** Reads messages, and remembers the size of each request's by its params. */
export class PipeReader extends AbstractMessageReader implements MessageReader {
  readonly #input: Readable;
  readonly #sizes: WeakMap<object, number>;
  readonly #onBroken: (error: Error) => void;

  /** @param onBroken is told of what is not the protocol; nothing after it is read */
  constructor(input: Readable, sizes: WeakMap<object, number>, onBroken: (error: Error) => void) {
    super();
    this.#input = input;
    this.#sizes = sizes;
    this.#onBroken = onBroken;
  }

  listen(callback: DataCallback): Disposable {
    const bodiesOf = createFrameReader(MAX_MESSAGE_BYTES);
    const take = (chunk: Buffer): void => {
      try {
        for (const body of bodiesOf(chunk)) callback(this.#decode(body));
      } catch (error) {
        this.#input.off('data', take);
        this.#input.destroy();
        this.#onBroken(error as Error);
      }
    };
    this.#input.on('data', take);
    return { dispose: () => void this.#input.off('data', take) };
  }

  #decode(body: Buffer): Message {
    const message = JSON.parse(utf8.decode(body)) as Message & { params?: unknown };
    // Any JSON may come: what is no message, the library passes over.
    const { params } = Object(message) as { params?: unknown };
    if (typeof params === 'object' && params !== null) this.#sizes.set(params, body.byteLength);
    return message;
  }
}

/** Writes each message at once. An answer over the limit becomes an error; a request over it is refused before. */
export class PipeWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #write: Write;
  readonly #texts: WeakMap<object, string>;

  /** @param texts params that are JSON already: a file is not made into text twice */
  constructor(write: Write, texts: WeakMap<object, string>) {
    super();
    this.#write = write;
    this.#texts = texts;
  }

  async write(message: Message): Promise<void> {
    const body = encode(message, this.#texts);
    // Header and body together wake the bridge once.
    const bytes = Buffer.concat([Buffer.from(`Content-Length: ${String(body.byteLength)}\r\n\r\n`, 'ascii'), body]);
    await new Promise<void>((resolve, reject) => {
      this.#write(bytes, (error) => {
        // What became of the stream it says itself.
        if (error) reject(error);
        else resolve();
      });
    });
  }

  end(): void {
    // The stream is the process's own, and ends with it.
  }
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
