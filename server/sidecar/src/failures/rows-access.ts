import type { Row } from './row.ts';

/** Codes by which AWS says that a policy forbids the call. */
const DENIED = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'];

/**
 * What is not permitted, and who is not believed.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html "Common client error codes"
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html for the words of an explicit deny
 */
export const ACCESS_ROWS: readonly Row[] = [
  {
    name: 'deniedExplicitly',
    kind: 'permission',
    codes: DENIED,
    variant: 'explicit-deny',
    outcome: 'refused',
    saidAs: 'denied',
    mend: true,
  },
  { name: 'denied', kind: 'permission', codes: DENIED, outcome: 'refused', brief: true, mend: true },
  {
    name: 'notEnabled',
    kind: 'permission',
    // The second is STS's word for it.
    codes: ['OptInRequired', 'RegionDisabledException'],
    ours: ['RegionNotEnabled'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'notListed',
    kind: 'permission',
    ours: ['RegionNotListed'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  { name: 'blocked', kind: 'permission', codes: ['Blocked'], outcome: 'refused-caller', brief: true, mend: true },
  {
    name: 'pendingVerification',
    kind: 'permission',
    codes: ['PendingVerification'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'clock',
    kind: 'credentials',
    codes: ['AuthFailure', 'SignatureDoesNotMatch', 'InvalidSignatureException'],
    variant: 'clock',
    outcome: 'refused-caller',
    saidAs: 'clockSkew',
    mend: true,
  },
  {
    name: 'clockSkew',
    kind: 'credentials',
    codes: ['RequestTimeTooSkewed', 'RequestInTheFuture'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'credentials',
    kind: 'credentials',
    codes: ['AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException', 'MissingAuthenticationToken'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'signature',
    kind: 'credentials',
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'expired',
    kind: 'credentials',
    codes: ['ExpiredToken', 'ExpiredTokenException'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  // Of the two AWS says which in no way.
  {
    name: 'expiredOrClock',
    kind: 'credentials',
    codes: ['RequestExpired'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'noCredentials',
    kind: 'credentials',
    ours: ['CredentialsUnavailable'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'unsupportedCredentials',
    kind: 'credentials',
    ours: ['CredentialsUnsupported'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
  {
    name: 'roleNotAssumable',
    kind: 'credentials',
    ours: ['RoleNotAssumable'],
    outcome: 'refused-caller',
    brief: true,
    mend: true,
  },
];
