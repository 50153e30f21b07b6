import type { Readers } from '../ports.ts';
import type { HostApi } from './host-api.ts';
import { orUndefinedIfMissing } from './missing.ts';

const GUESTS_A_PAGE = 200;
/** With more guests on the server than these pages hold a channel is taken to have one. */
const MOST_PAGES = 5;

const KINDS = { O: 'public', P: 'private', D: 'direct', G: 'group' } as const satisfies Record<string, Readers['kind']>;

/** Of what kind a channel is, by one question to Mattermost; undefined when it is not there. */
export async function channelKindOf(api: HostApi, channelId: string): Promise<Readers['kind'] | undefined> {
  const channel = await orUndefinedIfMissing(api.GetChannel(channelId));
  return channel && kindOf(channel.type);
}

function kindOf(type: string): Readers['kind'] | undefined {
  return (KINDS as Readonly<Record<string, Readers['kind'] | undefined>>)[type];
}

/** Who can read what is posted in a channel. */
export async function readersOf(api: HostApi, channelId: string): Promise<Readers | undefined> {
  const channel = await orUndefinedIfMissing(api.GetChannel(channelId));
  if (channel?.delete_at !== 0) return undefined;
  const kind = kindOf(channel.type);
  if (kind === undefined) return undefined;
  return {
    kind,
    teamId: channel.team_id === '' ? undefined : channel.team_id,
    people: kind === 'direct' ? channel.name.split('__') : [],
    // A shared channel is read on another server.
    hasOutsiders: channel.shared === true || (await hasGuests(api, channelId)),
  };
}

/**
 * Whether a guest is a member. The count of guests that the server gives to plugins is that of all members, so the guests of
 * the server are looked for among them.
 */
async function hasGuests(api: HostApi, channelId: string): Promise<boolean> {
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const guests =
      (await api.GetUsers({ Role: 'system_guest', Active: true, Page: page, PerPage: GUESTS_A_PAGE })) ?? [];
    if (guests.length > 0) {
      const members = await api.GetChannelMembersByIds(
        channelId,
        guests.map(({ id }) => id),
      );
      if ((members ?? []).length > 0) return true;
    }
    if (guests.length < GUESTS_A_PAGE) return false;
  }
  return true;
}
