import type { Channels } from '../channels.ts';
import type { ChannelLabel } from '../history-rows.ts';
import type { HostApi, StoredChannel } from './host-api.ts';
import { orUndefinedIfMissing } from './missing.ts';

/** The channels as the plugin API has them. */
export function createChannels(api: HostApi): Channels {
  return {
    async labelFor(channelId, personId) {
      const channel = await orUndefinedIfMissing(api.GetChannel(channelId));
      if (channel === undefined) return { kind: 'gone' };
      if (channel.type === 'D') return { kind: 'direct' };
      if (channel.type === 'G') return { kind: 'group' };
      // Who has left a team still has a row there, and may have one in its channels.
      const inTeam = await orUndefinedIfMissing(api.GetTeamMember(channel.team_id, personId));
      const isPublic = channel.type === 'O';
      const unnamed: ChannelLabel = { kind: isPublic ? 'elsewhere' : 'private' };
      if (inTeam?.delete_at !== 0) return unnamed;
      // To a guest Mattermost shows none that they are not in, be it public.
      if (isPublic && !inTeam.scheme_guest) return await named(api, channel);
      const member = await orUndefinedIfMissing(api.GetChannelMember(channelId, personId));
      return member?.user_id === personId ? await named(api, channel) : unnamed;
    },
  };
}

async function named(api: HostApi, { name, team_id: teamId }: StoredChannel): Promise<ChannelLabel> {
  const team = await orUndefinedIfMissing(api.GetTeam(teamId));
  return team === undefined ? { kind: 'gone' } : { kind: 'named', name: `${team.name}/${name}` };
}
