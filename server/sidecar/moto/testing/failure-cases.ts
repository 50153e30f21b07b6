/** How each answer of AWS that refuses is provoked, and what is read about it then. */
import type { RowName } from '../../src/failures/row.ts';

/** An error of AWS, in its own words. */
export interface RefusalCase {
  readonly command: 'ls' | 'start' | 'stop';
  readonly status: number;
  /** What AWS says; the code is each of the row's. */
  readonly words: string;
  /** What the channel reads, before the evidence. */
  readonly channel: string;
  /** What stands in the bracket behind the region; the code itself when left out. For `ls`. */
  readonly reason?: string;
  /** What an admin is told alone; nothing when left out. */
  readonly admin?: readonly string[];
}

const ME = 'arn:aws:iam::123456789012:user/mattermost';
const DENIED = 'AWS does not let this plugin do that. Tell a system admin.';
const NOT_STARTED = '**`web-1` did not start.** Nothing was changed.';

/** By the row; each code of the row is tried. */
export const REFUSALS: Partial<Record<RowName, RefusalCase>> = {
  denied: {
    command: 'ls',
    status: 403,
    words: `You are not authorized to perform this operation. User: ${ME} is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action`,
    channel: DENIED,
    reason: 'denied by policy',
    admin: [
      '**AWS does not let this plugin list the instances of `eu-west-1`.**',
      `Allow \`ec2:DescribeInstances\` in the IAM policy of \`${ME}\`.`,
      `AWS says: \`You are not authorized to perform this operation. User: ${ME}`,
    ],
  },
  deniedExplicitly: {
    command: 'stop',
    status: 403,
    words: `You are not authorized to perform this operation. User: ${ME} is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1f39c5d2e84b7f6 with an explicit deny in a service control policy`,
    channel: DENIED,
    admin: [
      '**AWS does not let this plugin stop `web-1`.** Nothing was changed.',
      `A policy forbids \`ec2:StopInstances\` to \`${ME}\`. Allowing it elsewhere does not help.`,
      'It is an explicit deny in a policy of this kind: `service control policy`.',
      'The request was for `arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1f39c5d2e84b7f6`.',
    ],
  },
  notEnabled: {
    command: 'ls',
    status: 401,
    words: 'You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.',
    channel: 'the region is not enabled for this account. Tell a system admin.',
    reason: 'not enabled',
    admin: [
      '**`eu-west-1` could not be read.**',
      'Enable the region in the AWS console',
      'AWS says: `You are not subscribed',
    ],
  },
  blocked: {
    command: 'ls',
    status: 403,
    words: 'This account is currently blocked and not recognized as a valid account.',
    channel: 'AWS has blocked the account. Tell a system admin.',
    reason: 'the account is blocked',
    admin: ['Ask AWS Support.'],
  },
  pendingVerification: {
    command: 'start',
    status: 400,
    words: 'Your request for accessing resources in this region is being validated',
    channel: 'AWS is still verifying the account for this region. Tell a system admin.',
    admin: [NOT_STARTED, 'Wait for the mail of AWS', 'is being validated`'],
  },
  clock: {
    command: 'ls',
    status: 403,
    words:
      'Signature not yet current: 20261126T140000Z is still later than 20261126T131500Z (20261126T130000Z + 15 min.)',
    channel: 'the clock of the server is wrong, so AWS does not accept what it signs. Tell a system admin.',
    reason: 'the clock is wrong',
    admin: ['Set the clock of the Mattermost server', 'AWS says: `Signature not yet current: 20261126T140000Z'],
  },
  clockSkew: {
    command: 'ls',
    status: 403,
    words: 'The difference between the request time and the current time is too large.',
    channel: 'the clock of the server is wrong, so AWS does not accept what it signs. Tell a system admin.',
    reason: 'the clock is wrong',
    admin: ['Set the clock of the Mattermost server'],
  },
  credentials: {
    command: 'ls',
    status: 401,
    words: 'AWS was not able to validate the provided access credentials',
    channel:
      'AWS does not accept the credentials. Tell a system admin: they are wrong, were revoked, or are not valid in this region.',
    reason: 'credentials not accepted',
    admin: ['Check the access key in the AWS console'],
  },
  signature: {
    command: 'ls',
    status: 403,
    words: 'The request signature we calculated does not match the signature you provided.',
    channel: 'AWS does not accept the signature. Tell a system admin: the secret access key is probably mistyped.',
    reason: 'signature not accepted',
    admin: ['Enter the secret access key again'],
  },
  expired: {
    command: 'ls',
    status: 403,
    words: 'The security token included in the request is expired',
    channel: 'the credentials have expired. Tell a system admin.',
    reason: 'credentials expired',
    admin: ['Enter a new key and session token'],
  },
  expiredOrClock: {
    command: 'ls',
    status: 400,
    words: 'Request has expired.',
    channel: 'the credentials have expired, or the clock of the server is wrong. Tell a system admin.',
    reason: 'credentials expired, or the clock is wrong',
    admin: ['Check the clock of the Mattermost server first'],
  },
  unknown: {
    command: 'stop',
    status: 400,
    words: 'The planets do not stand right for this',
    channel: 'AWS refused with an error that ec2ctl does not know. Tell a system admin.',
    admin: ['**`web-1` did not stop.**', 'Look the code up', 'AWS says: `The planets do not stand right for this`'],
  },
  notPermitted: {
    command: 'start',
    status: 400,
    words: 'The instance may not be started',
    channel: 'AWS does not permit this for the instance as it is set up. Look at it in the AWS console.',
    admin: [NOT_STARTED, 'AWS says: `The instance may not be started`'],
  },
  spotRequest: {
    command: 'start',
    status: 400,
    words:
      "You can't start the Spot Instance 'i-0a1f39c5d2e84b7f6' because the associated Spot Instance request is not in an appropriate state to support start.",
    channel:
      'its spot request does not allow that now. AWS starts an interrupted spot instance by itself; a request that was cancelled never starts one again.',
    admin: [NOT_STARTED, 'Look at the spot request in the AWS console', "AWS says: `You can't start the Spot Instance"],
  },
  unknownId: {
    command: 'stop',
    status: 400,
    words: "The instance ID 'i-0a1f39c5d2e84b7f6' does not exist",
    channel: 'AWS does not know it any longer. Look with `/ec2ctl ls`.',
    admin: ['**`web-1` did not stop.** Nothing was changed.', 'it was terminated meanwhile.'],
  },
  unsupported: {
    command: 'stop',
    status: 400,
    words: "The instance 'i-0a1f39c5d2e84b7f6' does not have an 'ebs' root device type and cannot be stopped.",
    channel: 'AWS cannot do that with this instance. Look at it in the AWS console.',
    admin: ['**`web-1` did not stop.** Nothing was changed.', "does not have an 'ebs' root device type"],
  },
  capacity: {
    command: 'start',
    status: 500,
    words: 'We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (eu-west-1a).',
    channel: 'AWS has no capacity for this type in its zone now. Try again later, or change its type or zone.',
    admin: [NOT_STARTED, 'keep a capacity reservation', 'AWS says: `We currently do not have sufficient'],
  },
  hostCapacity: {
    command: 'start',
    status: 500,
    words: 'There is not enough capacity on the Dedicated Host',
    channel: 'its dedicated host has no room for it, or is not available. Look at the host in the AWS console.',
    admin: [NOT_STARTED, 'Look at EC2 → Dedicated Hosts'],
  },
  reservedCapacity: {
    command: 'start',
    status: 400,
    words: 'The targeted Capacity Reservation does not have enough available instance capacity',
    channel:
      'its capacity reservation has no room left. Try again later, or change the reservation in the AWS console.',
    admin: [NOT_STARTED, 'Enlarge the reservation'],
  },
  limit: {
    command: 'start',
    status: 400,
    words: 'You have requested more vCPU capacity than your current vCPU limit of 32 allows',
    channel: 'the account has reached its limit for this type of instance. Raise it in AWS Service Quotas.',
    admin: [NOT_STARTED, 'AWS Service Quotas → Amazon EC2.', 'your current vCPU limit of 32'],
  },
  volumeLimit: {
    command: 'start',
    status: 400,
    words: 'Maximum number of active volume bytes exceeded',
    channel: 'the account has reached its limit for volumes. Raise it in AWS Service Quotas.',
    admin: [NOT_STARTED, 'AWS Service Quotas → Amazon EBS.'],
  },
  volume: {
    command: 'start',
    status: 400,
    words: 'vol-0123456789abcdef0 is already attached to an instance',
    channel: 'one of its volumes cannot be attached. Look at its volumes in the AWS console.',
    admin: [NOT_STARTED, 'AWS says: `vol-0123456789abcdef0 is already attached to an instance`'],
  },
  kmsKey: {
    command: 'start',
    status: 400,
    words: 'The KMS key provided is in an incorrect state',
    channel: 'the key that encrypts one of its volumes cannot be used. Tell a system admin.',
    admin: [NOT_STARTED, 'Enable the key again', 'AWS says: `The KMS key provided is in an incorrect state`'],
  },
};

/** How a start ends that AWS accepted, by the reason that EC2 gives for the state: the row, and what is read. */
export const ENDS: Partial<Record<RowName, Pick<RefusalCase, 'channel' | 'admin'>>> = {
  stoppedMeanwhile: {
    channel: 'somebody, or the machine itself, shut it down meanwhile. Look with `/ec2ctl ls` before you ask again.',
  },
  scheduledStop: { channel: 'AWS stopped it, since its hardware is being retired. Start it again.' },
  spotInterrupted: { channel: 'AWS took the spot instance back. It starts it again when there is capacity.' },
  spotTerminated: { channel: 'AWS took the spot instance back and terminated it. It does not come back.' },
  capacity: {
    channel: 'AWS has no capacity for this type in its zone now. Try again later, or change its type or zone.',
  },
  volumeLimit: { channel: 'the account has reached its limit for volumes. Raise it in AWS Service Quotas.' },
  volume: { channel: 'one of its volumes cannot be attached. Look at its volumes in the AWS console.' },
  kmsKey: {
    channel: 'the key that encrypts one of its volumes cannot be used. Tell a system admin.',
    admin: ['**`web-1` did not start.**', 'Enable the key again'],
  },
  launchRefused: {
    channel: 'AWS gave up starting it, most often since an encrypted volume could not be opened. Tell a system admin.',
    admin: ['**`web-1` did not start.**', 'Allow `kms:CreateGrant` on the key'],
  },
  launchFailed: { channel: 'AWS had a fault of its own while it started. Try again later.' },
};
