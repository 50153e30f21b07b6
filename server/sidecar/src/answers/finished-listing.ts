import { UpstreamError } from '../errors.ts';
import { reasonOf } from '../operations/failures.ts';
import { uploadFile } from '../operations/upload-file.ts';
import type { DrawnListing } from '../render/listing.ts';
import { listingFile } from '../render/listing-file.ts';
import type { ListingLook } from '../views.ts';
import type { ListingPlace, ListingText } from './listing-place.ts';
import { settlesWithin } from './settles-within.ts';
import type { Surroundings } from './surroundings.ts';

/** After this long a listing is shown without its file, which follows. */
const SHOWN_AFTER_MS = 250;

/** The last text of a listing: with all of it in a file, where that was asked for or not all of it fits. */
export async function finished(
  around: Surroundings,
  place: ListingPlace,
  drawn: DrawnListing,
  look: ListingLook,
): Promise<ListingText> {
  const { listed, isCut, redraw } = drawn;
  const { columns, csv, notPublic = false } = look;
  if (listed.length === 0 || !(isCut || csv === true)) return { message: drawn.message };
  const file = await listingFile({ listed, columns, now: around.clock.now() });
  const uploading = uploadFile(around, { file, channel: () => place.fileChannel(), signal: around.ending });
  if (!(await settlesWithin(around.clock, uploading, SHOWN_AFTER_MS))) {
    await place.showEarly({ message: drawn.message }, redraw({ file: undefined, notPublic }));
  }
  const fileId = await uploading;
  const refused = (): ListingText => ({ message: redraw({ file: { kind: 'refused' }, notPublic }) });
  if (fileId === undefined) return refused();
  // Why it is not where it was wished is told where that was.
  const message = redraw({ file: { kind: 'attached', rows: file.rows }, notPublic: false });
  try {
    return await place.withFile({ message, fileIds: [fileId] }, notPublic);
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.source !== 'mattermost') throw error;
    around.log('warn', 'A listing with a file was not taken', { name: file.name, ...reasonOf(error) });
    return refused();
  }
}
