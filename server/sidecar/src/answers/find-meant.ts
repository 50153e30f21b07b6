import { findInstances, type FindRequest, type FindResult } from '../operations/find.ts';
import type { Ec2 } from '../ports.ts';
import type { Surroundings } from './surroundings.ts';

/** Finds what a line means, as `findInstances` does. What is named is read afresh, together with what others ask for by name. */
export async function findMeant(
  { reads, clock, log, ending }: Surroundings,
  ec2: Ec2,
  wish: Pick<FindRequest, 'list' | 'verb' | 'selection' | 'onRefusal'>,
): Promise<FindResult> {
  return await findInstances({ ...wish, ec2, listNamed: reads.named(ec2), clock, log, signal: ending });
}
