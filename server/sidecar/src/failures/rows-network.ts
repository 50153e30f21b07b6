import type { Row } from './row.ts';

/** What can happen on the way to AWS. What never left this machine has changed nothing. */
export const NETWORK_ROWS: readonly Row[] = [
  { name: 'timedOut', kind: 'network', ours: ['TimedOut'], outcome: 'open' },
  { name: 'nameNotFound', kind: 'network', ours: ['NameNotFound'], outcome: 'refused-caller', brief: true, mend: true },
  {
    name: 'connectionRefused',
    kind: 'network',
    ours: ['ConnectionRefused'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'endpointForbidden',
    kind: 'network',
    ours: ['EndpointForbidden'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  { name: 'connectionLost', kind: 'network', ours: ['ConnectionLost'], outcome: 'open', brief: true },
  { name: 'unreachable', kind: 'network', ours: ['Unreachable'], outcome: 'open', brief: true, mend: true },
  {
    name: 'connectForbidden',
    kind: 'network',
    ours: ['ConnectForbidden'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  { name: 'tlsUntrusted', kind: 'network', ours: ['TlsUntrusted'], outcome: 'refused-caller', brief: true, mend: true },
  { name: 'tlsExpired', kind: 'network', ours: ['TlsExpired'], outcome: 'refused-caller', brief: true, mend: true },
  { name: 'tlsWrongName', kind: 'network', ours: ['TlsWrongName'], outcome: 'refused-caller', brief: true, mend: true },
  // It can fail after the request was sent, too.
  { name: 'tls', kind: 'network', ours: ['TlsFailed'], outcome: 'open', brief: true, mend: true },
  { name: 'proxyRefused', kind: 'network', ours: ['ProxyRefused'], outcome: 'refused-caller', brief: true, mend: true },
  { name: 'proxyLogin', kind: 'network', ours: ['ProxyLogin'], outcome: 'refused-caller', brief: true, mend: true },
  {
    name: 'proxyUnreachable',
    kind: 'network',
    ours: ['ProxyUnreachable'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  { name: 'proxy', kind: 'network', ours: ['ProxyFailed'], outcome: 'refused-caller', brief: true, mend: true },
];
