import { gunzipSync } from 'node:zlib';
import type { Bot } from '@mattermost/types/bots';
import type { PostList } from '@mattermost/types/posts';
import type { HostApi, Packed, PostDraft, StoredPost } from '../host-api.ts';
import { FakeTown, found, refused } from './fake-town.ts';

/** A Mattermost in memory, as far as the host API goes: it refuses with the codes of the real one. */
export class FakeHost extends FakeTown implements HostApi {
  readonly bots = new Map<string, Bot>();
  readonly sessions = new Map<string, string>();
  readonly posts = new Map<string, StoredPost>();
  readonly ephemerals: { userId: string; post: PostDraft }[] = [];
  /** The id of each of them. */
  readonly ephemeralIds: string[] = [];
  /** What was uploaded, by id. */
  readonly files = new Map<string, { channelId: string; name: string; content: string }>();
  readonly store = new Map<string, { value: string; expiresInSeconds: number | undefined }>();
  /** Called after every change of a post. */
  onPost: (post: StoredPost) => void = () => undefined;
  /** The time of each new post. */
  now: () => number = () => this.#next;
  #next = 1;

  addSession(id: string, userId: string): void {
    this.sessions.set(id, userId);
  }

  EnsureBotUser(bot: Partial<Bot>): Promise<string> {
    const username = bot.username ?? '';
    const holder = [...this.users.values()].find((user) => user.username === username);
    if (holder !== undefined && !holder.is_bot) {
      return Promise.reject(refused('app.bot.createbot.internal_error', 500));
    }
    if (holder !== undefined) {
      return Promise.resolve(holder.id);
    }
    const id = this.#id('bot');
    this.addUser(id, { username, is_bot: true });
    this.bots.set(id, { ...bot, user_id: id, owner_id: 'ec2ctl' } as Bot);
    return Promise.resolve(id);
  }

  GetBot(botUserId: string): Promise<Bot> {
    return found(this.bots.get(botUserId), 'store.sql_bot.get.missing.app_error');
  }

  GetSession(sessionId: string): ReturnType<HostApi['GetSession']> {
    const userId = this.sessions.get(sessionId);
    const session = userId === undefined ? undefined : { id: sessionId, user_id: userId };
    return found(session, 'app.session.get.app_error') as ReturnType<HostApi['GetSession']>;
  }

  GetPost(postId: string): Promise<StoredPost> {
    const post = this.posts.get(postId);
    return found(post?.delete_at === 0 ? { ...post } : undefined, 'app.post.get.app_error');
  }

  GetPostThread(postId: string): Promise<PostList> {
    return this.#list((post) => post.id === postId || post.root_id === postId);
  }

  GetPostsForChannel(channelId: string, page: number, perPage: number): Promise<PostList> {
    return this.#list((post) => post.channel_id === channelId, page * perPage, perPage);
  }

  CreatePost(draft: PostDraft): Promise<StoredPost> {
    const post: StoredPost = { ...draft, id: this.#id('post'), create_at: this.now(), delete_at: 0 };
    this.posts.set(post.id, post);
    this.onPost(post);
    return Promise.resolve({ ...post });
  }

  async UpdatePost(post: StoredPost): Promise<StoredPost> {
    await this.GetPost(post.id);
    this.posts.set(post.id, { ...post });
    this.onPost(post);
    return { ...post };
  }

  SendEphemeralPost(userId: string, post: PostDraft): Promise<StoredPost> {
    this.ephemerals.push({ userId, post });
    const id = this.#id('ephemeral');
    this.ephemeralIds.push(id);
    return Promise.resolve({ ...post, id, create_at: this.#next, delete_at: 0 });
  }

  GetDirectChannel(userId: string, otherUserId: string): Promise<{ id: string }> {
    const id = `direct-${userId}-${otherUserId}`;
    return found(this.users.has(userId) ? { id } : undefined, 'app.user.missing_account.const');
  }

  UploadFile({ gzip }: Packed, channelId: string, name: string): Promise<{ id: string }> {
    const id = this.#id('file');
    this.files.set(id, { channelId, name, content: gunzipSync(Buffer.from(gzip, 'base64')).toString() });
    return Promise.resolve({ id });
  }

  UpdateEphemeralPost(userId: string, post: PostDraft): Promise<StoredPost | null> {
    this.ephemerals.push({ userId, post });
    this.ephemeralIds.push(post.id ?? '');
    return Promise.resolve({ ...post, id: post.id ?? '', create_at: post.create_at ?? 0, delete_at: 0 });
  }

  KVGet(key: string): Promise<string | null> {
    return Promise.resolve(this.store.get(key)?.value ?? null);
  }

  KVList(page: number, perPage: number): Promise<string[] | null> {
    const keys = [...this.store.keys()].sort().slice(page * perPage, (page + 1) * perPage);
    return Promise.resolve(keys.length === 0 ? null : keys);
  }

  KVSetWithOptions(...[key, value, options]: Parameters<HostApi['KVSetWithOptions']>): Promise<boolean> {
    if (options.Atomic === true && (this.store.get(key)?.value ?? null) !== (options.OldValue ?? null)) {
      return Promise.resolve(false);
    }
    this.store.set(key, { value, expiresInSeconds: options.ExpireInSeconds });
    return Promise.resolve(true);
  }

  KVDelete(key: string): Promise<void> {
    this.store.delete(key);
    return Promise.resolve();
  }

  /** The texts of the files that a post has. Mattermost takes a file only into the channel that it was uploaded to. */
  filesOf(post: PostDraft): string[] {
    return (post.file_ids ?? []).map((id) => {
      const file = this.files.get(id);
      if (file?.channelId !== post.channel_id) throw new Error(`No such file in this channel: ${id}`);
      return file.content;
    });
  }

  /** The names of the buttons, and the texts of the options, that a message shows. */
  buttons(post: PostDraft | undefined): string[] {
    return actionsOf(post).flatMap(({ name, options }) => options?.map(({ text }) => text) ?? [name]);
  }

  /** What Mattermost says of a press of the newest button with this name, or of the choice of this option. */
  action(name: string): { postId: string; context: Record<string, string> } {
    const messages = [
      ...this.ephemerals.map(({ post }, index) => ({ post, id: this.ephemeralIds[index] ?? '' })),
      ...[...this.posts.values()].map((post) => ({ post, id: post.id })),
    ];
    for (const { post, id } of messages.reverse()) {
      for (const action of actionsOf(post)) {
        const option = action.options?.find(({ text }) => text === name);
        const { context } = action.integration;
        if (option !== undefined) return { postId: id, context: { ...context, selected_option: option.value } };
        if (action.options === undefined && action.name === name) return { postId: id, context };
      }
    }
    throw new Error(`No button: ${name}`);
  }

  /** This Mattermost as a process finds it that begins now: what an older process still does is not seen there. */
  survivor(): FakeHost {
    const next = new FakeHost();
    next.#next = this.#next;
    const maps = ['users', 'teams', 'channels', 'groups', 'bots', 'sessions', 'posts', 'files', 'store'] as const;
    for (const name of maps) {
      const into = next[name] as Map<string, unknown>;
      for (const [key, value] of this[name]) into.set(key, structuredClone(value));
    }
    for (const member of this.members) next.members.add(member);
    next.ephemerals.push(...this.ephemerals);
    next.ephemeralIds.push(...this.ephemeralIds);
    return next;
  }

  #id(kind: string): string {
    this.#next += 1;
    return `${kind}${String(this.#next)}`;
  }

  #list(matches: (post: StoredPost) => boolean, skip = 0, most = Infinity): Promise<PostList> {
    const posts = [...this.posts.values()].filter((post) => post.delete_at === 0 && matches(post));
    const newest = posts.reverse().slice(skip, skip + most);
    const list = { order: newest.map((post) => post.id), posts: Object.fromEntries(newest.map((p) => [p.id, p])) };
    return Promise.resolve(list as unknown as PostList);
  }
}

/** A button or a menu, as Mattermost keeps it. */
interface StoredAction {
  readonly name: string;
  readonly options?: readonly { readonly text: string; readonly value: string }[];
  readonly integration: { readonly url: string; readonly context: Record<string, string> };
}

function actionsOf(post: PostDraft | undefined): readonly StoredAction[] {
  const [attachment] = (post?.props?.['attachments'] ?? []) as { actions?: readonly StoredAction[] }[];
  return attachment?.actions ?? [];
}
