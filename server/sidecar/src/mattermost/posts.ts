import { isDeepStrictEqual } from 'node:util';
import { ACTION_PATH, type Action, type Attachment } from '../attachment.ts';
import { UpstreamError } from '../errors.ts';
import type { BelowText, ButtonPost, EphemeralPost, NewPost, Place, Posts } from '../ports.ts';
import { findInChannel, madeFor } from './find-in-channel.ts';
import type { HostApi, StoredPost } from './host-api.ts';
import { postIfThere } from './post-if-there.ts';
import { storedButtons } from './stored-buttons.ts';

/** The prop by which a post of ours is found again: `pending_post_id` does not deduplicate for plugins. */
export const OPERATION_PROP = 'ec2ctl_operation';

/** Where Mattermost sends a press of a button of ours: relative to the site, whatever its path is. */
function actionUrl(pluginId: string): string {
  return `/plugins/${pluginId}${ACTION_PATH}`;
}

/** The bot's posts, by the plugin API. `identity` is asked at each use, since it is known only after the start. */
export function createPosts(api: HostApi, identity: { botId(): string; pluginId(): string }): Posts {
  const botId = (): string => identity.botId();

  /** The thread to answer in: the server does not check a command's `root_id`. Empty means the channel. */
  async function trueRoot(place: Place): Promise<string> {
    if (place.rootId === '') {
      return '';
    }
    const root = await postIfThere(api, place.rootId);
    if (root?.channel_id !== place.channelId || root.delete_at !== 0) return '';
    return root.root_id === '' ? root.id : root.root_id;
  }

  function attachmentProp(attachment: Attachment): Record<string, unknown> {
    const { actions, ...shown } = attachment;
    if (actions === undefined) return { attachments: [shown] };
    const url = actionUrl(identity.pluginId());
    return { attachments: [{ ...shown, actions: actions.map((action) => drawn(action, url)) }] };
  }

  function propsOf(attachment: Attachment | undefined, operationId?: string): { props?: Record<string, unknown> } {
    if (attachment === undefined && operationId === undefined) return {};
    return {
      props: {
        ...(operationId !== undefined && { [OPERATION_PROP]: operationId }),
        ...(attachment !== undefined && attachmentProp(attachment)),
      },
    };
  }

  return {
    async create(post: NewPost): Promise<string> {
      const created = await api.CreatePost({
        user_id: botId(),
        channel_id: post.channelId,
        root_id: await trueRoot(post),
        message: post.message,
        ...propsOf(post.attachment, post.operationId),
        ...(post.fileIds !== undefined && { file_ids: post.fileIds }),
      });
      return created.id;
    },

    async edit(postId: string, message: string, below: BelowText = {}): Promise<void> {
      // UpdatePost replaces message and all props: read first, so that nothing else is lost.
      const post = await api.GetPost(postId);
      if (post.user_id !== botId()) {
        throw new UpstreamError('mattermost', 'NotOurPost', `Cannot edit post: author is \`${post.user_id}\``);
      }
      if (post.delete_at !== 0) {
        throw new UpstreamError('mattermost', 'PostDeleted', 'Cannot edit post: it is deleted');
      }
      const { attachment, fileIds } = below;
      const isBare = post.props?.['attachments'] === undefined;
      const isAttachment = attachment !== undefined && attachment !== null;
      const keepsBelow = attachment === null ? isBare : !isAttachment;
      const keepsFiles = fileIds === undefined || isDeepStrictEqual(fileIds, post.file_ids ?? []);
      if (keepsBelow && keepsFiles && post.message === message) return;
      const props = { ...post.props, ...(isAttachment && attachmentProp(attachment)) };
      if (attachment === null) delete props['attachments'];
      await api.UpdatePost({ ...post, message, props, ...(fileIds !== undefined && { file_ids: fileIds }) });
    },

    async isDirect(channelId: string, userId: string): Promise<boolean> {
      const { type, name } = await api.GetChannel(channelId);
      return type === 'D' && isDeepStrictEqual(name.split('__').sort(), [userId, botId()].sort());
    },

    async directChannel(userId: string): Promise<string> {
      return (await api.GetDirectChannel(userId, botId())).id;
    },

    async ephemeral(userId: string, place: Place, message: string, attachment?: Attachment): Promise<EphemeralPost> {
      const { channelId } = place;
      const rootId = await trueRoot(place);
      const draft = { user_id: botId(), channel_id: channelId, root_id: rootId, message, ...propsOf(attachment) };
      const { id, create_at: createdAt } = await api.SendEphemeralPost(userId, draft);
      return { id, createdAt, channelId, rootId };
    },

    async editEphemeral(userId: string, post: EphemeralPost, message: string, attachment?: Attachment): Promise<void> {
      const { id, createdAt, channelId, rootId } = post;
      const place = { user_id: botId(), channel_id: channelId, root_id: rootId };
      const draft = { ...place, id, create_at: createdAt, message, ...propsOf(attachment) };
      await api.UpdateEphemeralPost(userId, draft);
    },

    async findByOperation(place: Place, operationId: string, since: number): Promise<string | undefined> {
      const isIt = madeFor(operationId, { botId: botId(), prop: OPERATION_PROP });
      const root = await trueRoot(place);
      if (root === '') return (await findInChannel(api, { channelId: place.channelId, since }, isIt))?.id;
      const thread = await api.GetPostThread(root);
      return (Object.values(thread.posts) as unknown as StoredPost[]).find(isIt)?.id;
    },

    async withButtons(postId: string, token: string): Promise<ButtonPost | undefined> {
      const post = await postIfThere(api, postId);
      // Anybody can make a post with buttons like ours, but not as our bot.
      if (post?.user_id !== botId() || post.delete_at !== 0) return undefined;
      const stored = storedButtons(post.props?.['attachments']);
      if (stored?.tokens.has(token) !== true) return undefined;
      return {
        channelId: post.channel_id,
        rootId: post.root_id,
        message: post.message,
        isQuestion: post.props?.[OPERATION_PROP] !== undefined,
        rest: stored.rest,
      };
    },
  };
}

/** An action as Mattermost takes it. It makes the id itself: one that we made must have no dash. */
function drawn({ context, ...action }: Action, url: string): Record<string, unknown> {
  return { ...action, integration: { url, context } };
}
