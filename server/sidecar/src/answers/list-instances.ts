import type { ParsedLs } from '../commands/parse.ts';
import { failureOf, ourFailure } from '../operations/failures.ts';
import { readListing } from '../operations/listing.ts';
import type { OnRefusal, Refusal } from '../operations/refusals.ts';
import { RegionDiscoveryError } from '../operations/regions.ts';
import type { Ec2 } from '../ports.ts';
import { drawListing, renderListing, renderRegionsFailed } from '../render/listing.ts';
import { renderEnding } from '../render/refusal.ts';
import { renderShowButton } from '../render/show-button.ts';
import { chooseRegions, UnknownRegionError } from '../selection/choose-regions.ts';
import { selectListing } from '../selection/select-listing.ts';
import type { Settings } from '../settings.ts';
import type { Access, Listing, ListingLook } from '../views.ts';
import { notesOfReading, refusalOfDiscovery } from './admin-notes.ts';
import { type Asker, ownHead } from './asker.ts';
import { draftOf } from './card-draft.ts';
import { finished } from './finished-listing.ts';
import { type ListingPlace, placeFor } from './listing-place.ts';
import { showWithButtons } from './show-with-buttons.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';
import { unknownRegionText } from './unknown-region.ts';

/**
 * Answers `ls`: with what is there after 2 s at most, edited once when the rest is in; in the channel, or to the asker
 * alone. A region that is none is told to the asker alone.
 */
export async function answerList(
  around: Surroundings,
  asker: Asker,
  settings: Settings,
  access: Access,
  parsed: ParsedLs,
): Promise<void> {
  await around.ec2.use(async (ec2) => {
    const wish = { setting: settings.listings, visibility: parsed.visibility, access };
    const place = await placeFor(around, asker, wish, ec2.demo);
    await listInto(around, asker, { place, ec2, settings, parsed, mayShow: access === 'change' || access === 'admin' });
  });
}

/** What is listed, and where. */
interface ListingTask {
  readonly place: ListingPlace;
  readonly ec2: Ec2;
  readonly settings: Settings;
  readonly parsed: ParsedLs;
  /** Whether the asker may show it to the channel. */
  readonly mayShow: boolean;
}

async function listInto(
  around: Surroundings,
  asker: Asker,
  { place, ec2, settings, parsed, mayShow }: ListingTask,
): Promise<void> {
  const { clock, log } = around;
  const { head, messages } = place;
  const began = clock.now();
  let last: Listing | undefined;
  const refusals: Refusal[] = [];
  const onRefusal: OnRefusal = (refusal) => refusals.push(refusal);
  const { selection, sort, columns, csv } = parsed;
  const notPublic = parsed.visibility === 'public' && !place.isForAll;
  const look: ListingLook = { layout: asker.layout, sort, columns, csv, notPublic, file: { kind: 'follows' } };
  const read = around.reads.recent(ec2);
  const request = { ec2, read, clock, log, signal: around.ending, onRefusal, choose: chooseRegions(selection) };
  try {
    for await (const { listing: all, final } of readListing(request)) {
      const regions = all.regions.map(({ region }) => region);
      const listing = { ...all, ...selectListing(selection, all.instances, regions) };
      last = listing;
      const drawn = drawListing(messages, head, listing, look);
      const text = final ? await finished(around, place, drawn, look, began) : { message: drawn.message };
      if (final && mayShow && !place.isForAll) {
        const face = { message: text.message, attachment: undefined };
        const draft = { ...draftOf(asker, ec2, head), face, subject: { kind: 'listing' as const } };
        await showWithButtons(around, place, { draft, below: (token) => renderShowButton(messages, token) });
      } else {
        await (final
          ? place.show(text)
          : place.showEarly(text, stoppedText(place, listing, { ...look, file: undefined })));
      }
    }
    await tellAdmin(around, asker, ec2, notesOfReading(refusals));
  } catch (error) {
    if (around.ending.aborted) {
      // Nobody waits any longer, so the post must not say so.
      await (last === undefined
        ? place.tell(renderEnding(asker.own, ownHead(asker, ec2.demo)))
        : place.show({ message: stoppedText(place, last, { ...look, file: undefined }) }));
    } else if (error instanceof UnknownRegionError) {
      await place.tell(unknownRegionText(asker, error, ec2.demo, settings));
    } else if (error instanceof RegionDiscoveryError) {
      await place.show({ message: renderRegionsFailed(messages, head, failureOf(error)) });
      await tellAdmin(around, asker, ec2, notesOfReading([refusalOfDiscovery(error)]));
    } else {
      throw error;
    }
  }
}

/** What a post says that waits no longer: what was waited for is given up. */
function stoppedText({ head, messages }: ListingPlace, listing: Listing, look: ListingLook): string {
  const failure = ourFailure('stopped');
  if (listing.naming === true) return renderRegionsFailed(messages, head, failure);
  const regions = listing.regions.map((reading) =>
    reading.status === 'waiting' ? ({ region: reading.region, status: 'failed', failure } as const) : reading,
  );
  return renderListing(messages, head, { ...listing, regions }, look);
}
