import type { People, Person } from '../ports.ts';
import type { HostApi } from './host-api.ts';
import { orUndefinedIfMissing } from './missing.ts';

/** The people of this Mattermost, by the plugin API. */
export function createPeople(api: HostApi): People {
  return {
    find: (userId) => findPerson(api, userId),
    ownsSession: (userId, sessionId) => ownsSession(api, userId, sessionId),
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
    isSystemAdmin: roles.includes('system_admin') && !isOutsider,
    isOutsider,
  };
}

async function ownsSession(api: HostApi, userId: string, sessionId: string): Promise<boolean> {
  if (sessionId === '') {
    return false;
  }
  const session = await orUndefinedIfMissing(api.GetSession(sessionId));
  return session?.user_id === userId;
}
