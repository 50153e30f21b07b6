import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { type Connection, type Handlers, openConnection } from './connection.ts';
import { WireError } from './errors.ts';
import { MAX_MESSAGE_BYTES, RPC_ERROR } from './protocol.ts';

interface WireMessage {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/** The bridge's end of the pipe, by hand: raw bytes in, parsed messages out. */
class Peer {
  readonly toSidecar = new PassThrough();
  readonly defects: { reference: string; error: unknown }[] = [];
  readonly closed: string[] = [];
  readonly connection: Connection;
  /** How often something was written. */
  writes = 0;
  #received: WireMessage[] = [];
  #waiting: ((message: WireMessage) => void)[] = [];
  #bytes = Buffer.alloc(0);

  constructor(handlers: Partial<Handlers>) {
    this.connection = openConnection({
      input: this.toSidecar,
      write: (chunk, done) => {
        this.writes += 1;
        this.#take(Buffer.from(chunk));
        done();
      },
      handlers: handlers as Handlers,
      onDefect: (reference, _method, error) => {
        this.defects.push({ reference, error });
      },
      onClose: (reason) => {
        this.closed.push(reason);
      },
    });
  }

  static frame(message: object): Buffer {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }), 'utf8');
    return Buffer.concat([Buffer.from(`Content-Length: ${String(body.length)}\r\n\r\n`), body]);
  }

  send(message: object): void {
    this.toSidecar.write(Peer.frame(message));
  }

  next(): Promise<WireMessage> {
    const first = this.#received.shift();
    return first === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(first);
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        return;
      }
      const length = Number(/Content-Length: (\d+)/.exec(this.#bytes.subarray(0, end).toString())?.[1]);
      if (this.#bytes.length < end + 4 + length) {
        return;
      }
      const message = JSON.parse(this.#bytes.subarray(end + 4, end + 4 + length).toString()) as WireMessage;
      this.#bytes = this.#bytes.subarray(end + 4 + length);
      const waiting = this.#waiting.shift();
      if (waiting === undefined) {
        this.#received.push(message);
      } else {
        waiting(message);
      }
    }
  }
}

const request = { id: 1, method: 'hook/serveHTTP', params: { path: '/é' } };

describe('requests of the bridge', () => {
  test('are answered, also when a message arrives byte by byte and splits a character', async () => {
    const peer = new Peer({ 'hook/serveHTTP': (params) => ({ status: 200, headers: {}, body: params.path }) });
    for (const byte of Peer.frame(request)) {
      peer.toSidecar.write(Buffer.of(byte));
    }
    expect(await peer.next()).toMatchObject({ id: 1, result: { body: '/é' } });
  });

  test('of an unknown method get MethodNotFound', async () => {
    const peer = new Peer({});
    peer.send({ id: 1, method: 'toString', params: {} });
    expect((await peer.next()).error?.code).toBe(RPC_ERROR.methodNotFound);
  });

  test('whose handler throws get a reference and not the text', async () => {
    const peer = new Peer({
      '$/ping': () => {
        throw new Error('the secret is hunter2');
      },
    });
    peer.send({ id: 1, method: '$/ping', params: null });
    const answer = await peer.next();
    expect(answer.error?.code).toBe(RPC_ERROR.internalError);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(answer.error?.data).toEqual({ reference: peer.defects[0]?.reference });
    expect((peer.defects[0]?.error as Error).message).toContain('hunter2');
  });

  test('whose handler throws a WireError get that error', async () => {
    const peer = new Peer({
      '$/ping': () => {
        throw new WireError(RPC_ERROR.shuttingDown, 'Shutting down');
      },
    });
    peer.send({ id: 1, method: '$/ping', params: null });
    expect((await peer.next()).error).toEqual({ code: RPC_ERROR.shuttingDown, message: 'Shutting down' });
  });

  test('that are cancelled abort the handler', async () => {
    const peer = new Peer({
      'hook/serveHTTP': (_params, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    });
    peer.send(request);
    peer.send({ method: '$/cancelRequest', params: { id: 1 } });
    expect((await peer.next()).error?.code).toBe(RPC_ERROR.requestCancelled);
    expect(peer.defects).toEqual([]);
  });

  test('whose answer is too large get TooLarge', async () => {
    const peer = new Peer({
      'hook/serveHTTP': () => ({ status: 200, headers: {}, body: 'x'.repeat(MAX_MESSAGE_BYTES) }),
    });
    peer.send(request);
    expect((await peer.next()).error?.code).toBe(RPC_ERROR.tooLarge);
    expect(peer.closed).toEqual([]);
  });

  test('past what the sidecar holds get Busy', async () => {
    const peer = new Peer({ 'hook/serveHTTP': () => new Promise(() => undefined) });
    const body = 'x'.repeat(7 * 1024 * 1024);
    for (let id = 1; id <= 5; id += 1) {
      peer.send({ id, method: 'hook/serveHTTP', params: { body } });
    }
    expect(await peer.next()).toMatchObject({ id: 5, error: { code: RPC_ERROR.busy } });
  });
});

describe('calls of the sidecar', () => {
  const params = { method: 'GetServerVersion', args: [], deadlineMs: 1000 };

  test('get the answer', async () => {
    const peer = new Peer({});
    const call = peer.connection.call('api/call', params, 1000);
    const sent = await peer.next();
    expect(sent).toMatchObject({ method: 'api/call', params });
    peer.send({ id: sent.id, result: { result: '11.9.0' } });
    expect(await call).toEqual({ result: '11.9.0' });
  });

  test('are made into text once, whatever is in them: a file is several megabytes', async () => {
    const peer = new Peer({});
    let times = 0;
    const toJSON = (): string => {
      times += 1;
      return 'ü "}';
    };
    const call = peer.connection.call('api/call', { method: 'UploadFile', args: [{ toJSON }], deadlineMs: 1 }, 1000);
    const sent = await peer.next();
    expect(sent.params).toEqual({ method: 'UploadFile', args: ['ü "}'], deadlineMs: 1 });
    expect(times).toBe(1);
    peer.send({ id: sent.id, result: { result: null } });
    await call;
  });

  test('get the error with code and data', async () => {
    const peer = new Peer({});
    const call = peer.connection.call('api/call', params, 1000);
    const sent = await peer.next();
    peer.send({ id: sent.id, error: { code: RPC_ERROR.apiError, message: 'no', data: { id: 'x' } } });
    await expect(call).rejects.toMatchObject({ name: 'WireError', code: RPC_ERROR.apiError, data: { id: 'x' } });
  });

  test('fail at once when the connection closes', async () => {
    const peer = new Peer({});
    const call = peer.connection.call('api/call', params, 60_000);
    await peer.next();
    peer.toSidecar.end();
    await expect(call).rejects.toMatchObject({ name: 'LocalCallError', code: 'ConnectionClosed' });
    await expect(peer.connection.call('api/call', params, 1000)).rejects.toMatchObject({ code: 'ConnectionClosed' });
    expect(peer.closed).toHaveLength(1);
  });

  test('fail at their deadline and tell the bridge', async () => {
    const peer = new Peer({});
    const call = peer.connection.call('api/call', params, 5);
    await expect(call).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    const sent = await peer.next();
    expect(await peer.next()).toMatchObject({ method: '$/cancelRequest', params: { id: sent.id } });
  });

  test('that are too large fail where they are made, and the connection lives', async () => {
    const peer = new Peer({});
    const large = { ...params, args: ['x'.repeat(MAX_MESSAGE_BYTES)] };
    await expect(peer.connection.call('api/call', large, 1000)).rejects.toMatchObject({ code: 'RequestTooLarge' });
    expect(peer.closed).toEqual([]);
  });
});

test('messages wait for no turn of the event loop, however many there are', async () => {
  const peer = new Peer({});
  const params = { method: 'GetServerVersion', args: [], deadlineMs: 1000 };
  const calls = Array.from({ length: 20 }, () => peer.connection.call('api/call', params, 1000));
  await Promise.resolve();
  expect(peer.writes).toBe(20);
  const sent = await Promise.all(calls.map(() => peer.next()));
  const answers = sent.map(({ id }) => Peer.frame({ id, result: { result: id } }));
  const state = { answered: 0 };
  for (const call of calls) void call.then(() => (state.answered += 1));
  peer.toSidecar.write(Buffer.concat(answers));
  // The stream of this test takes a turn itself.
  await new Promise((resolve) => setImmediate(resolve));
  expect(state).toEqual({ answered: 20 });
});

test('a message is one write, so that the bridge wakes once', async () => {
  const peer = new Peer({ 'hook/serveHTTP': () => ({ status: 200, headers: {}, body: '' }) });
  peer.send(request);
  await peer.next();
  expect(peer.writes).toBe(1);
});

describe('a broken stream', () => {
  test('is not read on: a request behind the noise reaches no handler', async () => {
    const asked: unknown[] = [];
    const peer = new Peer({
      'hook/serveHTTP': (params) => {
        asked.push(params);
        return { status: 200, headers: {}, body: '' };
      },
    });
    peer.send(request);
    await peer.next();
    peer.toSidecar.write(Buffer.concat([Buffer.from('Content-Length: -1\r\n\r\n'), Peer.frame(request)]));
    await new Promise((resolve) => peer.toSidecar.once('close', resolve));
    expect([asked.length, peer.closed]).toEqual([1, ['Cannot read message: header has no Content-Length']]);
  });

  test.each([
    ['a message over the limit', `Content-Length: ${String(MAX_MESSAGE_BYTES + 1)}\r\n\r\n`],
    ['a header without a length', 'Content-Type: text/plain\r\n\r\n'],
    ['a negative length', 'Content-Length: -1\r\n\r\n'],
    ['noise before a header', 'x'.repeat(2000)],
    ['a body that is no JSON', 'Content-Length: 3\r\n\r\nabc'],
  ])('closes the connection: %s', async (_name, bytes) => {
    const closed = Promise.withResolvers<string>();
    const input = new PassThrough();
    openConnection({
      input,
      write: (_chunk, done) => {
        done();
      },
      handlers: {} as Handlers,
      onDefect: () => undefined,
      onClose: closed.resolve,
    });
    input.write(bytes);
    expect(await closed.promise).toEqual(expect.any(String));
  });

  test('does not close at exactly the limit', async () => {
    const peer = new Peer({ 'hook/serveHTTP': () => ({ status: 200, headers: {}, body: '' }) });
    const empty = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hook/serveHTTP', params: { body: '' } });
    peer.send({ id: 1, method: 'hook/serveHTTP', params: { body: 'x'.repeat(MAX_MESSAGE_BYTES - empty.length) } });
    expect(await peer.next()).toMatchObject({ id: 1, result: { status: 200 } });
  });
});
