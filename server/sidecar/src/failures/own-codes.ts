/** Codes of ours, for failures that AWS has no code for. They are no evidence for anyone, so they are not shown. */

/** What can go wrong between us and AWS. */
export const OUR_CODES = {
  /** No connection or no answer in time. */
  timedOut: 'TimedOut',
  /** Too many calls of ours were waiting; this one never left. */
  notSent: 'NotSent',
  /** DNS does not know the name, or does not answer. */
  nameNotFound: 'NameNotFound',
  /** Nobody listens there. */
  connectionRefused: 'ConnectionRefused',
  /** The connection ended before the answer did. */
  connectionLost: 'ConnectionLost',
  /** This machine itself does not let us connect. */
  connectForbidden: 'ConnectForbidden',
  /** No way there. */
  unreachable: 'Unreachable',
  /** An answer that is not EC2's. */
  badAnswer: 'BadAnswer',
  /** The certificate is signed by nobody whom this machine trusts. */
  tlsUntrusted: 'TlsUntrusted',
  /** The certificate is not valid now. */
  tlsExpired: 'TlsExpired',
  /** The certificate is for another name. */
  tlsWrongName: 'TlsWrongName',
  /** The other side does not speak TLS, or not ours. */
  tlsFailed: 'TlsFailed',
  /** The proxy did not let us through. */
  proxyRefused: 'ProxyRefused',
  /** The proxy wants a name and a password. */
  proxyLogin: 'ProxyLogin',
  /** The proxy cannot be reached. */
  proxyUnreachable: 'ProxyUnreachable',
  /** The proxy failed in another way. */
  proxyFailed: 'ProxyFailed',
  /** The endpoint has an address where AWS never is. */
  endpointForbidden: 'EndpointForbidden',
  /** There are no credentials. */
  credentialsUnavailable: 'CredentialsUnavailable',
  /** The server's own identity is of a kind that needs a program or a person. */
  credentialsUnsupported: 'CredentialsUnsupported',
  /** STS does not let these credentials take on the role. */
  roleNotAssumable: 'RoleNotAssumable',
  /** AWS does not name the region among those of the account. */
  regionNotEnabled: 'RegionNotEnabled',
  /** The admin's list of regions does not have it. */
  regionNotListed: 'RegionNotListed',
} as const;

/** What an operation can come to, whatever AWS says. */
export const OUR_FAILURES = {
  /** The process ended when it was not yet known whether AWS was asked; EC2 shows no change. */
  interrupted: 'Interrupted',
  /** The process ended before AWS was asked. */
  notAsked: 'NotAsked',
  /** A reading was given up since the process is ending, or what it found could not be shown. */
  stopped: 'Stopped',
  /** Mattermost did not keep the record, so AWS was not asked. */
  notRecorded: 'NotRecorded',
  /** AWS accepted, but the instance did not leave its state. */
  notMoved: 'NotMoved',
  /** The instance was on its way, or should have been, and is in another state. */
  wentElsewhere: 'WentElsewhere',
  /** EC2 does not show the instance any longer. */
  gone: 'Gone',
  /** A defect of ours; the log has the rest. AWS has the same code. */
  internal: 'InternalError',
} as const;

/** A code that we gave ourselves. */
export type OwnCode =
  | (typeof OUR_CODES)[keyof typeof OUR_CODES]
  | Exclude<(typeof OUR_FAILURES)[keyof typeof OUR_FAILURES], 'InternalError'>;
