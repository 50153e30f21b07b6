/** Entries of our lists that name channels: not everybody who reads of a change of them may know those. */
import type { ChannelLabel } from '../history-rows.ts';

/** A channel as an entry names it, `~sre/deploys`, with its id where that was known. */
const CHANNEL = /~\S+(?:\s*\(\s*id\s+([a-z0-9]+)\s*\))?/gi;

/** The ids of the channels that an entry names. */
export function channelIdsIn(entry: string): string[] {
  return [...entry.matchAll(CHANNEL)].flatMap(([, id]) => id?.toLowerCase() ?? []);
}

/** The entry with `hidden` in place of each channel whose name the reader may not know. What has no id is told to nobody. */
export function withoutHiddenChannels(
  entry: string,
  labels: ReadonlyMap<string, ChannelLabel>,
  hidden: string,
): string {
  return entry.replace(CHANNEL, (named, id: string | undefined) =>
    labels.get(id?.toLowerCase() ?? '')?.kind === 'named' ? named : hidden,
  );
}
