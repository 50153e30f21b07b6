import { inParts } from '../access/parts.ts';
import type { Directory, Found, NamedKind } from '../ports.ts';
import type { HostApi } from './host-api.ts';
import { orUndefinedIfMissing } from './missing.ts';
import { readersOf } from './readers.ts';
import { similarNames } from './similar-names.ts';

/** What lets ordinary users change the members of a custom group, where such groups are licensed. */
const EDIT_GROUP_MEMBERS = 'manage_custom_group_members';

type User = Awaited<ReturnType<HostApi['GetUser']>>;
type Team = Awaited<ReturnType<HostApi['GetTeam']>>;
type Channel = Awaited<ReturnType<HostApi['GetChannel']>>;
type Group = Awaited<ReturnType<HostApi['GetGroup']>>;

/** The people, groups, teams and channels of this Mattermost, by the plugin API. */
export function createDirectory(api: HostApi): Directory {
  return {
    byId: (kind, id) => byId(api, kind, id),
    byName: (kind, name) => byName(api, kind, name),
    similar: (kind, name) => similarNames(api, kind, name),
    teamsOf: async (userId) => ((await api.GetTeamsForUser(userId)) ?? []).map(teamOf),
    groupsOf: async (userId) => {
      const groups = (await api.GetGroupsForUser(userId)) ?? [];
      return new Set(groups.flatMap((group) => (group.delete_at === 0 ? [group.id] : [])));
    },
    isInChannel: async (channelId, userId) =>
      (await orUndefinedIfMissing(api.GetChannelMember(channelId, userId)))?.user_id === userId,
    readers: (channelId) => readersOf(api, channelId),
  };
}

async function byId(api: HostApi, kind: NamedKind, id: string): Promise<Found | undefined> {
  switch (kind) {
    case 'person':
      return foundPerson(await orUndefinedIfMissing(api.GetUser(id)));
    case 'group':
      return await foundGroup(api, await orUndefinedIfMissing(api.GetGroup(id)));
    case 'team':
      return foundTeam(await orUndefinedIfMissing(api.GetTeam(id)));
    case 'channel': {
      const channel = await orUndefinedIfMissing(api.GetChannel(id));
      // Direct and group messages belong to no team, and have no name that anybody could write.
      if (channel === undefined || channel.team_id === '') return undefined;
      const team = await orUndefinedIfMissing(api.GetTeam(channel.team_id));
      return team === undefined ? undefined : foundChannel(channel, team);
    }
  }
}

async function byName(api: HostApi, kind: NamedKind, name: string): Promise<readonly Found[]> {
  switch (kind) {
    case 'person':
      return listed(foundPerson(await orUndefinedIfMissing(api.GetUserByUsername(name))));
    case 'group':
      return listed(await foundGroup(api, await orUndefinedIfMissing(api.GetGroupByName(name))));
    case 'team':
      return listed(foundTeam(await orUndefinedIfMissing(api.GetTeamByName(name))));
    case 'channel': {
      const [first = '', second] = name.split('/');
      if (second === undefined) {
        const found: Found[] = [];
        for (const part of inParts((await api.GetTeams()) ?? [])) {
          for (const channels of await Promise.all(part.map((team) => channelOf(api, team, first)))) {
            found.push(...channels);
          }
        }
        return found;
      }
      const team = await orUndefinedIfMissing(api.GetTeamByName(first));
      return team === undefined ? [] : await channelOf(api, team, second);
    }
  }
}

async function channelOf(api: HostApi, team: Team, name: string): Promise<readonly Found[]> {
  const channel = await orUndefinedIfMissing(api.GetChannelByName(team.id, name, true));
  // By name the server finds direct messages as well, whatever the team.
  return channel?.team_id === team.id ? [foundChannel(channel, team)] : [];
}

function foundPerson(user: User | undefined): Found | undefined {
  if (user === undefined) return undefined;
  const isRemote = (user.remote_id ?? '') !== '';
  const gone = isRemote ? 'remote' : user.delete_at === 0 ? undefined : 'archived';
  return { id: user.id, name: user.username, gone, isOpen: false, teamId: undefined };
}

async function foundGroup(api: HostApi, group: Group | undefined): Promise<Found | undefined> {
  if (group === undefined) return undefined;
  // Members of all other groups come from the company's own directory.
  const isOpen = group.source === 'custom' && (await api.RolesGrantPermission(['system_user'], EDIT_GROUP_MEMBERS));
  const gone = group.delete_at === 0 ? undefined : 'archived';
  return { id: group.id, name: group.name ?? '', gone, isOpen, teamId: undefined };
}

function foundTeam(team: Team | undefined): Found | undefined {
  return team && teamOf(team);
}

function teamOf(team: Team): Found {
  const gone = team.delete_at === 0 ? undefined : 'archived';
  return { id: team.id, name: team.name, gone, isOpen: team.type === 'O' || team.allow_open_invite, teamId: undefined };
}

function foundChannel(channel: Channel, team: Team): Found {
  const gone = channel.delete_at === 0 && team.delete_at === 0 ? undefined : 'archived';
  const name = `${team.name}/${channel.name}`;
  return { id: channel.id, name, gone, isOpen: channel.type !== 'P', teamId: team.id };
}

function listed(found: Found | undefined): readonly Found[] {
  return found === undefined ? [] : [found];
}
