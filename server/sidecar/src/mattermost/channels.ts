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
      const member = await orUndefinedIfMissing(api.GetChannelMember(channelId, personId));
      if (member?.user_id === personId) return await named(api, channel);
      if (channel.type !== 'O') return { kind: 'private' };
      // Who has left still has a row.
      const inTeam = await orUndefinedIfMissing(api.GetTeamMember(channel.team_id, personId));
      return inTeam?.delete_at === 0 ? await named(api, channel) : { kind: 'elsewhere' };
    },
  };
}

async function named(api: HostApi, { name, team_id: teamId }: StoredChannel): Promise<ChannelLabel> {
  const team = await orUndefinedIfMissing(api.GetTeam(teamId));
  return team === undefined ? { kind: 'gone' } : { kind: 'named', name: `${team.name}/${name}` };
}
