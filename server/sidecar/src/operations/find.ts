import type { Clock } from '../clock.ts';
import { BugError } from '../errors.ts';
import { type Ec2, type Instance, INSTANCE_ID, type ListedInstance, type Log, type Verb } from '../ports.ts';
import { nearestNames } from '../selection/nearest-names.ts';
import { meaningsOf } from '../selection/selection.ts';
import { isIdShaped, type Noun } from '../selection/selector.ts';
import type { Miss, NotActed, Unclear } from '../views.ts';
import type { OnRefusal } from './refusals.ts';
import { discoverRegions, READ_LIMIT_MS, readRegions } from './regions.ts';

/** Which instances, for what, and with what. */
export interface FindRequest {
  readonly ec2: Ec2;
  /** Reads all of a region, where names are among the words; afresh by `ec2` when left out, as a change must. */
  readonly list?: Ec2['listInstances'];
  readonly clock: Clock;
  readonly log: Log;
  readonly verb: Verb | 'info';
  /** Ids and names, at least one; one that stands there twice counts once. */
  readonly words: readonly string[];
  readonly signal: AbortSignal;
  /** Told what AWS said of every region that could not be read. */
  readonly onRefusal?: OnRefusal | undefined;
}

/** Either every word with its instance, in the order of asking, or why nothing can be done. */
export type FindResult =
  | { readonly kind: 'found'; readonly instances: readonly Instance[] }
  | { readonly kind: 'not-acted'; readonly notActed: NotActed };

/**
 * Finds instances in whatever region they are. Of ids alone it returns as soon as every one is found, without waiting for
 * other regions; their calls are aborted. Otherwise after all have answered, 8 s at most: a name is told only by all that
 * there are. A malformed id is never sent. Rejects with a `RegionDiscoveryError` or the signal's reason.
 */
export async function findInstances(request: FindRequest): Promise<FindResult> {
  const words = [...new Set(request.words)];
  if (words.length === 0) throw new BugError('NoIds', 'Cannot look for instances: nothing is named');
  const isId = (word: string): boolean => INSTANCE_ID.test(word);
  return words.every((word) => isId(word) || isIdShaped(word))
    ? await findByIds(request, words)
    : await findByWords(request, words);
}

async function findByIds(request: FindRequest, ids: readonly string[]): Promise<FindResult> {
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

/** With names among the words: all instances are read, and afresh. */
async function findByWords(request: FindRequest, words: readonly string[]): Promise<FindResult> {
  const malformed = words.filter((word) => isIdShaped(word) && !INSTANCE_ID.test(word));
  const wanted = words.filter((word) => !malformed.includes(word));
  const { instances: all, regions } = await readAll(request);
  const isWhole = regions.every(({ status }) => status === 'read');
  const chosen = new Map<string, Instance>();
  const terminated: Instance[] = [];
  const notFound: string[] = [];
  const misses: Miss[] = [];
  const unclear: Unclear[] = [];
  for (const meaning of meaningsOf({ nouns: wanted.map(nounOf), qualifiers: [] }, all)) {
    const { word, kind } = meaning.noun;
    switch (meaning.kind) {
      case 'clear':
        // To look at one of several is no harm.
        if (kind === 'id' || isWhole || request.verb === 'info') {
          for (const instance of meaning.instances) chosen.set(instance.id, instance);
        } else {
          unclear.push({ word, why: 'unread', instances: meaning.instances });
        }
        break;
      case 'unclear':
        unclear.push({ word, why: meaning.why, instances: meaning.instances });
        break;
      case 'terminated':
        terminated.push(meaning.instance);
        break;
      case 'ruledOut':
      case 'nothing':
        if (kind === 'id') notFound.push(word);
        else misses.push({ word, kind: 'name', ruledOut: [], nearest: nearestNames(word, all) });
    }
  }
  const instances = [...chosen.values()];
  const bad = [malformed, notFound, terminated, misses, unclear];
  if (bad.every((list) => list.length === 0)) return { kind: 'found', instances };
  const notActed = { verb: request.verb, malformed, notFound, terminated, misses, unclear, regions };
  return { kind: 'not-acted', notActed: { ...notActed, leftAlone: instances } };
}

function nounOf(word: string): Noun {
  return INSTANCE_ID.test(word) ? { kind: 'id', word, id: word } : { kind: 'name', word };
}

async function readAll({
  ec2,
  list = (region, bounded) => ec2.listInstances(region, bounded),
  clock,
  log,
  signal,
  onRefusal,
}: FindRequest): Promise<{ instances: readonly ListedInstance[]; regions: NotActed['regions'] }> {
  const startedAt = clock.now();
  const regions = await discoverRegions(ec2, clock, READ_LIMIT_MS, signal);
  const instances: ListedInstance[] = [];
  const answers = readRegions({
    clock,
    regions,
    limitMs: READ_LIMIT_MS - (clock.now() - startedAt),
    signal,
    log,
    onRefusal,
    read: list,
    onRead: (found) => {
      for (const instance of found) instances.push(instance);
    },
  });
  await answers.done;
  signal.throwIfAborted();
  return { instances, regions: answers.readings() };
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
