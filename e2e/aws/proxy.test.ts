import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Proxy, startProxy } from './proxy.ts';
import { readCall, type Rule, RuleBook } from './proxy-rules.ts';

function authorization(region: string, key = 'AKIAKEY'): string {
  return `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=x`;
}

test('a call is read from its signature and its form', () => {
  const body = 'Action=StopInstances&InstanceId.1=i-1&InstanceId.2=i-2&Filter.1.Name=tag%3AX&Filter.1.Value.1=no';
  expect(readCall({ authorization: authorization('us-east-1') }, body)).toMatchObject({
    key: 'AKIAKEY',
    region: 'us-east-1',
    service: 'ec2',
    action: 'StopInstances',
    ids: ['i-1', 'i-2'],
  });
  const filtered =
    'Action=DescribeInstances&Filter.1.Name=a&Filter.1.Value.1=x&Filter.2.Name=instance-id&Filter.2.Value.1=i-3';
  expect(readCall({}, filtered)).toMatchObject({ key: undefined, region: undefined, ids: ['i-3'] });
});

describe('rules', () => {
  const call = readCall({ authorization: authorization('us-east-1') }, 'Action=StopInstances&InstanceId.1=i-1');

  function plays(rules: Rule[], calls: number): (string | undefined)[] {
    const book = new RuleBook();
    book.add(rules);
    return Array.from({ length: calls }, () => book.match(call)?.do);
  }

  test('begin after some calls and end after some', () => {
    expect(plays([{ do: 'drop', after: 1, times: 2 }], 5)).toEqual([undefined, 'drop', 'drop', undefined, undefined]);
  });

  test('follow one another', () => {
    expect(plays([{ do: 'drop', times: 1 }, { do: 'hang' }], 3)).toEqual(['drop', 'hang', 'hang']);
  });

  test.each<[string, Omit<Rule, 'do'>]>([
    ['region', { region: 'eu-west-1' }],
    ['action', { action: 'StartInstances' }],
    ['key', { key: 'AKIAOTHER' }],
    ['service', { service: 'sts' }],
    ['id', { id: 'i-2' }],
  ])('keep to their %s', (_, other) => {
    expect(plays([{ do: 'drop', ...other }], 1)).toEqual([undefined]);
    const same = { region: 'us-east-1', action: 'StopInstances', key: 'AKIAKEY', service: 'ec2', id: 'i-1' };
    expect(plays([{ do: 'drop', ...same }], 1)).toEqual(['drop']);
  });
});

describe('the proxy', () => {
  let target: Server;
  let proxy: Proxy;

  beforeAll(async () => {
    target = createServer((incoming, outgoing) => {
      incoming.resume();
      outgoing.setHeader('content-type', 'text/xml').end('<whole>answer</whole>');
    });
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    proxy = await startProxy(`http://127.0.0.1:${String((target.address() as AddressInfo).port)}`);
  });
  beforeEach(() => {
    proxy.reset();
  });
  afterAll(async () => {
    await proxy.stop();
    target.close();
  });

  async function ask(region = 'us-east-1', action = 'DescribeInstances'): Promise<{ status: number; text: string }> {
    const response = await fetch(proxy.url, {
      method: 'POST',
      headers: { authorization: authorization(region) },
      body: new URLSearchParams({ Action: action }),
      signal: AbortSignal.timeout(5_000),
    });
    return { status: response.status, text: await response.text() };
  }

  test('hands on answers, and keeps a list', async () => {
    expect(await ask()).toEqual({ status: 200, text: '<whole>answer</whole>' });
    expect(proxy.calls({ region: 'us-east-1' })).toMatchObject([
      { action: 'DescribeInstances', status: 200, fault: undefined },
    ]);
    expect(proxy.calls({ region: 'eu-west-1' })).toEqual([]);
  });

  test('refuses as EC2 does', async () => {
    proxy.addRules({ do: 'refuse', status: 403, code: 'UnauthorizedOperation', message: 'a < b' });
    expect(await ask()).toEqual({
      status: 403,
      text: expect.stringContaining('<Code>UnauthorizedOperation</Code><Message>a &lt; b</Message>'),
    });
    expect(proxy.calls()).toMatchObject([{ status: 403, fault: 'refuse' }]);
  });

  test.each(['drop', 'applyThenDrop', 'truncate'] as const)('breaks the connection: %s', async (fault) => {
    proxy.addRules({ do: fault });
    await expect(ask()).rejects.toThrow();
    expect(proxy.calls()).toMatchObject([{ status: undefined, fault }]);
  });

  test.each(['hang', 'stall'] as const)('does not answer, until it is reset: %s', async (fault) => {
    proxy.addRules({ do: fault });
    const asking = ask();
    asking.catch(() => undefined);
    await proxy.waitForCalls({ region: 'us-east-1' });
    proxy.reset();
    await expect(asking).rejects.toThrow();
  });

  test('plays regions', async () => {
    proxy.setRegions({ 'us-east-1': 'opt-in-not-required', 'ap-east-1': 'opted-in', 'me-south-1': 'not-opted-in' });
    const { text } = await ask('us-east-1', 'DescribeRegions');
    expect([...text.matchAll(/<regionName>([^<]+)/g)].map((match) => match[1])).toEqual(['us-east-1', 'ap-east-1']);
    expect((await ask('ap-east-1')).status).toBe(200);
    expect(await ask('me-south-1')).toMatchObject({ status: 401, text: expect.stringContaining('AuthFailure') });
    expect((await ask('mars-1')).status).toBe(401);
    proxy.setRegions(undefined);
    expect((await ask('mars-1')).status).toBe(200);
  });
});
