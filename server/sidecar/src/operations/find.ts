import type { Clock } from '../clock.ts';
import { BugError } from '../errors.ts';
import { type Ec2, type Instance, INSTANCE_ID, type ListedInstance, type Log, type Verb } from '../ports.ts';
import { chooseRegions } from '../selection/choose-regions.ts';
import { nearestNames } from '../selection/nearest-names.ts';
import { type Meaning, meaningsOf, qualifiersFit, type Selection } from '../selection/selection.ts';
import type { Miss, NotActed, RegionReading, Unclear } from '../views.ts';
import { findByIds } from './find-by-ids.ts';
import { findByNames, type Found, type FoundByNames } from './find-by-names.ts';
import type { OnRefusal } from './refusals.ts';
import { READ_LIMIT_MS, readChosenRegions, readRegions } from './regions.ts';

/** Which instances, for what, and with what. */
export interface FindRequest {
  readonly ec2: Ec2;
  /** Reads all of a region, where names are among the words; for a change, afresh. */
  readonly list: Ec2['listInstances'];
  /** Reads what has certain names, afresh; there may be more in what it gives. */
  readonly listNamed: Ec2['listNamed'];
  readonly clock: Clock;
  readonly log: Log;
  readonly verb: Verb | 'info';
  /** Something at least: nothing would mean everything. */
  readonly selection: Selection;
  readonly signal: AbortSignal;
  /** Told what AWS said of every region that could not be read. */
  readonly onRefusal?: OnRefusal | undefined;
}

/** How instances were named. */
export interface Naming {
  /** Whether each was written out, by its id or its whole name, and nothing else was said. */
  readonly exact: boolean;
  /** Regions that could not be read, where others may fit as well; empty where ids alone were named. */
  readonly unread: readonly RegionReading[];
}

/** Either every word with its instances, in the order of asking; or one name that does not tell; or why nothing can be done. */
export type FindResult =
  | ({ readonly kind: 'found'; readonly instances: readonly Instance[] } & Naming)
  | ({ readonly kind: 'unclear'; readonly unclear: Unclear; readonly others: readonly Instance[] } & Naming)
  | { readonly kind: 'not-acted'; readonly notActed: NotActed };

/**
 * Finds instances in whatever region they are. Of ids alone it returns as soon as every one is found, without waiting for
 * other regions; their calls are aborted. Otherwise after all have answered, 8 s at most, and as long again where names alone do
 * not tell: a name is told only by all that there are. A malformed id is never sent. Rejects with a `RegionDiscoveryError`, an
 * `UnknownRegionError` for a region that is none, or the signal's reason.
 */
export async function findInstances(request: FindRequest): Promise<FindResult> {
  const { nouns, qualifiers } = request.selection;
  if (nouns.length + qualifiers.length === 0) {
    throw new BugError('NoIds', 'Cannot look for instances: nothing is named');
  }
  const ids = nouns.filter((noun) => noun.kind === 'id');
  return ids.length === nouns.length && qualifiers.length === 0
    ? await findByIds(request, ids)
    : await findBySelection(request);
}

/** With anything but ids among the words: what is named is read, or all instances where that does not tell; and afresh. */
async function findBySelection(request: FindRequest): Promise<FindResult> {
  const { selection, verb } = request;
  const { nouns, qualifiers } = selection;
  const named = await findByNames(request);
  const { instances: all, regions } = named?.left.length === 0 ? named : await readAll(request, named);
  const unread = regions.filter(({ status }) => status !== 'read');
  if (nouns.length === 0) return foundByQualifiers(request, all, regions);
  const found = sortOut(meaningsOf(selection, all), all);
  const { chosen, terminated, notFound, misses, unclear, malformed } = found;
  const bad = [malformed, notFound, terminated, misses];
  const [which, ...more] = unclear;
  const exact = qualifiers.length === 0 && nouns.every(({ kind }) => kind !== 'pattern');
  if (bad.every((list) => list.length === 0) && more.length === 0) {
    const naming = { exact, unread: verb === 'info' ? [] : unread };
    return which === undefined
      ? { kind: 'found', instances: chosen, ...naming }
      : { kind: 'unclear', unclear: which, others: chosen, ...naming };
  }
  const notActed = { verb, malformed, notFound, terminated, misses, unclear, regions, leftAlone: chosen };
  return { kind: 'not-acted', notActed };
}

function foundByQualifiers(
  { selection: { qualifiers }, verb }: FindRequest,
  all: readonly ListedInstance[],
  regions: readonly RegionReading[],
): FindResult {
  const fits = qualifiersFit(qualifiers);
  const instances = all.filter((instance) => instance.state !== 'terminated' && fits(instance));
  const unread = regions.filter(({ status }) => status !== 'read');
  if (instances.length > 0) return { kind: 'found', instances, exact: false, unread };
  const words = qualifiers.map(({ word }) => word);
  const notActed = { verb, malformed: [], notFound: [], terminated: [], nothingFits: words, regions };
  return { kind: 'not-acted', notActed };
}

/** What the words mean, each in one list. */
interface Sorted {
  readonly chosen: readonly Instance[];
  readonly malformed: readonly string[];
  readonly notFound: readonly string[];
  readonly terminated: readonly Instance[];
  readonly misses: readonly Miss[];
  readonly unclear: readonly Unclear[];
}

function sortOut(meanings: readonly Meaning[], all: readonly ListedInstance[]): Sorted {
  const chosen = new Map<string, Instance>();
  const malformed: string[] = [];
  const notFound: string[] = [];
  const terminated: Instance[] = [];
  const misses: Miss[] = [];
  const unclear: Unclear[] = [];
  for (const meaning of meanings) {
    const { word, kind } = meaning.noun;
    switch (meaning.kind) {
      case 'clear':
        for (const instance of meaning.instances) chosen.set(instance.id, instance);
        break;
      case 'unclear':
        unclear.push({ word, why: meaning.why, instances: meaning.instances });
        break;
      case 'terminated':
        terminated.push(meaning.instance);
        break;
      case 'ruledOut':
        misses.push({ word, kind, ruledOut: meaning.instances, nearest: [] });
        break;
      case 'nothing':
        if (kind === 'pattern') misses.push({ word, kind, ruledOut: [], nearest: [] });
        else if (kind === 'name') misses.push({ word, kind, ruledOut: [], nearest: nearestNames(word, all) });
        else if (INSTANCE_ID.test(word.toLowerCase())) notFound.push(word);
        else malformed.push(word);
    }
  }
  return { chosen: [...chosen.values()], malformed, notFound, terminated, misses, unclear };
}

/** @param named what was read by names before, if that was tried */
async function readAll(request: FindRequest, named: FoundByNames | undefined): Promise<Found> {
  const { signal } = request;
  const instances: ListedInstance[] = [];
  const reading = {
    ...request,
    read: request.list,
    onRead: (found: readonly ListedInstance[]): void => {
      for (const instance of found) instances.push(instance);
    },
  };
  const answers =
    named === undefined
      ? await readChosenRegions({ ...reading, choose: chooseRegions(request.selection) })
      : readRegions({ ...reading, regions: named.left, limitMs: READ_LIMIT_MS });
  await answers.done;
  signal.throwIfAborted();
  const read = new Map([...(named?.regions ?? []), ...answers.readings()].map((one) => [one.region, one]));
  return { instances, regions: [...read.values()] };
}
