import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FORBIDDEN_ADDRESS, guardedAgents } from './guarded-agents.ts';

let server: http.Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  server = http.createServer((_, response) => response.end('hello'));
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
beforeEach(() => {
  connections = 0;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** DNS in which every name has these addresses. */
function names(...addresses: readonly string[]): LookupFunction {
  return (_, options, answer) => {
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all === true) answer(null, all);
    else answer(null, all[0]?.address ?? '', all[0]?.family);
  };
}

/** Asks, and says what came of it. */
function ask(url: string, resolve?: LookupFunction): Promise<unknown> {
  const { httpAgent, httpsAgent } = guardedAgents({ keepAlive: false }, resolve);
  const isTls = url.startsWith('https:');
  return new Promise((settle) => {
    try {
      const request = isTls ? https.request(url, { agent: httpsAgent }) : http.request(url, { agent: httpAgent });
      request.on('response', (response) => {
        response.resume();
        settle(response.statusCode);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        settle(error.code);
      });
      request.end();
    } catch (error) {
      settle((error as NodeJS.ErrnoException).code);
    }
  });
}

test('a name that leads to an ordinary address is asked', async () => {
  expect(await ask(`http://ec2.example.org:${String(port)}/`, names('127.0.0.1'))).toBe(200);
  expect(await ask(`http://127.0.0.1:${String(port)}/`)).toBe(200);
  expect(await ask(`http://localhost:${String(port)}/`)).toBe(200);
  expect(connections).toBe(3);
});

describe.each(['http', 'https'])('over %s', (scheme) => {
  test.each([
    [['169.254.169.254']],
    [['169.254.170.2']],
    [['::ffff:169.254.169.254']],
    [['fe80::1%eth0']],
    [['fd00:ec2::254']],
    [['0.0.0.0']],
    [['::']],
    [['ff02::1']],
    // The one that is tried first is in order.
    [['127.0.0.1', '169.254.169.254']],
  ])('a name that leads to %j is not asked', async (addresses) => {
    expect(await ask(`${scheme}://ec2.example.org:${String(port)}/`, names(...addresses))).toBe(FORBIDDEN_ADDRESS);
    expect(connections).toBe(0);
  });

  test.each(['169.254.169.254', '[::ffff:169.254.169.254]', '[fe80::1]', '[fd00:ec2::254]', '0.0.0.0', '[::]'])(
    'the address %s is not asked, although there is nothing to look up',
    async (host) => {
      expect(await ask(`${scheme}://${host}:${String(port)}/`)).toBe(FORBIDDEN_ADDRESS);
      expect(connections).toBe(0);
    },
  );

  test('localhost that leads to another machine is not asked', async () => {
    expect(await ask(`${scheme}://localhost:${String(port)}/`, names('10.1.2.3'))).toBe(FORBIDDEN_ADDRESS);
  });
});

test('a name is looked at for each connection, since it may lead elsewhere now', async () => {
  const answers = [names('127.0.0.1'), names('169.254.169.254')];
  const rebinding: LookupFunction = (...question) => {
    answers.shift()?.(...question);
  };
  const { httpAgent } = guardedAgents({ keepAlive: false }, rebinding);
  async function get(): Promise<unknown> {
    const request = http.get(`http://ec2.example.org:${String(port)}/`, { agent: httpAgent });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    return response.statusCode;
  }
  expect(await get()).toBe(200);
  await expect(get()).rejects.toMatchObject({ code: FORBIDDEN_ADDRESS });
  expect(connections).toBe(1);
});

test('what the resolver says is passed on', async () => {
  const failing: LookupFunction = (_, __, answer) => {
    answer(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), '');
  };
  expect(await ask('https://ec2.example.org/', failing)).toBe('ENOTFOUND');
});
