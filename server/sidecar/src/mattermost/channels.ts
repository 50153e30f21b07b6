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
      const isInTeam = inTeam?.delete_at === 0;
      if (channel.type === 'O') return isInTeam ? await named(api, channel) : { kind: 'elsewhere' };
      if (!isInTeam) return { kind: 'private' };
      const member = await orUndefinedIfMissing(api.GetChannelMember(channelId, personId));
      return member?.user_id === personId ? await named(api, channel) : { kind: 'private' };
    },
  };
}

async function named(api: HostApi, { name, team_id: teamId }: StoredChannel): Promise<ChannelLabel> {
  const team = await orUndefinedIfMissing(api.GetTeam(teamId));
  return team === undefined ? { kind: 'gone' } : { kind: 'named', name: `${team.name}/${name}` };
}
