import { type Instance, INSTANCE_ID } from '../ports.ts';
import type { RegionReading } from '../views.ts';
import type { FindRequest, FindResult } from './find.ts';
import { readChosenRegions } from './regions.ts';

/** Finds instances by their ids alone: in all regions side by side, until every one is found. */
export async function findByIds(
  request: FindRequest,
  nouns: readonly { readonly word: string; readonly id: string }[],
): Promise<FindResult> {
  const malformed = nouns.flatMap(({ id, word }) => (INSTANCE_ID.test(id) ? [] : [word]));
  const wanted = [...new Set(nouns.flatMap(({ id }) => (INSTANCE_ID.test(id) ? [id] : [])))];
  const { found, regions } = await lookUp(request, wanted);

  const instances = wanted.flatMap((id) => found.get(id) ?? []);
  const notFound = wanted.filter((id) => !found.has(id));
  const terminated = instances.filter((instance) => instance.state === 'terminated');
  const leftAlone = instances.filter((instance) => instance.state !== 'terminated');
  if (malformed.length + notFound.length + terminated.length === 0) {
    return { kind: 'found', instances, exact: true, unread: [] };
  }
  return { kind: 'not-acted', notActed: { verb: request.verb, malformed, notFound, terminated, regions, leftAlone } };
}

/** What was found of some ids. */
export interface LookUp {
  readonly found: ReadonlyMap<string, Instance>;
  readonly regions: readonly RegionReading[];
}

/**
 * Looks for well-formed ids, and ends as soon as all are found. Rejects as `findInstances` does.
 *
 * @param within the regions to ask, as far as they may be asked; all of them when left out
 */
export async function lookUp(
  { ec2, clock, log, signal: outer, onRefusal }: Omit<FindRequest, 'selection' | 'verb' | 'list' | 'listNamed'>,
  ids: readonly string[],
  within?: ReadonlySet<string>,
): Promise<LookUp> {
  const found = new Map<string, Instance>();
  // An empty filter would mean every instance there is.
  if (ids.length === 0) return { found, regions: [] };
  const left = new AbortController();
  const signal = AbortSignal.any([outer, left.signal]);
  const complete = Promise.withResolvers<undefined>();
  try {
    const answers = await readChosenRegions({
      ec2,
      choose: (all) => (within === undefined ? all : all.filter((region) => within.has(region))),
      clock,
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
