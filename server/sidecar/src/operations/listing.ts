import type { Clock } from '../clock.ts';
import type { Ec2, Instance, Log } from '../ports.ts';
import type { Listing, RegionReading } from '../views.ts';
import { reasonOf } from './failures.ts';
import { discoverRegions, READ_LIMIT_MS, readRegions, RegionDiscoveryError } from './regions.ts';

/** After this long a listing shows what it has. */
export const FIRST_LISTING_MS = 2_000;

/** What to list, and with what. */
export interface ListingRequest {
  readonly ec2: Ec2;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the reading; the generator then throws the signal's reason. */
  readonly signal: AbortSignal;
  /**
   * Picks the regions to read from those that there are; all of them when left out. What it throws is thrown by
   * the generator, so that a region that does not exist can be refused here.
   */
  readonly choose?: (available: readonly string[]) => readonly string[];
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
 * When AWS has not named the regions after 2 s, the first listing has those last known, all waiting. If none is
 * known, or the choice among them is still to be made, it comes as soon as the regions are named.
 * Throws a `RegionDiscoveryError` when AWS does not name the regions, before the first listing or after it.
 */
export async function* readListing(request: ListingRequest): AsyncGenerator<ListingProgress, void, undefined> {
  const { ec2, clock } = request;
  const startedAt = clock.now();
  const left = new AbortController();
  const signal = AbortSignal.any([request.signal, left.signal]);
  const begun = Promise.withResolvers<undefined>();
  const instances: Instance[] = [];
  let readings = (): RegionReading[] => lastKnown(ec2, request);

  async function readAll(): Promise<void> {
    const available = await discover(request, signal);
    const regions = request.choose?.(available) ?? available;
    const limitMs = READ_LIMIT_MS - (clock.now() - startedAt);
    const answers = readRegions({
      clock,
      regions,
      limitMs,
      signal,
      log: request.log,
      read: (region, bounded) => ec2.listInstances(region, bounded),
      onRead: (found) => {
        for (const instance of found) instances.push(instance);
      },
    });
    readings = () => answers.readings();
    begun.resolve(undefined);
    await answers.done;
  }

  function soFar(): Listing {
    return { instances: [...instances], regions: readings(), elapsedMs: clock.now() - startedAt };
  }

  const all = readAll();
  const finished = all.then(() => soFar());
  // The failure is thrown below, perhaps only after the caller has dealt with the first listing.
  finished.catch(() => undefined);
  try {
    const early = await Promise.race([finished, clock.sleep(FIRST_LISTING_MS, signal)]);
    if (early === undefined) {
      // Without a region there is nothing to show yet, and an empty listing would read as no instances.
      if (readings().length === 0) await Promise.race([finished, begun.promise]);
      request.signal.throwIfAborted();
      yield { listing: soFar(), final: false };
      request.signal.throwIfAborted();
    }
    const listing = await finished;
    request.signal.throwIfAborted();
    yield { listing, final: true };
  } finally {
    left.abort();
  }
}

/** The regions that there are. Whoever asked reads why there are none in few words; the log has all. */
async function discover({ ec2, clock, log }: ListingRequest, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await discoverRegions(ec2, clock, READ_LIMIT_MS, signal);
  } catch (error) {
    if (error instanceof RegionDiscoveryError) log('warn', 'Regions could not be learnt', reasonOf(error));
    throw error;
  }
}

/** What can be named while DescribeRegions has not answered. A choice may still be a refusal, so it shows none. */
function lastKnown(ec2: Ec2, request: ListingRequest): RegionReading[] {
  if (request.choose !== undefined) return [];
  return ec2.knownRegions().map((region) => ({ region, status: 'waiting' }));
}
