import type { Clock } from '../clock.ts';
import { BugError } from '../errors.ts';
import { type Ec2, type Instance, INSTANCE_ID, type Log, type Verb } from '../ports.ts';
import type { NotActed } from '../views.ts';
import type { OnRefusal } from './refusals.ts';
import { discoverRegions, READ_LIMIT_MS, readRegions } from './regions.ts';

/** Which instances, for what, and with what. */
export interface FindRequest {
  readonly ec2: Ec2;
  readonly clock: Clock;
  readonly log: Log;
  readonly verb: Verb;
  /** At least one; one named twice counts once. */
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
  /** Told what AWS said of every region that could not be read. */
  readonly onRefusal?: OnRefusal | undefined;
}

/** Either every id with its instance, in the order of asking, or why nothing can be done. */
export type FindResult =
  | { readonly kind: 'found'; readonly instances: readonly Instance[] }
  | { readonly kind: 'not-acted'; readonly notActed: NotActed };

/**
 * Finds instances in whatever region they are. Returns as soon as every id is found, without waiting for other
 * regions; their calls are aborted. Otherwise after all have answered, 8 s at most. A malformed id is never sent.
 * Rejects with a `RegionDiscoveryError` or the signal's reason.
 */
export async function findInstances(request: FindRequest): Promise<FindResult> {
  const ids = [...new Set(request.ids)];
  if (ids.length === 0) throw new BugError('NoIds', 'Cannot look for instances: no id is given');
  const malformed = ids.filter((id) => !INSTANCE_ID.test(id));
  const wanted = ids.filter((id) => INSTANCE_ID.test(id));
  const { found, regions } = await lookUp(request, wanted);

  const instances = wanted.flatMap((id) => found.get(id) ?? []);
  const notFound = wanted.filter((id) => !found.has(id));
  const terminated = instances.filter((instance) => instance.state === 'terminated');
  const leftAlone = instances.filter((instance) => instance.state !== 'terminated');
  if (malformed.length + notFound.length + terminated.length === 0) return { kind: 'found', instances };
  return { kind: 'not-acted', notActed: { verb: request.verb, malformed, notFound, terminated, regions, leftAlone } };
}

async function lookUp(
  { ec2, clock, log, signal: outer, onRefusal }: FindRequest,
  ids: readonly string[],
): Promise<{ found: ReadonlyMap<string, Instance>; regions: NotActed['regions'] }> {
  const found = new Map<string, Instance>();
  // An empty filter would mean every instance there is.
  if (ids.length === 0) return { found, regions: [] };
  const startedAt = clock.now();
  const left = new AbortController();
  const signal = AbortSignal.any([outer, left.signal]);
  const complete = Promise.withResolvers<undefined>();
  try {
    const regions = await discoverRegions(ec2, clock, READ_LIMIT_MS, signal);
    const answers = readRegions({
      clock,
      regions,
      limitMs: READ_LIMIT_MS - (clock.now() - startedAt),
      signal,
      log,
      onRefusal,
      read: (region, bounded) => ec2.findInstances(region, ids, bounded),
      onRead: (instances) => {
        for (const instance of instances) {
          // Only what was asked for: an endpoint that ignores the filter must not add to the change.
          if (ids.includes(instance.id)) found.set(instance.id, instance);
        }
        if (found.size === ids.length) complete.resolve(undefined);
      },
    });
    await Promise.race([complete.promise, answers.done]);
    outer.throwIfAborted();
    return { found, regions: answers.readings() };
  } finally {
    left.abort();
  }
}
