import type { NamedKind } from '../ports.ts';
import type { HostApi } from './host-api.ts';
import { orUndefinedIfMissing } from './missing.ts';

const MOST_USERS = 100;

/** Of so many letters a slip is expected not to be in the first ones: shorter beginnings find more. */
const BEGINNINGS = [3, 2, 1];

/** Names of a kind that may have been meant instead of one that is none, in no order. */
export async function similarNames(api: HostApi, kind: NamedKind, name: string): Promise<readonly string[]> {
  switch (kind) {
    case 'person':
      return await similarUsers(api, name);
    case 'group': {
      const sources = await Promise.all([api.GetGroupsBySource('ldap'), api.GetGroupsBySource('custom')]);
      const groups = sources.flatMap((found) => found ?? []);
      return groups.flatMap((group) => (group.delete_at === 0 && group.name ? [group.name] : []));
    }
    case 'team':
      return await teamNames(api);
    case 'channel': {
      const [team = '', channel] = name.split('/');
      if (channel === undefined) return [];
      const there = await orUndefinedIfMissing(api.GetTeamByName(team));
      if (there === undefined) return (await teamNames(api)).map((other) => `${other}/${channel}`);
      // The server names public channels only: private ones are nobody's business.
      const channels = (await api.GetPublicChannelsForTeam(there.id, 0, 200)) ?? [];
      return channels.map((one) => `${team}/${one.name}`);
    }
  }
}

async function similarUsers(api: HostApi, name: string): Promise<readonly string[]> {
  const terms = [...new Set(BEGINNINGS.map((length) => name.slice(0, length)))];
  const found = await Promise.all(
    terms.map((term) => api.SearchUsers({ term, limit: MOST_USERS, allow_inactive: false })),
  );
  return [...new Set(found.flatMap((users) => users ?? []).map((user) => user.username))];
}

async function teamNames(api: HostApi): Promise<readonly string[]> {
  return ((await api.GetTeams()) ?? []).filter((team) => team.delete_at === 0).map((team) => team.name);
}
