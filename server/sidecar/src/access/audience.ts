import type { Directory, Readers } from '../ports.ts';
import type { Entry } from './entry.ts';
import { isTooMany, unfit } from './find-named.ts';
import type { ListName } from './list.ts';

/**
 * Whether everyone who can read a channel may look: everyone of the server may, or everyone of the channel's team, or all
 * members of this private channel; and nobody reads it who is a guest or of another server.
 *
 * @param entries of both lists: operators may look as well
 */
export async function everyReaderMayLook(
  directory: Directory,
  entries: readonly { readonly list: ListName; readonly entry: Entry }[],
  channelId: string,
  readers: Readers,
): Promise<boolean> {
  if (readers.hasOutsiders) return false;
  for (const { list, entry } of entries) {
    if (coversAll(list, entry, channelId, readers) && (await isFit(directory, list, entry))) return true;
  }
  return false;
}

function coversAll(list: ListName, entry: Entry, channelId: string, readers: Readers): boolean {
  const { who, place } = entry;
  // A right in another channel says nothing; one in this channel is for members, and a public one has other readers, too.
  if (place !== undefined && (place.id !== channelId || readers.kind !== 'private')) return false;
  if (who === 'members' || who === 'everyone') return !isTooMany(list, entry);
  return who.kind === 'team' && who.id !== undefined && who.id === readers.teamId;
}

/** Whether what the entry names still grants what it says. */
async function isFit(directory: Directory, list: ListName, { who, place }: Entry): Promise<boolean> {
  for (const named of [who, place]) {
    if (named === undefined || typeof named === 'string') continue;
    const found = named.id === undefined ? undefined : await directory.byId(named.kind, named.id);
    if (found === undefined || unfit(list, found) !== undefined) return false;
  }
  return true;
}
