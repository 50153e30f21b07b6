import { uploadFile } from '../operations/upload-file.ts';
import { type DrawnListing, drawListing } from '../render/listing.ts';
import { listingFile } from '../render/listing-file.ts';
import type { Listing, ListingFile, ListingLook } from '../views.ts';
import type { ListingPlace, ListingText } from './listing-place.ts';
import type { Surroundings } from './surroundings.ts';

/** A listing that is whole. */
interface Whole {
  readonly drawn: DrawnListing;
  readonly listing: Listing;
  readonly look: ListingLook;
}

/** The last text of a listing: with all of it in a file, where that was asked for or not all of it fits. */
export async function finished(
  around: Surroundings,
  place: ListingPlace,
  { drawn, listing, look }: Whole,
): Promise<ListingText> {
  const { listed, isCut } = drawn;
  const draw = (file: ListingFile): string =>
    drawListing(place.messages, place.head, listing, { ...look, file }).message;
  if (listed.length === 0 || !(isCut || look.csv === true)) return { message: drawn.message };
  const file = listingFile({ listed, columns: look.columns, now: around.clock.now() });
  const fileId = await uploadFile(around, { file, channel: () => place.fileChannel(), signal: around.ending });
  if (fileId === undefined) return { message: draw({ kind: 'refused' }) };
  return await place.withFile({ message: draw({ kind: 'attached', rows: file.rows }), fileIds: [fileId] });
}
