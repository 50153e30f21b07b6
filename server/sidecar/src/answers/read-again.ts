import { lookUp } from '../operations/find-by-ids.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Ec2, Instance } from '../ports.ts';
import type { Surroundings } from './surroundings.ts';

/** The instances as they are now, in their order; one that is not found any longer counts as terminated. */
export async function readAgain(
  { clock, log, ending: signal }: Surroundings,
  ec2: Ec2,
  before: readonly Instance[],
): Promise<readonly Instance[] | 'gone' | 'unreadable'> {
  const ids = before.map(({ id }) => id);
  try {
    const { found, regions } = await lookUp({ ec2, clock, log, signal }, ids);
    const unread = new Set(regions.flatMap(({ region, status }) => (status === 'read' ? [] : [region])));
    // Where all were found, other regions need not have answered.
    if (before.some(({ id, region }) => !found.has(id) && unread.has(region))) return 'unreadable';
    if (before.every(({ id }) => !found.has(id))) return 'gone';
    return before.map((instance) => found.get(instance.id) ?? { ...instance, state: 'terminated' });
  } catch (error) {
    if (error instanceof RegionDiscoveryError || signal.aborted) return 'unreadable';
    throw error;
  }
}
