import type { AwsOptions } from '../../src/ec2/aws.ts';
import type { AwsWorld } from './aws-world.ts';
import { FailureStage, type Outcome, REGION } from './failure-stage.ts';

/** A failure that is provoked in a way of its own. */
export interface WayCase {
  /** Makes it happen, and says what came of it. */
  readonly provoke: (world: AwsWorld) => Promise<Outcome>;
  /** What the channel reads, before the evidence if there is any. */
  readonly channel: string;
  /** What stands behind the region, for a listing. */
  readonly reason?: RegExp;
  /** What an admin is told alone; nothing when left out. */
  readonly admin?: readonly string[];
}

/** Lists the one region as an admin. */
export async function list(world: AwsWorld, options: Partial<AwsOptions> = {}, speed = 1): Promise<Outcome> {
  return await new FailureStage(world, options, speed).type(`/ec2ctl ls -r ${REGION}`);
}
