import { UpstreamError } from '../errors.ts';
import type { People, Person } from '../ports.ts';
import type { HostApi } from './host-api.ts';

/** The people of this Mattermost, by the plugin API. */
export function createPeople(api: HostApi): People {
  return {
    find: (userId) => findPerson(api, userId),
    ownsSession: (userId, sessionId) => ownsSession(api, userId, sessionId),
  };
}

/**
 * The person with this id, if they are an active, local, human user; undefined otherwise. Guests count,
 * with no rights of an admin. Rejects with an `UpstreamError` when Mattermost does not answer.
 */
async function findPerson(api: HostApi, userId: string): Promise<Person | undefined> {
  const user = await orUndefinedIfMissing(api.GetUser(userId));
  if (user?.delete_at !== 0 || user.is_bot || (user.remote_id ?? '') !== '') {
    return undefined;
  }
  const roles = user.roles.split(' ');
  return {
    id: user.id,
    username: user.username,
    locale: user.locale,
    isSystemAdmin: roles.includes('system_admin'),
  };
}

/** Whether the session exists and belongs to this person; false for an empty id. */
async function ownsSession(api: HostApi, userId: string, sessionId: string): Promise<boolean> {
  if (sessionId === '') {
    return false;
  }
  const session = await orUndefinedIfMissing(api.GetSession(sessionId));
  return session?.user_id === userId;
}

/** A refusal of Mattermost (a 4xx) is an answer here: there is no such thing. */
async function orUndefinedIfMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof UpstreamError && error.status !== undefined && error.status < 500) {
      return undefined;
    }
    throw error;
  }
}
