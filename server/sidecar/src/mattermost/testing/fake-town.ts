import type { UserProfile } from '@mattermost/types/users';
import { UpstreamError } from '../../errors.ts';
import type {
  AuditRecord,
  HostApi,
  StoredChannel,
  StoredGroup,
  StoredTeamMember,
  UserGetOptions,
  UserSearch,
} from '../host-api.ts';

type User = Awaited<ReturnType<HostApi['GetUser']>>;
type Team = Awaited<ReturnType<HostApi['GetTeam']>>;

/** The users, teams, channels and groups of a Mattermost in memory, with the plugin API's methods for them. */
export class FakeTown {
  readonly users = new Map<string, User>();
  readonly teams = new Map<string, Team>();
  readonly channels = new Map<string, StoredChannel>();
  readonly groups = new Map<string, StoredGroup>();
  /** `<id of the team, channel or group> <id of the user>`. */
  readonly members = new Set<string>();
  /** Permissions that every user has. */
  readonly permissions = new Set<string>();
  readonly audit: AuditRecord[] = [];

  addUser(id: string, facts: Partial<User> = {}): void {
    const user = { id, username: id, roles: 'system_user', delete_at: 0, is_bot: false, locale: 'en', ...facts };
    this.users.set(id, user as User);
  }

  /** Invite only unless told. */
  addTeam(id: string, members: readonly string[] = [], facts: Partial<Team> = {}): void {
    const team = { id, name: id, type: 'I', allow_open_invite: false, delete_at: 0, ...facts };
    this.teams.set(id, team as Team);
    for (const member of members) this.members.add(`${id} ${member}`);
  }

  /** Private unless told. */
  addChannel(id: string, teamId: string, members: readonly string[] = [], facts: Partial<StoredChannel> = {}): void {
    const channel = { id, name: id, type: 'P', team_id: teamId, delete_at: 0, ...facts };
    this.channels.set(id, channel as StoredChannel);
    for (const member of members) this.members.add(`${id} ${member}`);
  }

  /** From the company's directory unless told. */
  addGroup(id: string, members: readonly string[] = [], facts: Partial<StoredGroup> = {}): void {
    this.groups.set(id, { id, name: id, source: 'ldap', delete_at: 0, ...facts });
    for (const member of members) this.members.add(`${id} ${member}`);
  }

  GetUser(userId: string): Promise<User> {
    return found(this.users.get(userId), 'app.user.missing_account.const');
  }

  GetUserByUsername(username: string): Promise<User> {
    const user = [...this.users.values()].find((one) => one.username === username);
    return found(user, 'app.user.get_by_username.app_error');
  }

  GetUsers({ Role = '', Active, Page, PerPage }: UserGetOptions): Promise<UserProfile[] | null> {
    const users = [...this.users.values()].filter((user) => user.roles.includes(Role));
    const there = users.filter((user) => Active !== true || user.delete_at === 0);
    return Promise.resolve(there.slice(Page * PerPage, (Page + 1) * PerPage));
  }

  SearchUsers({ term, limit }: UserSearch): Promise<UserProfile[] | null> {
    const users = [...this.users.values()].filter((user) => user.username.startsWith(term) && user.delete_at === 0);
    return Promise.resolve(users.slice(0, limit));
  }

  GetTeam(teamId: string): Promise<Team> {
    return found(this.teams.get(teamId), 'app.team.get.find.app_error');
  }

  GetTeamByName(name: string): Promise<Team> {
    const team = [...this.teams.values()].find((one) => one.name === name);
    return found(team, 'app.team.get_by_name.missing.app_error');
  }

  GetTeams(): Promise<Team[] | null> {
    return Promise.resolve([...this.teams.values()]);
  }

  GetTeamMember(teamId: string, userId: string): Promise<StoredTeamMember> {
    // As the real one, it still has a row for those who left.
    const left = this.members.has(`${teamId} ${userId} left`);
    const isThere = this.members.has(`${teamId} ${userId}`) || left;
    const isGuest = this.users.get(userId)?.roles === 'system_guest';
    const member = { user_id: userId, delete_at: left ? 1 : 0, scheme_guest: isGuest };
    return found(isThere ? member : undefined, 'app.team.get_member.missing');
  }

  GetTeamsForUser(userId: string): Promise<Team[] | null> {
    const theirs = [...this.teams.values()].filter(
      ({ id, delete_at: deletedAt }) => deletedAt === 0 && this.members.has(`${id} ${userId}`),
    );
    return Promise.resolve(theirs.length === 0 ? null : theirs);
  }

  GetChannel(channelId: string): Promise<StoredChannel> {
    return found(this.channels.get(channelId), 'app.channel.get.existing.app_error');
  }

  GetChannelByName(teamId: string, name: string): Promise<StoredChannel> {
    const fits = (one: StoredChannel): boolean => one.name === name && ['', teamId].includes(one.team_id);
    return found([...this.channels.values()].find(fits), 'app.channel.get_by_name.missing.app_error');
  }

  GetPublicChannelsForTeam(teamId: string): Promise<StoredChannel[] | null> {
    return Promise.resolve([...this.channels.values()].filter((one) => one.team_id === teamId && one.type === 'O'));
  }

  GetChannelMember(channelId: string, userId: string): Promise<{ user_id: string }> {
    const isMember = this.members.has(`${channelId} ${userId}`);
    return found(isMember ? { user_id: userId } : undefined, 'app.channel.get_member.missing.app_error');
  }

  GetChannelMembersByIds(channelId: string, userIds: string[]): Promise<{ user_id: string }[] | null> {
    const members = userIds.filter((id) => this.members.has(`${channelId} ${id}`));
    return Promise.resolve(members.map((id) => ({ user_id: id })));
  }

  GetGroup(groupId: string): Promise<StoredGroup> {
    return found(this.groups.get(groupId), 'app.group.no_rows');
  }

  GetGroupByName(name: string): Promise<StoredGroup> {
    return found(
      [...this.groups.values()].find((one) => one.name === name),
      'app.group.no_rows',
    );
  }

  GetGroupsBySource(source: string): Promise<StoredGroup[] | null> {
    return Promise.resolve([...this.groups.values()].filter((one) => one.source === source));
  }

  GetGroupsForUser(userId: string): Promise<StoredGroup[] | null> {
    return Promise.resolve([...this.groups.values()].filter(({ id }) => this.members.has(`${id} ${userId}`)));
  }

  RolesGrantPermission(roleNames: string[], permissionId: string): Promise<boolean> {
    return Promise.resolve(roleNames.includes('system_user') && this.permissions.has(permissionId));
  }

  LogAuditRec(record: AuditRecord): Promise<void> {
    this.audit.push(record);
    return Promise.resolve();
  }
}

/** An error as Mattermost answers it. */
export function refused(code: string, status: number): UpstreamError {
  return new UpstreamError('mattermost', code, code, { status });
}

/** What was found, or Mattermost's refusal for what is not there. */
export function found<T>(value: T | undefined, code: string): Promise<T> {
  return value === undefined ? Promise.reject(refused(code, 404)) : Promise.resolve(value);
}
