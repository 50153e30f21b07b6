import type { ChannelLabel } from './history-rows.ts';

/** The channels of this Mattermost, as one person may know them. A port, as those of `ports.ts`. */
export interface Channels {
  /**
   * What a person may be told of where something was typed, as it is now: the name of a channel in a team of theirs
   * that they are a member of, or that is public unless they are a guest. Rejects with an `UpstreamError` when Mattermost does not answer.
   */
  labelFor(channelId: string, personId: string): Promise<ChannelLabel>;
}
