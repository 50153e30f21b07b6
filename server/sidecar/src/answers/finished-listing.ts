import { UpstreamError } from '../errors.ts';
import { reasonOf } from '../operations/failures.ts';
import { uploadFile } from '../operations/upload-file.ts';
import type { DrawnListing } from '../render/listing.ts';
import { type ListingFile, listingFile, type ListingFileInput } from '../render/listing-file.ts';
import type { ListingLook } from '../views.ts';
import type { ListingPlace, ListingText } from './listing-place.ts';
import { settlesWithin } from './settles-within.ts';
import type { Surroundings } from './surroundings.ts';

/** So long after it was asked for a listing is shown without its file, which follows. */
const SHOWN_AFTER_MS = 250;

/**
 * The last text of a listing: with all of it in a file, where that was asked for or not all of it fits.
 *
 * @param began when it was asked for, in milliseconds since the epoch
 */
export async function finished(
  around: Surroundings,
  place: ListingPlace,
  drawn: DrawnListing,
  look: ListingLook,
  began: number,
): Promise<ListingText> {
  const { listed, isCut, redraw } = drawn;
  const { columns, csv, notPublic = false } = look;
  if (listed.length === 0 || !(isCut || csv === true)) return { message: drawn.message };
  const now = around.clock.now();
  const bringing = bringFile(around, place, { listed, columns, now });
  if (!(await settlesWithin(around.clock, bringing, began + SHOWN_AFTER_MS - now))) {
    await place.showEarly({ message: drawn.message }, redraw({ file: undefined, notPublic }));
  }
  const { fileId, file } = await bringing;
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

/** Lays out the file and uploads it. The id is undefined where Mattermost does not take it. */
async function bringFile(
  around: Surroundings,
  place: ListingPlace,
  input: ListingFileInput,
): Promise<{ readonly fileId: string | undefined; readonly file: ListingFile }> {
  const file = await listingFile(input);
  const upload = { file, channel: () => place.fileChannel(), signal: around.ending };
  return { fileId: await uploadFile(around, upload), file };
}
