import type { Audit } from '../audit.ts';
import type { HostApi, StoredPost } from './host-api.ts';

/** The prop by which the line of an operation is found again. */
export const AUDIT_PROP = 'ec2ctl_audit';

const A_PAGE = 200;
/** A line is not looked for behind so many pages: most operations are some minutes old when they are taken up. */
const MOST_PAGES = 5;

/** The bot's lines in a channel, by the plugin API. `identity` is asked at each use, since it is known only after the start. */
export function createAuditLines(api: HostApi, identity: { botId(): string }): Pick<Audit, 'make' | 'find'> {
  return {
    async make(channelId, message, operationId) {
      await api.CreatePost({
        user_id: identity.botId(),
        channel_id: channelId,
        root_id: '',
        message,
        props: { [AUDIT_PROP]: operationId },
      });
    },

    async find(channelId, operationId, since) {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { order, posts } = await api.GetPostsForChannel(channelId, page, A_PAGE);
        // Besides the page, in `posts` alone, there are the first posts of the threads that it answers in, of any age.
        const newest = order.flatMap((id) => (posts[id] === undefined ? [] : [posts[id] as unknown as StoredPost]));
        const line = newest.find(
          (post) => post.user_id === identity.botId() && post.props?.[AUDIT_PROP] === operationId,
        );
        if (line !== undefined) return line.id;
        if (order.length < A_PAGE || newest.some((post) => post.create_at < since)) return undefined;
      }
      return undefined;
    },
  };
}
