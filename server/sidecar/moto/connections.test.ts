/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TEST_KEY } from '../../../e2e/aws/seed.ts';
import { type AwsOptions, openAws } from '../src/ec2/aws.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import type { Ec2 } from '../src/ports.ts';
import { enterEnvironment, type TestEnvironment } from './testing/environment.ts';
import { startWebServer, until, type WebServer } from './testing/web-server.ts';

const signal = new AbortController().signal;
const ID = 'i-0a1f39c5d2e84b7f6';
/** Enough of an answer to every question. */
const ANSWER =
  `<R><requestId>r</requestId><reservationSet/><instancesSet><item><instanceId>${ID}</instanceId>` +
  '<previousState><name>running</name></previousState><currentState><name>stopping</name></currentState></item></instancesSet></R>';

let environment: TestEnvironment;
let aws: WebServer;
let held: (() => void)[];
let hold: boolean;
const opened: Ec2[] = [];

beforeEach(async () => {
  environment = await enterEnvironment();
  held = [];
  hold = false;
  aws = await startWebServer((_, outgoing) => {
    const answer = (): void => {
      outgoing.end(ANSWER);
    };
    if (hold) held.push(answer);
    else answer();
  });
});
afterEach(async () => {
  for (const ec2 of opened.splice(0)) ec2.close();
  await aws.stop();
  await environment.restore();
});

function open(options: Partial<AwsOptions> = {}): Ec2 {
  const ec2 = openAws({
    credentials: 'key',
    ...TEST_KEY,
    sessionToken: '',
    roleArn: '',
    externalId: '',
    homeRegion: 'eu-central-1',
    regions: ['us-east-1', 'us-west-2', 'eu-west-1', 'sa-east-1'],
    endpointUrl: aws.url,
    clock: new FakeClock(Date.now()),
    log: () => undefined,
    ...options,
  });
  opened.push(ec2);
  return ec2;
}

describe('connections', () => {
  test('are kept for reading, by all regions together, and made anew for each change', async () => {
    const ec2 = open();
    for (const region of ['us-east-1', 'eu-west-1', 'us-east-1', 'sa-east-1']) await ec2.listInstances(region, signal);
    expect(aws.connections.made).toBe(1);
    await ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal);
    await ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal);
    expect(aws.connections.made).toBe(3);
    await ec2.listInstances('us-east-1', signal);
    expect(aws.connections.made).toBe(3);
  });

  test('that are idle are closed with the adapter, those in use after their answer', async () => {
    const ec2 = open();
    await ec2.listInstances('us-east-1', signal);
    hold = true;
    const reading = [ec2.listInstances('us-east-1', signal), ec2.listInstances('eu-west-1', signal)];
    await until(() => held.length === 2);
    expect(aws.connections.open).toBe(2);
    ec2.close();
    for (const answer of held) answer();
    expect(await Promise.all(reading)).toEqual([[], []]);
    // Sooner than either side would close an idle one by itself.
    await until(() => aws.connections.open === 0, 3_000);

    const idle = open();
    hold = false;
    await idle.listInstances('us-east-1', signal);
    expect(aws.connections.open).toBe(1);
    idle.close();
    await until(() => aws.connections.open === 0, 3_000);
  });

  test.each([
    ['a port where nobody listens', 'http://127.0.0.1:1', 'ConnectionRefused'],
    ['a name that does not exist', 'http://no-such-host.invalid', 'NameNotFound'],
  ])('to %s', async (_, endpointUrl, code) => {
    await expect(open({ endpointUrl }).listInstances('us-east-1', signal)).rejects.toMatchObject({ code });
  });

  test('to a server that does not speak TLS', async () => {
    const endpointUrl = aws.url.replace('http:', 'https:');
    await expect(open({ endpointUrl }).listInstances('us-east-1', signal)).rejects.toMatchObject({ code: 'TlsFailed' });
    await expect(open({ endpointUrl }).change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal)).rejects.toMatchObject({
      code: 'TlsFailed',
    });
  });
});

test('an address where AWS never is is asked neither by its number nor by a name that leads to it', async () => {
  const metadata = '169.254.169.254';
  const named = open({
    endpointUrl: 'https://ec2.example.org',
    lookup: (_, options, answer) => {
      if (options.all === true) answer(null, [{ address: metadata, family: 4 }]);
      else answer(null, metadata, 4);
    },
  });
  for (const ec2 of [
    named,
    open({ endpointUrl: `http://${metadata}`, regions: [] }),
    open({ endpointUrl: 'https://[fd00:ec2::254]' }),
  ]) {
    const forbidden = { code: 'EndpointForbidden', fault: 'upstream' };
    await expect(ec2.listInstances('us-east-1', signal)).rejects.toMatchObject(forbidden);
    await expect(ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal)).rejects.toMatchObject(forbidden);
  }
});

test('what does not speak HTTP at all gives a bad answer', async () => {
  const other = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const ec2 = open({ endpointUrl: `http://127.0.0.1:${String((other.address() as AddressInfo).port)}` });
    await expect(ec2.listInstances('us-east-1', signal)).rejects.toMatchObject({ code: 'BadAnswer' });
    await expect(ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal)).rejects.toMatchObject({
      code: 'BadAnswer',
    });
  } finally {
    other.close();
  }
});

describe('a proxy that the environment names', () => {
  let proxy: WebServer;

  beforeEach(async () => {
    proxy = await startWebServer((_, outgoing) => outgoing.end(ANSWER));
  });
  afterEach(() => proxy.stop());

  test('is used for AWS itself, in each region, for reading and for changes', async () => {
    environment.set({ HTTPS_PROXY: proxy.url });
    const ec2 = open({ endpointUrl: '', regions: ['us-gov-west-1', 'cn-north-1'] });
    const refused = { code: 'ProxyRefused' };
    await expect(open({ endpointUrl: '', regions: [] }).regions(signal)).rejects.toMatchObject(refused);
    await expect(ec2.listInstances('us-gov-west-1', signal)).rejects.toMatchObject(refused);
    await expect(ec2.change({ verb: 'stop' }, 'cn-north-1', [ID], BOB, signal)).rejects.toMatchObject(refused);
    expect(proxy.requests).toEqual([
      'CONNECT ec2.eu-central-1.amazonaws.com:443',
      'CONNECT ec2.us-gov-west-1.amazonaws.com:443',
      'CONNECT ec2.cn-north-1.amazonaws.com.cn:443',
    ]);
  });

  test('is used for an endpoint over http too', async () => {
    environment.set({ http_proxy: proxy.url });
    expect(await open({ endpointUrl: 'http://ec2.invalid' }).listInstances('us-east-1', signal)).toEqual([]);
    expect(proxy.requests).toEqual(['POST http://ec2.invalid/']);
  });

  test.each(['NO_PROXY', 'no_proxy'])('is passed by for what %s names', async (name) => {
    environment.set({ HTTP_PROXY: proxy.url, [name]: 'example.org,ec2.invalid' });
    await expect(open({ endpointUrl: 'http://ec2.invalid' }).listInstances('us-east-1', signal)).rejects.toMatchObject({
      code: 'NameNotFound',
    });
    expect(proxy.requests).toEqual([]);
  });

  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '[::1]'])(
    'is passed by for %s, which is the machine itself: what may go there in the clear stays on it',
    async (host) => {
      environment.set({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
      // Nobody listens there, so an answer would be the proxy's.
      for (const scheme of ['http', 'https']) {
        const ec2 = open({ endpointUrl: `${scheme}://${host}:1` });
        await expect(ec2.listInstances('us-east-1', signal)).rejects.toMatchObject({ code: 'ConnectionRefused' });
        await expect(ec2.change({ verb: 'stop' }, 'us-east-1', [ID], BOB, signal)).rejects.toMatchObject({
          code: 'ConnectionRefused',
        });
      }
      expect(proxy.requests).toEqual([]);
    },
  );

  test('no other endpoint of the environment or of shared files is used', async () => {
    const decoy = await startWebServer((_, outgoing) => outgoing.end(ANSWER));
    try {
      await environment.write(
        'config',
        `[default]\nendpoint_url = ${decoy.url}\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n` +
          `services = local\n[services local]\nec2 =\n  endpoint_url = ${decoy.url}\nsts =\n  endpoint_url = ${decoy.url}\n`,
      );
      const token = await environment.write('token', 'header.payload.signature');
      environment.set({
        HTTPS_PROXY: proxy.url,
        AWS_ENDPOINT_URL: decoy.url,
        AWS_ENDPOINT_URL_EC2: decoy.url,
        AWS_ENDPOINT_URL_STS: decoy.url,
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_WEB_IDENTITY_TOKEN_FILE: token,
        AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/mattermost',
        AWS_REGION: 'us-east-1',
      });
      await expect(open({ endpointUrl: '' }).listInstances('us-west-2', signal)).rejects.toMatchObject({
        code: 'ProxyRefused',
      });
      await expect(
        open({ endpointUrl: '', credentials: 'server' }).listInstances('us-west-2', signal),
      ).rejects.toMatchObject({
        code: 'CredentialsUnavailable',
        message: expect.stringContaining('ProxyRefused'),
      });
      expect(proxy.requests).toEqual([
        'CONNECT ec2.us-west-2.amazonaws.com:443',
        'CONNECT sts.eu-central-1.amazonaws.com:443',
      ]);
      expect(decoy.connections.made).toBe(0);
    } finally {
      await decoy.stop();
    }
  });
});
