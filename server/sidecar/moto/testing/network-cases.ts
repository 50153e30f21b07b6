/** What goes wrong between the plugin and AWS, made to happen: real sockets, a real TLS server, real proxies. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import type { RowName } from '../../src/failures/row.ts';
import type { AwsWorld } from './aws-world.ts';
import { AUTHORITY, FOR_ANOTHER, FOR_THIS_MACHINE, RUN_OUT, SERVER_KEY } from './certificates.ts';
import { enterEnvironment, type TestEnvironment } from './environment.ts';
import type { Outcome } from './failure-stage.ts';
import { list, type WayCase } from './way-case.ts';

const ADMIN_TITLE = '**`eu-west-1` could not be read.**';

/** Lists with an endpoint that stands for a moment. */
async function withServer(server: Server, run: (url: string) => Promise<Outcome>, scheme = 'http'): Promise<Outcome> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await run(`${scheme}://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  } finally {
    server.close();
  }
}

function listByTls(cert: string, trusted: boolean): WayCase['provoke'] {
  return async (world) => {
    const server = tls.createServer({ key: SERVER_KEY, cert }, (socket) => socket.end());
    server.on('tlsClientError', () => undefined);
    const before = tls.getCACertificates('default');
    if (trusted) tls.setDefaultCACertificates([...before, AUTHORITY]);
    try {
      return await withServer(server, (endpointUrl) => list(world, { endpointUrl }), 'https');
    } finally {
      tls.setDefaultCACertificates(before);
    }
  };
}

async function inEnvironment(run: (environment: TestEnvironment) => Promise<Outcome>): Promise<Outcome> {
  const environment = await enterEnvironment();
  try {
    return await run(environment);
  } finally {
    await environment.restore();
  }
}

/** Lists AWS's own endpoint by a proxy that does this with whoever connects. */
function listByProxy(behave: (socket: Socket) => void): WayCase['provoke'] {
  return (world) =>
    inEnvironment((environment) => {
      const proxy = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          behave(socket);
        });
      });
      return withServer(proxy, (url) => {
        environment.set({ HTTPS_PROXY: url });
        return list(world, { endpointUrl: '' });
      });
    });
}

function answering(statusLine: string): (socket: Socket) => void {
  return (socket) => socket.end(`HTTP/1.1 ${statusLine}\r\nContent-Length: 0\r\n\r\n`);
}

/** Has the operating system forbid every connection, as SELinux does: what the system call answers is all that is faked. */
async function listForbidden(world: AwsWorld): Promise<Outcome> {
  const { TCP } = (
    process as unknown as { binding(name: string): { TCP: { prototype: { connect: unknown } } } }
  ).binding('tcp_wrap');
  const real = TCP.prototype.connect;
  const eacces = -13;
  TCP.prototype.connect = () => eacces;
  try {
    return await list(world, { endpointUrl: 'http://127.0.0.1:1' });
  } finally {
    TCP.prototype.connect = real;
  }
}

/** Lists with the server's own identity, in an environment of the test's. */
function listAsServer(prepare: (environment: TestEnvironment, world: AwsWorld) => Promise<void>): WayCase['provoke'] {
  return (world) =>
    inEnvironment(async (environment) => {
      await prepare(environment, world);
      return await list(world, { credentials: 'server' });
    });
}

const ROLE_REFUSAL =
  'User: arn:aws:iam::123456789012:user/base is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::210987654321:role/mattermost';

/** By the row. */
export const ON_THE_WAY = {
  noCredentials: {
    provoke: listAsServer(() => Promise.resolve()),
    channel: 'no AWS credentials were found on the server. Tell a system admin.',
    reason: /\(no credentials\)/,
    admin: [ADMIN_TITLE, 'Give the machine an instance profile', 'What failed: `'],
  },
  unsupportedCredentials: {
    provoke: listAsServer(async (environment) => {
      await environment.write('config', '[default]\ncredential_process = /bin/false\n');
    }),
    channel: 'which ec2ctl does not support. Tell a system admin: a role of the server, a key or a web identity works.',
    reason: /\(credentials of a kind that is not supported\)/,
    admin: ['Give the server a role', 'What failed: `The profile uses credential_process, which is not supported`'],
  },
  roleNotAssumable: {
    provoke: listAsServer(async (environment, world) => {
      const role = 'arn:aws:iam::210987654321:role/mattermost';
      await environment.write(
        'credentials',
        '[base]\naws_access_key_id=AKIABASE000000000001\naws_secret_access_key=b\n',
      );
      await environment.write('config', `[profile ops]\nrole_arn=${role}\nsource_profile=base\n`);
      environment.set({ AWS_PROFILE: 'ops' });
      world.proxy.addRules({
        do: 'refuse',
        action: 'AssumeRole',
        status: 403,
        code: 'AccessDenied',
        message: ROLE_REFUSAL,
      });
    }),
    channel: 'AWS does not let this plugin assume its role. Tell a system admin.',
    reason: /\(the role cannot be assumed\)/,
    admin: ['The trust policy of the role must allow', `What failed: \`AccessDenied: ${ROLE_REFUSAL}\``],
  },
  timedOut: {
    provoke: (world) => {
      world.proxy.addRules({ do: 'hang' });
      return list(world, { timeouts: { readMs: 150, callMs: 1_200 } });
    },
    channel: 'AWS did not answer in time. Try again in a minute.',
    reason: /\(no answer in \d+s\)/,
  },
  nameNotFound: {
    provoke: (world) => list(world, { endpointUrl: 'http://no-such-host.invalid' }),
    channel: 'the name of the AWS endpoint was not found (DNS). Tell a system admin.',
    reason: /\(its name was not found\)/,
    admin: [ADMIN_TITLE, 'Check the settings *Endpoint URL*, *Home region*', 'What failed: `No connection: E'],
  },
  connectionRefused: {
    provoke: (world) => list(world, { endpointUrl: 'http://127.0.0.1:1' }),
    channel: 'the connection to AWS was refused. Tell a system admin.',
    reason: /\(connection refused\)/,
    admin: [ADMIN_TITLE, 'What failed: `No connection: ECONNREFUSED 127.0.0.1:'],
  },
  connectionLost: {
    provoke: (world) => {
      world.proxy.addRules({ do: 'drop' });
      return list(world);
    },
    channel: 'the connection to AWS broke off. Try again in a minute.',
    reason: /\(connection broken off\)/,
  },
  unreachable: {
    // The broadcast address of the loopback network: nothing can be connected to it.
    provoke: (world) => list(world, { endpointUrl: 'http://127.255.255.255:1' }),
    channel: 'AWS could not be reached. Try again in a minute.',
    reason: /\(not reachable\)/,
    admin: ['The machine needs a way to', 'What failed: `No connection: ENETUNREACH 127.255.255.255:1`'],
  },
  endpointForbidden: {
    provoke: (world) => list(world, { endpointUrl: 'https://169.254.169.254' }),
    channel: 'the endpoint URL leads to an address where AWS never is, so it was not asked. Tell a system admin.',
    reason: /\(a forbidden endpoint\)/,
    admin: [ADMIN_TITLE, 'Check the setting *Endpoint URL*', 'What failed: `The address of the endpoint is forbidden`'],
  },
  connectForbidden: {
    provoke: listForbidden,
    channel: 'the server does not let this plugin connect to AWS. Tell a system admin.',
    reason: /\(forbidden by the server\)/,
    admin: ['Look at SELinux', 'What failed: `No connection: EACCES`'],
  },
  tlsUntrusted: {
    provoke: listByTls(FOR_THIS_MACHINE, false),
    channel: 'the certificate of AWS or of the proxy is not trusted by the server. Tell a system admin.',
    reason: /\(its certificate is not trusted\)/,
    admin: ['Install the authority of the proxy', 'What failed: `TLS failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE`'],
  },
  tlsExpired: {
    provoke: listByTls(RUN_OUT, true),
    channel: 'the certificate of AWS or of the proxy is not valid now. Tell a system admin.',
    reason: /\(its certificate is not valid now\)/,
    admin: ['renew the certificate', 'What failed: `TLS failed: CERT_HAS_EXPIRED`'],
  },
  tlsWrongName: {
    provoke: listByTls(FOR_ANOTHER, true),
    channel: 'the certificate that was shown is not that of AWS. Tell a system admin.',
    reason: /\(its certificate has another name\)/,
    admin: ['somebody else answers for AWS.', 'What failed: `TLS failed: ERR_TLS_CERT_ALTNAME_INVALID`'],
  },
  tls: {
    provoke: (world) => list(world, { endpointUrl: world.proxy.url.replace('http:', 'https:') }),
    channel: 'what answered does not speak TLS as AWS does. Try again in a minute.',
    reason: /\(no proper TLS\)/,
    admin: ['Check the setting *Endpoint URL*', 'What failed: `TLS failed: E'],
  },
  proxyRefused: {
    provoke: listByProxy(answering('403 Forbidden')),
    channel: 'the proxy refused the connection to AWS. Tell a system admin.',
    reason: /\(refused by the proxy\)/,
    admin: ['Allow `*.amazonaws.com` on port 443', 'What failed: `The proxy failed with status 403: ERR_PROXY_TUNNEL`'],
  },
  proxyLogin: {
    provoke: listByProxy(answering('407 Proxy Authentication Required')),
    channel: 'the proxy asks for a name and a password. Tell a system admin.',
    reason: /\(the proxy wants a login\)/,
    admin: ['Put name and password into the address', 'What failed: `The proxy failed with status 407'],
  },
  proxyUnreachable: {
    provoke: (world) =>
      inEnvironment((environment) => {
        environment.set({ HTTPS_PROXY: 'http://127.0.0.1:1' });
        return list(world, { endpointUrl: '' });
      }),
    channel: 'the proxy cannot be reached. Tell a system admin.',
    reason: /\(the proxy cannot be reached\)/,
    admin: ['Check `HTTPS_PROXY`', 'What failed: `No connection to the proxy: ECONNREFUSED`'],
  },
  proxy: {
    provoke: listByProxy((socket) => socket.destroy()),
    channel: 'the proxy broke off the connection to AWS. Tell a system admin.',
    reason: /\(broken off by the proxy\)/,
    admin: ['Look into the log of the proxy', 'What failed: `The proxy failed: ERR_PROXY_TUNNEL`'],
  },
  throttled: {
    provoke: (world) => {
      world.proxy.addRules({
        do: 'refuse',
        status: 503,
        code: 'RequestLimitExceeded',
        message: 'Request limit exceeded.',
      });
      return list(world);
    },
    channel: 'AWS asks to slow down: too many requests. Asked ',
    reason:
      /Asked [3-5] times over [4-8]s\. Try again in a minute\. `RequestLimitExceeded`, request .*\(AWS asks to slow down\)/s,
  },
  unavailable: {
    provoke: (world) => {
      world.proxy.addRules({ do: 'refuse', status: 503, code: 'Unavailable', message: 'The server is overloaded' });
      return list(world);
    },
    channel: 'AWS has a fault of its own. Try again in a minute. `Unavailable`, request',
    reason: /\(AWS has a fault\)/,
  },
  internal: {
    provoke: (world) => {
      world.proxy.addRules({
        do: 'refuse',
        status: 500,
        code: 'InternalError',
        message: 'An internal error has occurred',
      });
      return list(world);
    },
    channel: 'an internal error. The server log may say more. Try again in a minute. `InternalError`, request',
    reason: /\(an internal error\)/,
  },
  badAnswer: {
    provoke: (world) => {
      world.proxy.addRules({ do: 'answer', body: '<html><body>Sign in</body></html>' });
      return list(world);
    },
    channel: 'what answered is not AWS, or its answer was cut. Try again in a minute.',
    reason: /\(no proper answer\)/,
    admin: [
      'whether something on the way answers in the name of AWS.',
      'What failed: `The answer has no list of instances (HTTP 200)`',
    ],
  },
} satisfies Partial<Record<RowName, WayCase>>;
