/**
 * The parts of AWS that know nothing of each other: each has its own accounts, regions and domains. The table is the
 * SDK's (`@aws-sdk/core`), which does not hand it out; a test keeps both equal. It stands here for itself, so that
 * settings are judged without loading the SDK.
 */

/** One part of AWS. */
export interface Partition {
  /** As in ARNs: `aws`, `aws-cn`. */
  readonly id: string;
  /** What the names of its regions look like. */
  readonly region: RegExp;
  /** The ends of the names of its hosts. */
  readonly domains: readonly [string, string];
}

/** All of them, in the SDK's order. */
export const PARTITIONS: readonly Partition[] = [
  {
    id: 'aws',
    region: /^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$/,
    domains: ['amazonaws.com', 'api.aws'],
  },
  {
    id: 'aws-cn',
    region: /^cn\-\w+\-\d+$/,
    domains: ['amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  },
  {
    id: 'aws-eusc',
    region: /^eusc\-(de)\-\w+\-\d+$/,
    domains: ['amazonaws.eu', 'api.amazonwebservices.eu'],
  },
  {
    id: 'aws-iso',
    region: /^us\-iso\-\w+\-\d+$/,
    domains: ['c2s.ic.gov', 'api.aws.ic.gov'],
  },
  {
    id: 'aws-iso-b',
    region: /^us\-isob\-\w+\-\d+$/,
    domains: ['sc2s.sgov.gov', 'api.aws.scloud'],
  },
  {
    id: 'aws-iso-e',
    region: /^eu\-isoe\-\w+\-\d+$/,
    domains: ['cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  },
  {
    id: 'aws-iso-f',
    region: /^us\-isof\-\w+\-\d+$/,
    domains: ['csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  },
  {
    id: 'aws-us-gov',
    region: /^us\-gov\-\w+\-\d+$/,
    domains: ['amazonaws.com', 'api.aws'],
  },
];

/** The partition of which this is a region, also one that is newer than the SDK; undefined if it has the form of none. */
export function partitionOfRegion(region: string): Partition | undefined {
  return PARTITIONS.find((partition) => partition.region.test(region));
}

/** Whether a host has a name of the partition's: an endpoint of AWS, a VPC's endpoints among them. */
export function isHostOf({ domains }: Partition, hostname: string): boolean {
  return domains.some((domain) => hostname.endsWith(`.${domain}`));
}
