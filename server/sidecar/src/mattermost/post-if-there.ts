import { UpstreamError } from '../errors.ts';
import type { HostApi, StoredPost } from './host-api.ts';

/** A post by its id; undefined when Mattermost says that there is none. Rejects when it does not answer. */
export async function postIfThere(api: Pick<HostApi, 'GetPost'>, postId: string): Promise<StoredPost | undefined> {
  try {
    return await api.GetPost(postId);
  } catch (error) {
    if (error instanceof UpstreamError && error.status !== undefined && error.status < 500) return undefined;
    throw error;
  }
}
