import type { Directory, Found, Person } from '../ports.ts';
import type { Entry, Named } from './entry.ts';
import { isTooMany, unfit } from './find-named.ts';
import type { ListName } from './list.ts';
import type { Memberships } from './memberships.ts';

/** What an entry is looked up with. */
export interface GrantPorts {
  readonly directory: Directory;
  /** Those of the person, as asked for this decision. */
  readonly memberships: Memberships;
  /** Told when an entry would grant something but for what its thing has become. */
  readonly onUnfit: (list: ListName, entry: Entry, why: string) => void;
}

/** Whether an entry cannot give a person anything in a channel, as far as that can be told without a question. */
export function isRuledOut(list: ListName, entry: Entry, person: Person, channelId: string): boolean {
  const { who, place } = entry;
  if (place !== undefined && place.id !== channelId) return true;
  if (typeof who !== 'string' && who.kind === 'person') return who.id !== person.id;
  return person.isOutsider || isTooMany(list, entry);
}

/**
 * Whether an entry gives a person the right of its list in a channel, by how things are now: what is archived, has been
 * opened to all, or was left grants nothing from that moment.
 */
export async function grants(
  ports: GrantPorts,
  list: ListName,
  entry: Entry,
  person: Person,
  channelId: string,
): Promise<boolean> {
  if (isRuledOut(list, entry, person, channelId)) return false;
  const { who, place } = entry;
  if (place !== undefined && !(await isInside(ports, list, entry, place))) return false;
  if (typeof who === 'string' || who.kind === 'person') return true;
  return await isInside(ports, list, entry, who);
}

/** Whether a group, team or channel may stand on the list, and the person is a member of it. */
async function isInside(ports: GrantPorts, list: ListName, entry: Entry, { kind, id }: Named): Promise<boolean> {
  if (id === undefined || kind === 'person') return false;
  const found = await joined(ports, kind, id);
  if (found === undefined) return false;
  const why = unfit(list, found);
  if (why !== undefined) {
    ports.onUnfit(list, entry, why);
    return false;
  }
  // Members of a channel who have left its team may still have a row there.
  return found.teamId === undefined || (await ports.memberships.team(found.teamId)) !== undefined;
}

/** The group, team or channel, if the person is a member of it. */
async function joined(
  { directory, memberships }: GrantPorts,
  kind: 'group' | 'team' | 'channel',
  id: string,
): Promise<Found | undefined> {
  if (kind === 'team') return await memberships.team(id);
  if (kind === 'group' && memberships.isKnownOutside(id)) return undefined;
  // Both at once: somebody waits for each letter that they type.
  const [found, isMember] = await Promise.all([
    directory.byId(kind, id),
    kind === 'group' ? memberships.isInGroup(id) : memberships.isInChannel(id),
  ]);
  return isMember ? found : undefined;
}
