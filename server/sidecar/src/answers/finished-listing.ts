import type { NewFile } from '../files.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import { FIRST_LISTING_MS } from '../operations/listing.ts';
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

/**
 * The last text of a listing: with all of it in a file, where that was asked for or not all of it fits. Nobody waits for the file
 * longer than for a region: what there is is shown meanwhile, and without a file where none is to be had.
 */
export async function finished(
  around: Surroundings,
  place: ListingPlace,
  { drawn, listing, look }: Whole,
): Promise<ListingText> {
  const { listed, isCut } = drawn;
  if (listed.length === 0 || !(isCut || look.csv === true)) return { message: drawn.message };
  const draw = (file: ListingFile): string =>
    drawListing(place.messages, place.head, listing, { ...look, file }).message;
  const file = listingFile({ listed, columns: look.columns, now: around.clock.now() });
  const fileId = await upload(around, place, { file, meanwhile: drawn.message });
  const without = { message: draw({ kind: 'refused' }) };
  if (fileId === undefined) return without;
  try {
    return await place.withFile({ message: draw({ kind: 'attached', rows: file.rows }), fileIds: [fileId] });
  } catch (error) {
    logDefect(around.log, error);
    around.log('warn', 'A listing with a file could not be posted', { ...reasonOf(error) });
    return without;
  }
}

/** The id of the file; undefined where Mattermost does not take it, and when the process ends before it does. */
async function upload(
  around: Surroundings,
  place: ListingPlace,
  { file, meanwhile }: { readonly file: NewFile; readonly meanwhile: string },
): Promise<string | undefined> {
  const { clock, ending } = around;
  const done = new AbortController();
  const { signal } = done;
  const uploading = uploadFile(around, () => place.fileChannel(), file);
  const interrupted = new Promise<undefined>((resolve) => {
    ending.addEventListener(
      'abort',
      () => {
        resolve(undefined);
      },
      { signal },
    );
  });
  const late = clock.sleep(FIRST_LISTING_MS, signal).then(
    () => 'late' as const,
    () => undefined,
  );
  try {
    const early = await Promise.race([uploading.then((id) => ({ id })), interrupted, late]);
    if (early !== 'late') return early?.id;
    await place.show({ message: meanwhile });
    return ending.aborted ? undefined : await Promise.race([uploading, interrupted]);
  } finally {
    done.abort();
  }
}
