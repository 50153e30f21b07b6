import { UpstreamError } from '../errors.ts';
import type { Replies } from '../replies.ts';
import type { HostApi, StoredPost } from './host-api.ts';
import { channelKindOf } from './readers.ts';

/** The prop by which the reply that tells the end of an operation is found again. */
export const REPLY_PROP = 'ec2ctl_reply';

/** The bot's replies, by the plugin API. `identity` is asked at each use, since it is known only after the start. */
export function createReplies(api: HostApi, identity: { botId(): string }): Replies {
  /** A post that is there. A reply to one that is gone would be made in the channel, or stand alone in a thread. */
  async function alive(postId: string): Promise<StoredPost> {
    const post = await api.GetPost(postId);
    if (post.delete_at === 0) return post;
    throw new UpstreamError('mattermost', 'PostDeleted', 'Cannot reply to post: it is deleted');
  }

  function rootOf(post: StoredPost): string {
    return post.root_id === '' ? post.id : post.root_id;
  }

  return {
    async make(postId, message, operationId) {
      const post = await alive(postId);
      await api.CreatePost({
        user_id: identity.botId(),
        channel_id: post.channel_id,
        root_id: rootOf(post),
        message,
        props: { [REPLY_PROP]: operationId },
      });
    },

    async find(postId, operationId) {
      const { posts } = await api.GetPostThread(rootOf(await alive(postId)));
      const thread = Object.values(posts) as unknown as StoredPost[];
      const isIt = (post: StoredPost): boolean =>
        post.user_id === identity.botId() && post.props?.[REPLY_PROP] === operationId;
      return thread.find(isIt)?.id;
    },

    channelKind: (channelId) => channelKindOf(api, channelId),
  };
}
