import { nearestRegions } from '../commands/nearest.ts';
import { UpstreamError } from '../errors.ts';
import { again } from '../operations/again.ts';
import { failureOf, isRefusedEdit, ourFailure } from '../operations/failures.ts';
import { readListing } from '../operations/listing.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Ec2 } from '../ports.ts';
import { renderListing, renderRegionsFailed } from '../render/listing.ts';
import { renderUnknownRegion } from '../render/not-acted.ts';
import type { Settings } from '../settings.ts';
import type { Head, Listing } from '../views.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

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
 * Answers `ls`: a post with what is there after 2 s at most, edited once when the rest is in. A region that is none is
 * told to the asker alone.
 *
 * @param region the one to list, or undefined for all
 */
export async function answerList(
  around: Surroundings,
  asker: Asker,
  settings: Settings,
  region: string | undefined,
): Promise<void> {
  await around.ec2.use((ec2) => listInto(around, asker, ec2, settings, region));
}

async function listInto(
  around: Surroundings,
  asker: Asker,
  ec2: Ec2,
  settings: Settings,
  region: string | undefined,
): Promise<void> {
  const { posts, clock, log } = around;
  const head = postHead(asker, ec2.demo);
  let postId: string | undefined;
  let shown = '';
  let last: Listing | undefined;

  async function show(message: string): Promise<void> {
    if (postId === undefined) {
      postId = await posts.create({ ...asker.place, message });
    } else if (message !== shown) {
      await editIfThere(around, postId, message);
    }
    shown = message;
  }

  /** Tells the asker alone; where a post waits already, there instead, or it would wait for ever. */
  async function tell(message: string): Promise<void> {
    await (postId === undefined ? posts.ephemeral(asker.person.id, asker.place, message) : show(message));
  }

  const everywhere = { ec2, clock, log, signal: around.ending };
  const request = region === undefined ? everywhere : { ...everywhere, choose: only(region) };
  try {
    for await (const { listing } of readListing(request)) {
      last = listing;
      await show(renderListing(asker.channel, head, listing, asker.layout));
    }
  } catch (error) {
    if (around.ending.aborted) {
      // Nobody waits any longer, so the post must not say so.
      await (last === undefined ? tell(asker.own.format('general.ending')) : show(stoppedText(asker, head, last)));
    } else if (error instanceof UnknownRegionError) {
      await tell(unknownRegionText(asker, error, ec2.demo, settings));
    } else if (error instanceof RegionDiscoveryError) {
      await show(renderRegionsFailed(asker.channel, head, failureOf(error)));
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
function stoppedText(asker: Asker, head: Head, listing: Listing): string {
  const failure = ourFailure('stopped');
  if (listing.naming === true) return renderRegionsFailed(asker.channel, head, failure);
  const regions = listing.regions.map((reading) =>
    reading.status === 'waiting' ? ({ region: reading.region, status: 'failed', failure } as const) : reading,
  );
  return renderListing(asker.channel, head, { ...listing, regions }, asker.layout);
}

/**
 * Edits a post, again while Mattermost does not answer: it would wait for ever otherwise. Where somebody deleted it
 * meanwhile there is nothing to mend.
 */
async function editIfThere({ posts, clock, ending }: Surroundings, postId: string, message: string): Promise<void> {
  const patience = { clock, signal: ending, mayHelp: (error: unknown) => !isRefusedEdit(error) };
  try {
    await again(patience, () => posts.edit(postId, message));
  } catch (error) {
    if (!(error instanceof UpstreamError) || !isRefusedEdit(error)) throw error;
  }
}

function only(region: string): (available: readonly string[]) => readonly string[] {
  return (available) => {
    if (!available.includes(region)) throw new UnknownRegionError(region, available);
    return [region];
  };
}
