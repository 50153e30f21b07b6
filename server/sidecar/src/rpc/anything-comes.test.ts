/** Whatever comes through the pipe: the sidecar neither breaks nor says anything that is not the protocol. */
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Handlers, openConnection } from './connection.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../protocol/fixtures/messages/', import.meta.url));
const GOLDEN = readdirSync(FOLDER).map((file) => readFileSync(`${FOLDER}${file}`, 'utf8'));

/** A message behind its header. */
function framed(body: string): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`Content-Length: ${String(bytes.length)}\r\n\r\n`), bytes]);
}

/** The messages in what was written, each behind the one header that there is. */
function readWritten(written: Buffer): unknown[] {
  const messages: unknown[] = [];
  for (let rest = written; rest.length > 0;) {
    const [header = '', length = ''] = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1')) ?? [];
    expect(header).not.toBe('');
    const end = header.length + Number(length);
    messages.push(JSON.parse(rest.subarray(header.length, end).toString('utf8')));
    rest = rest.subarray(end);
  }
  return messages;
}

interface Outcome {
  /** The methods that a handler was called for, in order. */
  readonly handled: readonly string[];
  readonly answered: readonly unknown[];
  readonly closed: number;
}

/** Lets these bytes come, cut into pieces of so many, and then the end. */
async function receive(bytes: Buffer, piece: number): Promise<Outcome> {
  const input = new PassThrough();
  const written: Uint8Array[] = [];
  const handled: string[] = [];
  let closed = 0;
  const closing = Promise.withResolvers<undefined>();
  const names = ['initialize', 'hook/executeCommand', 'hook/serveHTTP', 'configuration/changed', '$/ping'];
  const note = (name: string) => (): null => {
    handled.push(name);
    return null;
  };
  openConnection({
    input,
    write: (chunk, done) => {
      written.push(chunk);
      done();
    },
    handlers: Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Handlers,
    onDefect: (_reference, _method, error) => {
      throw error;
    },
    onClose: () => {
      closed += 1;
      closing.resolve(undefined);
    },
  });
  for (let at = 0; at < bytes.length; at += piece) {
    if (!input.destroyed) input.write(bytes.subarray(at, at + piece));
  }
  // The library takes one message in each turn of the loop.
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  input.end();
  await closing.promise;
  return { handled, answered: readWritten(Buffer.concat(written)), closed };
}

const envelope = fc.record(
  {
    jsonrpc: fc.constantFrom('2.0', '1.0', 2),
    id: fc.oneof(fc.nat(), fc.string(), fc.constant(null), fc.object({ maxDepth: 1 })),
    method: fc.oneof(
      fc.constantFrom('initialize', '$/ping', '$/cancelRequest', 'constructor', '__proto__', 'toString', 'api/call'),
      fc.string(),
      fc.nat(),
    ),
    params: fc.jsonValue(),
    result: fc.jsonValue(),
    error: fc.oneof(fc.jsonValue(), fc.record({ code: fc.integer(), message: fc.string() })),
  },
  { requiredKeys: [] },
);

const message = fc.oneof(
  fc.constantFrom(...GOLDEN).map(framed),
  envelope.map((one) => framed(JSON.stringify(one))),
  fc.jsonValue().map((one) => framed(JSON.stringify(one))),
);

const noise = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      'Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}',
      'Content-Length: 99999999999\r\n\r\n',
      'Content-Length: -1\r\n\r\n',
      'Content-Length: 4\r\n\r\nnull',
      'Content-Type: application/x; charset=utf-7\r\nContent-Length: 2\r\n\r\n{}',
      'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}',
      '\r\n\r\n',
    )
    .map((text) => Buffer.from(text)),
);

/** Mostly messages, and now and then what is none. */
const stream = fc
  .array(fc.oneof({ weight: 5, arbitrary: message }, { weight: 1, arbitrary: noise }), { maxLength: 6 })
  .map((parts) => Buffer.concat(parts));

test('whatever comes, it ends once, and what is said is an answer to something', async () => {
  await fc.assert(
    fc.asyncProperty(stream, fc.integer({ min: 1, max: 64 }), async (bytes, piece) => {
      const { answered, closed } = await receive(bytes, piece);
      expect(closed).toBe(1);
      for (const one of answered) {
        expect(one).toMatchObject({ jsonrpc: '2.0', id: expect.anything() });
        expect(Object.keys(one as object).filter((key) => key === 'result' || key === 'error')).toHaveLength(1);
        expect(one).not.toHaveProperty('method');
      }
    }),
  );
});

test('how messages are cut into pieces makes no difference', async () => {
  const messages = fc.array(message, { maxLength: 5 }).map((parts) => Buffer.concat(parts));
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 64 }), async (bytes, piece) => {
      const whole = await receive(bytes, bytes.length + 1);
      expect((await receive(bytes, piece)).handled).toEqual(whole.handled);
    }),
  );
});

test('a message is handled, and the property above is of something', async () => {
  const { handled } = await receive(framed('{"jsonrpc":"2.0","id":1,"method":"$/ping","params":null}'), 7);
  expect(handled).toEqual(['$/ping']);
});
