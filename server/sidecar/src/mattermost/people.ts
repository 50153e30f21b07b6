import type { Clock } from '../clock.ts';
import type { People, Person } from '../ports.ts';
import type { HostApi } from './host-api.ts';
import { orUndefinedIfMissing } from './missing.ts';
import { timeZoneOf } from './time-zone.ts';

/**
 * For so long it is remembered whose a session is. That never changes; the server itself sees to it that nobody types by a
 * session that has ended. Looking it up is half of what a command waits for.
 */
export const SESSION_MS = 60_000;

/** At most so many sessions are remembered. */
const MOST_SESSIONS = 1_000;

/** The people of this Mattermost, by the plugin API. */
export function createPeople(api: HostApi, clock: Pick<Clock, 'now'>): People {
  const owners = new Map<string, { readonly userId: string; readonly until: number }>();

  async function ownerOf(sessionId: string): Promise<string | undefined> {
    const known = owners.get(sessionId);
    if (known !== undefined && clock.now() < known.until) return known.userId;
    owners.delete(sessionId);
    const session = await orUndefinedIfMissing(api.GetSession(sessionId));
    if (session === undefined) return undefined;
    const [oldest] = owners.keys();
    if (oldest !== undefined && owners.size >= MOST_SESSIONS) owners.delete(oldest);
    owners.set(sessionId, { userId: session.user_id, until: clock.now() + SESSION_MS });
    return session.user_id;
  }

  return {
    find: (userId) => findPerson(api, userId),
    ownsSession: async (userId, sessionId) => sessionId !== '' && (await ownerOf(sessionId)) === userId,
  };
}

async function findPerson(api: HostApi, userId: string): Promise<Person | undefined> {
  const user = await orUndefinedIfMissing(api.GetUser(userId));
  if (user?.delete_at !== 0 || (user.remote_id ?? '') !== '') {
    return undefined;
  }
  const roles = user.roles.split(' ');
  const isOutsider = user.is_bot || roles.includes('system_guest');
  return {
    id: user.id,
    username: user.username,
    locale: user.locale,
    timeZone: timeZoneOf(user.timezone),
    isSystemAdmin: roles.includes('system_admin') && !isOutsider,
    isOutsider,
  };
}
