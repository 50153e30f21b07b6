import { nearestRegions } from '../commands/nearest.ts';
import { failureOf, ourFailure } from '../operations/failures.ts';
import { readListing } from '../operations/listing.ts';
import type { OnRefusal, Refusal } from '../operations/refusals.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Ec2 } from '../ports.ts';
import { renderListing, renderRegionsFailed } from '../render/listing.ts';
import { renderUnknownRegion } from '../render/not-acted.ts';
import type { Settings } from '../settings.ts';
import type { Listing } from '../views.ts';
import { notesOfReading, refusalOfDiscovery } from './admin-notes.ts';
import { type Asker, ownHead } from './asker.ts';
import { type ListingPlace, placeFor } from './listing-place.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';

/** The region that was asked for is none of those that may be asked. */
class UnknownRegionError extends Error {
  override readonly name = 'UnknownRegionError';
  readonly region: string;
  readonly known: readonly string[];

  constructor(region: string, known: readonly string[]) {
    super('Cannot list instances: region is unknown');
    this.region = region;
    this.known = known;
  }
}

/**
 * Answers `ls`: with what is there after 2 s at most, edited once when the rest is in; in the channel, or to the asker
 * alone. A region that is none is told to the asker alone.
 *
 * @param region the one to list, or undefined for all
 */
export async function answerList(
  around: Surroundings,
  asker: Asker,
  settings: Settings,
  region: string | undefined,
): Promise<void> {
  await around.ec2.use(async (ec2) => {
    const place = await placeFor(around, asker, settings, ec2.demo);
    await listInto(around, asker, place, ec2, settings, region);
  });
}

async function listInto(
  around: Surroundings,
  asker: Asker,
  place: ListingPlace,
  ec2: Ec2,
  settings: Settings,
  region: string | undefined,
): Promise<void> {
  const { clock, log } = around;
  const { head, messages } = place;
  let last: Listing | undefined;
  const refusals: Refusal[] = [];
  const onRefusal: OnRefusal = (refusal) => refusals.push(refusal);
  const everywhere = { ec2, read: around.shareReads(ec2), clock, log, signal: around.ending, onRefusal };
  const request = region === undefined ? everywhere : { ...everywhere, choose: only(region) };
  try {
    for await (const { listing } of readListing(request)) {
      last = listing;
      await place.show(renderListing(messages, head, listing, asker.layout));
    }
    await tellAdmin(around, asker, ec2, notesOfReading(refusals));
  } catch (error) {
    if (around.ending.aborted) {
      // Nobody waits any longer, so the post must not say so.
      await (last === undefined
        ? place.tell(asker.own.format('general.ending'))
        : place.show(stoppedText(asker, place, last)));
    } else if (error instanceof UnknownRegionError) {
      await place.tell(unknownRegionText(asker, error, ec2.demo, settings));
    } else if (error instanceof RegionDiscoveryError) {
      await place.show(renderRegionsFailed(messages, head, failureOf(error)));
      await tellAdmin(around, asker, ec2, notesOfReading([refusalOfDiscovery(error)]));
    } else {
      throw error;
    }
  }
}

function unknownRegionText(
  asker: Asker,
  { region, known }: UnknownRegionError,
  demo: boolean,
  settings: Settings,
): string {
  const lines = nearestRegions(region, known).map((name) => `/ec2ctl ls -r ${name}`);
  const unknown = { region, known, fromSettings: settings.ec2.regions.length > 0 };
  return renderUnknownRegion(asker.own, ownHead(asker, demo), unknown, lines);
}

/** What a post says that waits no longer: what was waited for is given up. */
function stoppedText(asker: Asker, { head, messages }: ListingPlace, listing: Listing): string {
  const failure = ourFailure('stopped');
  if (listing.naming === true) return renderRegionsFailed(messages, head, failure);
  const regions = listing.regions.map((reading) =>
    reading.status === 'waiting' ? ({ region: reading.region, status: 'failed', failure } as const) : reading,
  );
  return renderListing(messages, head, { ...listing, regions }, asker.layout);
}

function only(region: string): (available: readonly string[]) => readonly string[] {
  return (available) => {
    if (!available.includes(region)) throw new UnknownRegionError(region, available);
    return [region];
  };
}
