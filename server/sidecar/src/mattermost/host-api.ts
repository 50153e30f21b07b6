import type { Bot } from '@mattermost/types/bots';
import type { Channel } from '@mattermost/types/channels';
import type { PostList } from '@mattermost/types/posts';
import type { Session } from '@mattermost/types/sessions';
import type { Team } from '@mattermost/types/teams';
import type { UserProfile } from '@mattermost/types/users';
import { UpstreamError } from '../errors.ts';

/** A post as we make or change it; Mattermost fills in the rest. */
export interface PostDraft {
  id?: string;
  create_at?: number;
  user_id: string;
  channel_id: string;
  root_id: string;
  message: string;
  props?: Record<string, unknown>;
  /** Left out of an update, all files go. */
  file_ids?: readonly string[] | null;
}

/** A post as Mattermost keeps it, as far as we read it. `@mattermost/types` describes the web client's copy. */
export interface StoredPost extends PostDraft {
  id: string;
  create_at: number;
  delete_at: number;
}

/** Mattermost's `model.PluginKVSetOptions`; it has no JSON tags, hence Go's names. */
export interface PluginKVSetOptions {
  Atomic?: boolean;
  /** Base64; null with `Atomic` stores only if the key is absent. */
  OldValue?: string | null;
  ExpireInSeconds?: number;
}

/** Mattermost's `model.UserGetOptions`, as far as we fill it; it has no JSON tags, hence Go's names. */
export interface UserGetOptions {
  Role?: string;
  Active?: boolean;
  Page: number;
  PerPage: number;
}

/** Mattermost's `model.UserSearch`, as far as we fill it. */
export interface UserSearch {
  /** The beginning of a name. */
  term: string;
  limit: number;
  allow_inactive: boolean;
}

/** `[]byte` that crosses compressed: what is large is read on the other side before anything that comes behind it. */
export interface Packed {
  /** Base64 of gzip. */
  gzip: string;
}

/** A channel as we read it. `shared` is left out of JSON, or null, unless it is shared with another server. */
export type StoredChannel = Pick<Channel, 'id' | 'name' | 'type' | 'team_id' | 'delete_at'> & {
  shared?: boolean | null;
};

/** A member of a team as we read it. By `scheme_guest` Mattermost itself knows whom it shows the team's public channels. */
export interface StoredTeamMember {
  user_id: string;
  delete_at: number;
  scheme_guest: boolean;
}

/** A group as we read it: `custom` ones are made by people, all others come from the company's directory. */
export interface StoredGroup {
  id: string;
  name?: string | null;
  source: string;
  delete_at: number;
}

/** A record of Mattermost's audit log (`model.AuditRecord`). */
export interface AuditRecord {
  event_name: string;
  status: 'success' | 'fail' | 'attempt';
  event: { parameters: Record<string, unknown>; object_type: string };
  /** Who did it, where that is known. */
  actor?: { user_id: string };
}

/**
 * The methods of Mattermost's plugin API that the sidecar uses, one for each Go method of that name. This
 * file is the whole list: the bridge refuses every other (`host-api.json` is made from it).
 * `[]byte` is base64, or `Packed`.
 * @see https://pkg.go.dev/github.com/mattermost/mattermost/server/public/plugin#API
 */
export interface HostApi {
  EnsureBotUser(bot: Partial<Bot>): Promise<string>;
  GetBot(botUserId: string, includeDeleted: boolean): Promise<Bot>;
  GetUser(userId: string): Promise<UserProfile & { remote_id?: string }>;
  GetUserByUsername(username: string): Promise<UserProfile>;
  GetUsers(options: UserGetOptions): Promise<UserProfile[] | null>;
  SearchUsers(search: UserSearch): Promise<UserProfile[] | null>;
  /** The session without its token. */
  GetSession(sessionId: string): Promise<Session & { user_id: string }>;
  GetTeam(teamId: string): Promise<Team>;
  /** Archived ones as well. */
  GetTeamByName(name: string): Promise<Team>;
  GetTeams(): Promise<Team[] | null>;
  /** Of one who has left as well; `delete_at` tells. */
  GetTeamMember(teamId: string, userId: string): Promise<StoredTeamMember>;
  /** Of which the user is a member now; none that is archived. */
  GetTeamsForUser(userId: string): Promise<Team[] | null>;
  GetChannel(channelId: string): Promise<StoredChannel>;
  GetChannelByName(teamId: string, name: string, includeDeleted: boolean): Promise<StoredChannel>;
  GetPublicChannelsForTeam(teamId: string, page: number, perPage: number): Promise<StoredChannel[] | null>;
  GetChannelMember(channelId: string, userId: string): Promise<{ user_id: string }>;
  GetChannelMembersByIds(channelId: string, userIds: string[]): Promise<{ user_id: string }[] | null>;
  GetGroup(groupId: string): Promise<StoredGroup>;
  GetGroupByName(name: string): Promise<StoredGroup>;
  GetGroupsBySource(source: string): Promise<StoredGroup[] | null>;
  GetGroupsForUser(userId: string): Promise<StoredGroup[] | null>;
  RolesGrantPermission(roleNames: string[], permissionId: string): Promise<boolean>;
  LogAuditRec(record: AuditRecord): Promise<void>;
  GetPost(postId: string): Promise<StoredPost>;
  GetPostThread(postId: string): Promise<PostList>;
  GetPostsForChannel(channelId: string, page: number, perPage: number): Promise<PostList>;
  CreatePost(post: PostDraft): Promise<StoredPost>;
  UpdatePost(post: StoredPost): Promise<StoredPost>;
  SendEphemeralPost(userId: string, post: PostDraft): Promise<StoredPost>;
  /** Makes the channel if there is none yet. */
  GetDirectChannel(userId: string, otherUserId: string): Promise<{ id: string }>;
  /** `data` is base64. What it gives belongs to nobody until a post takes it. */
  UploadFile(data: Packed, channelId: string, fileName: string): Promise<{ id: string }>;
  /** Gives null when it fails, for which there is no error. */
  UpdateEphemeralPost(userId: string, post: PostDraft): Promise<StoredPost | null>;
  KVGet(key: string): Promise<string | null>;
  KVList(page: number, perPage: number): Promise<string[] | null>;
  KVSetWithOptions(key: string, value: string, options: PluginKVSetOptions): Promise<boolean>;
  KVDelete(key: string): Promise<void>;
}

/** What a method gives back: a value always, a value or null, or nothing. */
type Gives = 'value' | 'optional' | 'nothing';

/** Arity and result of every method, for the calls themselves and for the test against Go's list. */
export const HOST_METHODS: { readonly [Method in keyof HostApi]: { readonly args: number; readonly gives: Gives } } = {
  EnsureBotUser: { args: 1, gives: 'value' },
  GetBot: { args: 2, gives: 'value' },
  GetUser: { args: 1, gives: 'value' },
  GetUserByUsername: { args: 1, gives: 'value' },
  GetUsers: { args: 1, gives: 'optional' },
  SearchUsers: { args: 1, gives: 'optional' },
  GetSession: { args: 1, gives: 'value' },
  GetTeam: { args: 1, gives: 'value' },
  GetTeamByName: { args: 1, gives: 'value' },
  GetTeams: { args: 0, gives: 'optional' },
  GetTeamMember: { args: 2, gives: 'value' },
  GetTeamsForUser: { args: 1, gives: 'optional' },
  GetChannel: { args: 1, gives: 'value' },
  GetChannelByName: { args: 3, gives: 'value' },
  GetPublicChannelsForTeam: { args: 3, gives: 'optional' },
  GetChannelMember: { args: 2, gives: 'value' },
  GetChannelMembersByIds: { args: 2, gives: 'optional' },
  GetGroup: { args: 1, gives: 'value' },
  GetGroupByName: { args: 1, gives: 'value' },
  GetGroupsBySource: { args: 1, gives: 'optional' },
  GetGroupsForUser: { args: 1, gives: 'optional' },
  RolesGrantPermission: { args: 2, gives: 'value' },
  LogAuditRec: { args: 1, gives: 'nothing' },
  GetPost: { args: 1, gives: 'value' },
  GetPostThread: { args: 1, gives: 'value' },
  GetPostsForChannel: { args: 3, gives: 'value' },
  CreatePost: { args: 1, gives: 'value' },
  UpdatePost: { args: 1, gives: 'value' },
  SendEphemeralPost: { args: 2, gives: 'value' },
  GetDirectChannel: { args: 2, gives: 'value' },
  UploadFile: { args: 3, gives: 'value' },
  UpdateEphemeralPost: { args: 2, gives: 'optional' },
  KVGet: { args: 1, gives: 'optional' },
  // Go's nil slice, which is what an empty store gives, is null in JSON.
  KVList: { args: 2, gives: 'optional' },
  KVSetWithOptions: { args: 3, gives: 'value' },
  KVDelete: { args: 1, gives: 'nothing' },
};

/** Makes one call of the plugin API by name; rejects with what the bridge answered. */
export type CallHost = (method: string, args: unknown[]) => Promise<unknown>;

/**
 * The plugin API over `call`. Every method rejects with an `UpstreamError` (source `mattermost`) when
 * Mattermost refuses, or when it gives null where a value is promised: a broken connection inside the
 * server looks like that.
 */
export function createHostApi(call: CallHost): HostApi {
  const entries = Object.entries(HOST_METHODS).map(([method, { args: arity, gives }]) => {
    async function invoke(...args: unknown[]): Promise<unknown> {
      if (args.length !== arity) {
        throw new UpstreamError('mattermost', 'BadCall', `${method} takes ${String(arity)} arguments`);
      }
      const result = await call(method, args);
      if (gives === 'value' && (result === null || result === undefined)) {
        throw new UpstreamError('mattermost', 'NoResult', `${method} gave nothing`);
      }
      return result;
    }
    return [method, invoke];
  });
  return Object.fromEntries(entries) as HostApi;
}
