import { partitionOfRegion } from './ec2/partitions.ts';
import { text as sentence, type Text } from './messages/text.ts';
import type { Ec2Settings } from './settings.ts';

/**
 * The ARN of a role, whose name may have a path before it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
const ROLE_ARN = /^arn:(aws[a-z-]*):iam::\d{12}:role\/(?:[\x21-\x2e\x30-\x7e]{1,510}\/){0,20}[\w+=,.@-]{1,64}$/;

/** The longest that STS takes. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const LONGEST_ARN = 2_048;

/** As STS takes it. */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** What is wrong with the role and its external id, as far as it can be told without AWS. */
export function roleProblem({ roleArn, externalId, homeRegion }: Ec2Settings): Text | undefined {
  if (roleArn === '') return externalId === '' ? undefined : sentence('configuration.externalId.alone');
  const partition = ROLE_ARN.exec(roleArn)?.[1];
  if (partition === undefined || roleArn.length > LONGEST_ARN) return sentence('configuration.roleArn.shape');
  const ofHome = partitionOfRegion(homeRegion)?.id ?? '';
  if (partition !== ofHome) {
    return sentence('configuration.roleArn.partition', {
      partition: partition.slice(0, 12),
      region: homeRegion,
      ofHome,
    });
  }
  if (externalId !== '' && !EXTERNAL_ID.test(externalId)) return sentence('configuration.externalId.shape');
  return undefined;
}
