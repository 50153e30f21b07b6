import type { Clock } from '../clock.ts';
import type { Ec2, ListedInstance, Log } from '../ports.ts';
import { type Listing, MOST_LISTED, type RegionReading } from '../views.ts';
import { reasonOf } from './failures.ts';
import type { OnRefusal } from './refusals.ts';
import { readChosenRegions, RegionDiscoveryError } from './regions.ts';

/** After this long a listing shows what it has. */
export const FIRST_LISTING_MS = 2_000;

/** What to list, and with what. */
export interface ListingRequest {
  readonly ec2: Ec2;
  /** Reads a region; that of `ec2` when left out. */
  readonly read?: Ec2['listInstances'];
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the reading; the generator then throws the signal's reason. */
  readonly signal: AbortSignal;
  /**
   * Picks the regions to read from those that there are; all of them when left out. What it throws is thrown by
   * the generator, so that a region that does not exist can be refused here.
   */
  readonly choose?: (available: readonly string[]) => readonly string[];
  /** Told what AWS said of every region that could not be read, before the listing says so. */
  readonly onRefusal?: OnRefusal;
}

/** A listing as it grows. */
export interface ListingProgress {
  readonly listing: Listing;
  /** Whether nothing more will come. */
  readonly final: boolean;
}

/**
 * Lists instances of all regions side by side. Yields once when all have answered within 2 s; else a first time
 * after 2 s with what there is, and once more when the rest is in, after 8 s at most in all. What is missing then
 * has failed with `TimedOut`, and its calls are aborted.
 *
 * When AWS has not named the regions after 2 s, the first listing has those last known, all waiting; if none is
 * known, or the choice refuses those, it is `naming`.
 * Throws a `RegionDiscoveryError` when AWS does not name the regions, and what the choice throws, each before the
 * first listing or after it.
 */
export async function* readListing(request: ListingRequest): AsyncGenerator<ListingProgress, void, undefined> {
  const { ec2, clock } = request;
  const startedAt = clock.now();
  const left = new AbortController();
  const signal = AbortSignal.any([request.signal, left.signal]);
  const instances: ListedInstance[] = [];
  let leftOut = 0;
  let readings: (() => RegionReading[]) | undefined;

  async function readAll(): Promise<void> {
    const answers = await readChosenRegions({
      ...request,
      signal,
      read: request.read ?? ((region, bounded) => ec2.listInstances(region, bounded)),
      onRead: (found) => {
        const room = found.slice(0, MOST_LISTED - instances.length);
        for (const instance of room) instances.push(instance);
        leftOut += found.length - room.length;
      },
    });
    readings = () => answers.readings();
    await answers.done;
  }

  function soFar(): Listing {
    const elapsedMs = clock.now() - startedAt;
    if (readings !== undefined) return { instances: [...instances], leftOut, regions: readings(), elapsedMs };
    const regions = lastKnown(request);
    return { instances: [], regions, elapsedMs, naming: regions.length === 0 };
  }

  const finished = readAll().then(soFar);
  // The failure is thrown below, perhaps only after the caller has dealt with the first listing.
  finished.catch(() => undefined);
  try {
    const early = await Promise.race([finished, clock.sleep(FIRST_LISTING_MS, signal)]);
    if (early === undefined) {
      request.signal.throwIfAborted();
      yield { listing: soFar(), final: false };
      request.signal.throwIfAborted();
    }
    const listing = await finished;
    request.signal.throwIfAborted();
    yield { listing, final: true };
  } catch (error) {
    // Whoever asked reads why there are none in few words; the log has all.
    if (error instanceof RegionDiscoveryError) request.log('warn', 'Regions could not be learnt', reasonOf(error));
    throw error;
  } finally {
    left.abort();
  }
}

/** What can be waited for by name while AWS has not named the regions. */
function lastKnown({ ec2, choose }: ListingRequest): RegionReading[] {
  const known = ec2.knownRegions();
  if (known.length === 0) return [];
  try {
    return (choose?.(known) ?? known).map((region) => ({ region, status: 'waiting' }));
  } catch {
    // Not the last word: what is refused here may be there now.
    return [];
  }
}
