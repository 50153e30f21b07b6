import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

let child: Child | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

/** The sidecar as a process of its own, run from its sources. */
function start(): Child {
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { LD_LIBRARY_PATH: '/nowhere' },
  });
  return child;
}

function frame(message: object): string {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
}

/** Everything that a stream says until the process ends, or until `enough`. */
async function read(stream: Readable, enough: (text: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (enough(text)) break;
  }
  return text;
}

test('answers a ping, and exits by itself when its stdin ends', async () => {
  const sidecar = start();
  const exited = once(sidecar, 'exit');
  sidecar.stdin.write(frame({ id: 1, method: '$/ping', params: null }));
  const answer = await read(sidecar.stdout, (text) => text.includes('}'));
  expect(answer).toMatch(/^Content-Length: \d+\r\n\r\n\{"jsonrpc":"2.0","id":1,"result":null\}$/);
  sidecar.stdin.end();
  expect(await exited).toEqual([0, null]);
});

test('fails when a message is not the protocol, and says why', async () => {
  const sidecar = start();
  const exited = once(sidecar, 'exit');
  const stderr = read(sidecar.stderr, () => false);
  sidecar.stdin.write('hello\r\n\r\n');
  expect(await exited).toEqual([1, null]);
  expect(JSON.parse(await stderr)).toMatchObject({
    level: 'error',
    message: 'the connection to the bridge is closed',
    fields: { reason: expect.any(String) },
  });
});

test('exits without a word when nobody reads its stdout any longer', async () => {
  const sidecar = start();
  const exited = once(sidecar, 'exit');
  const stderr = read(sidecar.stderr, () => false);
  sidecar.stdout.destroy();
  sidecar.stdin.write(frame({ id: 1, method: '$/ping', params: null }));
  sidecar.stdin.write(frame({ id: 2, method: '$/ping', params: null }));
  expect(await exited).toEqual([0, null]);
  expect(await stderr).not.toContain('EPIPE');
});

test('refuses work before it is initialized, and a bridge of another build', async () => {
  const sidecar = start();
  sidecar.stdin.write(frame({ id: 1, method: 'hook/serveHTTP', params: {} }));
  sidecar.stdin.write(frame({ id: 2, method: 'initialize', params: { buildVersion: 'another' } }));
  const answers = await read(sidecar.stdout, (text) => text.includes('"id":2'));
  expect(answers).toContain('"code":-32602');
  expect(answers).toContain('"code":-32005');
  expect(answers).toContain('"actual":"another"');
});
