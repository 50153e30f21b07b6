import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { type Handlers, openConnection } from './connection.ts';
import { WireError } from './errors.ts';
import { MAX_MESSAGE_BYTES, RPC_ERROR } from './protocol.ts';

const FOLDER = fileURLToPath(new URL('../../../protocol/fixtures/messages/', import.meta.url));
const PAGE = fileURLToPath(new URL('../../../protocol/README.md', import.meta.url));
const HERE = fileURLToPath(new URL('./', import.meta.url));

interface Message {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/** Every golden message, with the method that its file's name begins with. */
const fixtures = readdirSync(FOLDER).map((file) => {
  const message = JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')) as Message;
  const [name = '', kind = ''] = file.split('.');
  return { file, name, kind, message };
});

const FROM_BRIDGE: Readonly<Record<string, string>> = {
  initialize: 'initialize',
  'configuration-changed': 'configuration/changed',
  'hook-execute-command': 'hook/executeCommand',
  'hook-serve-http': 'hook/serveHTTP',
  'hook-configuration-will-be-saved': 'hook/configurationWillBeSaved',
  shutdown: 'shutdown',
  ping: '$/ping',
};
const FROM_SIDECAR: Readonly<Record<string, string>> = { 'api-call': 'api/call' };

/**
 * What the compiler says of the golden messages, taken for values of our types: an object literal may have no field too
 * few, none too many, and none of another type. So a change of either language's types shows here.
 */
function complaints(): string[] {
  const lines = [`import type { BridgeToSidecar, SidecarToBridge } from './protocol.ts';`];
  fixtures.forEach(({ name, kind, message }, index) => {
    const method = FROM_BRIDGE[name] ?? FROM_SIDECAR[name];
    const table = name in FROM_BRIDGE ? 'BridgeToSidecar' : 'SidecarToBridge';
    if (kind === 'request' || kind === 'result') {
      const at = kind === 'request' ? 0 : 1;
      const value = JSON.stringify(kind === 'request' ? message.params : message.result);
      lines.push(`export const golden${String(index)}: ${table}['${String(method)}'][${String(at)}] = ${value};`);
    }
  });
  const virtual = `${HERE}golden-messages.ts`;
  const configPath = fileURLToPath(new URL('../../../../tsconfig.json', import.meta.url));
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as { config: object };
  const options = { ...ts.parseJsonConfigFileContent(config, ts.sys, HERE).options, types: [] };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (path) => path === virtual || fileExists(path);
  host.readFile = (path) => (path === virtual ? lines.join('\n') : readFile(path));
  const program = ts.createProgram([virtual], options, host);
  return ts.getPreEmitDiagnostics(program).map((one) => {
    const line = one.start === undefined ? 0 : (one.file?.getLineAndCharacterOfPosition(one.start).line ?? 0);
    return `${lines[line] ?? ''}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`;
  });
}

test('every golden message is of our types, with no field too few or too many', () => {
  expect(complaints()).toEqual([]);
}, 60_000);

test('there is a request and a result for every method of the page, and a golden message for every error', () => {
  const page = readFileSync(PAGE, 'utf8');
  const methods = [...page.matchAll(/^\| `([^`]+)` \| (?:bridge|sidecar) \|/gm)].map((match) => match[1]);
  expect(methods.toSorted()).toEqual([...Object.values(FROM_BRIDGE), ...Object.values(FROM_SIDECAR)].toSorted());
  for (const name of [...Object.keys(FROM_BRIDGE), ...Object.keys(FROM_SIDECAR)]) {
    for (const kind of ['request', 'result']) {
      expect(fixtures).toContainEqual(expect.objectContaining({ name, kind }));
    }
  }
  const codes = [...page.matchAll(/^\| (-\d+) \|/gm)].map((match) => Number(match[1]));
  expect(codes.toSorted()).toEqual(Object.values(RPC_ERROR).toSorted());
  expect(new Set(fixtures.flatMap(({ message }) => message.error?.code ?? []))).toEqual(new Set(codes));
});

/** The names in `a, b: Type, c: { d: [e] }`, those at the top alone. */
function fieldsOf(body: string): string[] {
  return body
    .replaceAll(/\{[^{}]*\}/g, '')
    .split(',')
    .map((field) => field.split(':')[0]?.trim() ?? '');
}

test('the page names the fields of all params and results, in their order', () => {
  const page = readFileSync(PAGE, 'utf8');
  const lines = [...page.matchAll(/^ {4}(\w+(?:Params|Result)) +\{ (.+) \}$/gm)];
  const onPage = new Map(lines.map(([, type = '', body = '']) => [type, fieldsOf(body)]));
  const methods = { ...FROM_BRIDGE, ...FROM_SIDECAR };
  const rows = [...page.matchAll(/^\| `([^`]+)` \| \w+ \| `(\w+)` \| `(\w+)` \|/gm)];
  expect(rows).toHaveLength(Object.keys(methods).length);
  for (const [, method, params = '', result = ''] of rows) {
    const golden = fixtures.filter(({ name }) => methods[name] === method);
    for (const [type, value] of [
      [params, golden.find(({ kind }) => kind === 'request')?.message.params],
      [result, golden.find(({ kind }) => kind === 'result')?.message.result],
    ] as const) {
      if (type !== 'null') expect({ [type]: onPage.get(type) }).toEqual({ [type]: Object.keys(value as object) });
    }
  }
});

test('the longest message is as long as the page says', () => {
  const [, mebibytes] = /^- A message is (\d+) MiB at most/m.exec(readFileSync(PAGE, 'utf8')) ?? [];
  expect(MAX_MESSAGE_BYTES).toBe(Number(mebibytes) * 1024 * 1024);
});

test('no golden message has a secret: what stands for one has blanks in it, as no secret of AWS has', () => {
  const found: string[] = [];
  for (const { message } of fixtures) {
    JSON.stringify(message, (key, value: unknown) => {
      if (/secret|token|password/i.test(key) && typeof value === 'string' && value !== '') found.push(value);
      return value;
    });
  }
  expect(found.length).toBeGreaterThan(3);
  expect(found.filter((value) => !value.includes(' '))).toEqual([]);
});

/** Sends what the bridge would send, and gives what the sidecar writes. */
function overTheWire(message: Message, handlers: Partial<Handlers>): Promise<Message> {
  return new Promise((resolve) => {
    const input = new PassThrough();
    let sent = '';
    openConnection({
      input,
      write: (chunk, done) => {
        sent += Buffer.from(chunk).toString('utf8');
        const body = sent.split('\r\n\r\n')[1];
        if (body !== undefined && body !== '') resolve(JSON.parse(body) as Message);
        done();
      },
      handlers: handlers as Handlers,
      onDefect: () => undefined,
      onClose: () => undefined,
    });
    const bytes = JSON.stringify(message);
    input.write(`Content-Length: ${String(Buffer.byteLength(bytes))}\r\n\r\n${bytes}`);
  });
}

const ofBridge = fixtures.filter(({ name }) => name in FROM_BRIDGE);

describe.each(ofBridge.filter(({ kind }) => kind === 'request'))('$file', ({ message }) => {
  test('reaches the handler as it is', async () => {
    const taken: unknown[] = [];
    const handler = (params: unknown): null => {
      taken.push(params);
      return null;
    };
    await overTheWire(message, { [String(message.method)]: handler });
    expect(taken).toEqual([message.params ?? null]);
  });
});

describe.each(ofBridge.filter(({ kind }) => kind === 'result' || kind === 'error'))('$file', ({ name, message }) => {
  test('is what the sidecar writes', async () => {
    const method = FROM_BRIDGE[name] ?? '';
    const { error } = message;
    const request = { jsonrpc: '2.0', id: message.id, method, params: {} } as Message;
    const answered = await overTheWire(request, {
      [method]: () => {
        if (error !== undefined) throw new WireError(error.code, error.message, error.data);
        return message.result;
      },
    });
    expect(answered).toEqual(message);
  });
});
