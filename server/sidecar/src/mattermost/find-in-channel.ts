import type { HostApi, StoredPost } from './host-api.ts';

const A_PAGE = 200;

/** Nothing is looked for behind so many pages: nobody reads a channel that has more posts within a day. */
const MOST_PAGES = 50;

/** A post has its time from the server that makes it. That of another server may be so far behind ours, in milliseconds. */
const CLOCKS_APART_MS = 300_000;

/** Whether a post was made by this bot for an operation: it has its id in this prop. */
export function madeFor(operationId: string, by: { readonly botId: string; readonly prop: string }) {
  return ({ user_id: author, props }: StoredPost): boolean => author === by.botId && props?.[by.prop] === operationId;
}

/**
 * Looks for a post of a channel, page by page from the newest on, until they are older than `since`, in milliseconds since the
 * epoch. The first page is looked at as a whole, whatever the clocks say. Undefined if there is none.
 */
export async function findInChannel(
  api: Pick<HostApi, 'GetPostsForChannel'>,
  { channelId, since }: { readonly channelId: string; readonly since: number },
  isIt: (post: StoredPost) => boolean,
): Promise<StoredPost | undefined> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { order, posts } = await api.GetPostsForChannel(channelId, page, A_PAGE);
    // Besides the page, in `posts` alone, there are the threads that it answers in, of any age.
    const newest = order.flatMap((id) => (posts[id] === undefined ? [] : [posts[id] as unknown as StoredPost]));
    const found = newest.find(isIt);
    if (found !== undefined) return found;
    if (order.length < A_PAGE || newest.some((post) => post.create_at < since - CLOCKS_APART_MS)) return undefined;
  }
  return undefined;
}
