import type { ChannelLabel } from './history-rows.ts';

/** The channels of this Mattermost, as one person may know them. A port, as those of `ports.ts`. */
export interface Channels {
  /**
   * What a person may be told of where something was typed, as it is now: the name of a channel that they are a member of,
   * or that is public in a team of theirs. Rejects with an `UpstreamError` when Mattermost does not answer.
   */
  labelFor(channelId: string, personId: string): Promise<ChannelLabel>;
}
