import { lookUp } from '../operations/find-by-ids.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Ec2, Instance } from '../ports.ts';
import type { Surroundings } from './surroundings.ts';

/** The instances as they are now, in their order, or why nothing can be done with them. */
export type ReadAgain =
  | { readonly kind: 'read'; readonly instances: readonly Instance[] }
  | { readonly kind: 'gone' | 'interrupted' }
  | { readonly kind: 'unreadable'; readonly regions: readonly string[] };

/**
 * Reads instances again, in the regions where they were, since an instance never leaves its region. One that is not found any longer counts as terminated; but where it was, its region must have been
 * read to say so.
 */
export async function readAgain(
  { clock, log, ending: signal }: Surroundings,
  ec2: Ec2,
  before: readonly Instance[],
): Promise<ReadAgain> {
  const ids = before.map(({ id }) => id);
  try {
    const there = new Set(before.map(({ region }) => region));
    const { found, regions } = await lookUp({ ec2, clock, log, signal }, ids, there);
    const read = new Set(regions.flatMap(({ region, status }) => (status === 'read' ? [region] : [])));
    const missing = before.filter(({ id }) => !found.has(id));
    const unread = new Set(missing.flatMap(({ region }) => (read.has(region) ? [] : [region])));
    if (unread.size > 0) return { kind: 'unreadable', regions: [...unread] };
    if (missing.length === before.length) return { kind: 'gone' };
    const instances = before.map((instance) => found.get(instance.id) ?? { ...instance, state: 'terminated' as const });
    return { kind: 'read', instances };
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' };
    if (error instanceof RegionDiscoveryError) return { kind: 'unreadable', regions: [] };
    throw error;
  }
}
