import type { Row } from './row.ts';

/**
 * What AWS says of itself.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html "Server error codes"
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const AWS_ROWS: readonly Row[] = [
  {
    name: 'throttled',
    kind: 'aws',
    codes: [
      'RequestLimitExceeded',
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
      'RequestThrottled',
      'RequestThrottledException',
      'EC2ThrottledException',
    ],
    // Its status is that of a server's fault. Should EC2 have done a part of it, EC2 shows; more requests are no help.
    outcome: 'open',
    brief: true,
  },
  {
    name: 'unavailable',
    kind: 'aws',
    codes: ['Unavailable', 'ServiceUnavailable', 'InternalFailure'],
    outcome: 'open',
    brief: true,
  },
  // A code of AWS and of ours alike: the sentence blames neither.
  { name: 'internal', kind: 'aws', codes: ['InternalError'], outcome: 'open', brief: true },
  { name: 'badAnswer', kind: 'aws', ours: ['BadAnswer'], outcome: 'open', brief: true, mend: true },
  { name: 'unknown', kind: 'aws', mend: true },
];
