import { nearestRegions } from '../commands/nearest.ts';
import { readListing } from '../operations/listing.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Ec2 } from '../ports.ts';
import { renderListing, renderRegionsFailed } from '../render/listing.ts';
import { renderUnknownRegion } from '../render/not-acted.ts';
import type { Settings } from '../settings.ts';
import { type Asker, ownHead, postHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** The region that was asked for is none of those that may be asked. */
class UnknownRegionError extends Error {
  override readonly name = 'UnknownRegionError';
  readonly known: readonly string[];

  constructor(known: readonly string[]) {
    super('Cannot list instances: region is unknown');
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
  await around.ec2.use(async (ec2) => {
    try {
      await listInto(around, asker, ec2, region);
    } catch (error) {
      if (error instanceof UnknownRegionError && region !== undefined) {
        const { known } = error;
        const lines = nearestRegions(region, known).map((name) => `/ec2ctl ls -r ${name}`);
        const unknown = { region, known, fromSettings: settings.regions.length > 0 };
        const text = renderUnknownRegion(asker.own, ownHead(asker), unknown, lines);
        await around.posts.ephemeral(asker.person.id, asker.place, text);
        return;
      }
      throw error;
    }
  });
}

async function listInto(around: Surroundings, asker: Asker, ec2: Ec2, region: string | undefined): Promise<void> {
  const { posts, clock, log } = around;
  const head = postHead(asker, ec2.demo);
  let postId: string | undefined;
  let shown = '';

  async function show(message: string): Promise<void> {
    if (postId === undefined) {
      postId = await posts.create({ ...asker.place, message });
    } else if (message !== shown) {
      await posts.edit(postId, message);
    }
    shown = message;
  }

  const everywhere = { ec2, clock, log, signal: new AbortController().signal };
  const request = region === undefined ? everywhere : { ...everywhere, choose: only(region) };
  try {
    for await (const { listing } of readListing(request)) {
      await show(renderListing(asker.channel, head, listing, asker.layout));
    }
  } catch (error) {
    if (!(error instanceof RegionDiscoveryError)) throw error;
    const failure = { code: error.code, requestId: error.requestId };
    await show(renderRegionsFailed(asker.channel, head, failure));
  }
}

function only(region: string): (available: readonly string[]) => readonly string[] {
  return (available) => {
    if (!available.includes(region)) throw new UnknownRegionError(available);
    return [region];
  };
}
