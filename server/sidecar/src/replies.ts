import type { Readers } from './ports.ts';

/** Replies of the bot to posts of its own, where the end of a change is told, once. A port, as those of `ports.ts`. */
export interface Replies {
  /**
   * Replies in the thread of a post, or under the same root where the post is in one itself. Rejects with an
   * `UpstreamError` when the post is gone, the channel archived, or Mattermost does not answer.
   */
  make(postId: string, message: string, operationId: string): Promise<void>;
  /** The id of the bot's reply with this operation id in its props, in the thread of a post; undefined if none. */
  find(postId: string, operationId: string): Promise<string | undefined>;
  /** Of what kind a channel is, by one question to Mattermost; undefined when it is not there. */
  channelKind(channelId: string): Promise<Readers['kind'] | undefined>;
}
