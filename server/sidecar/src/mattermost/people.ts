import { UpstreamError } from '../errors.ts';
import type { HostApi } from './host-api.ts';

/** A person as far as a command needs to know. */
export interface Person {
  readonly id: string;
  readonly username: string;
  /** The language the person chose. */
  readonly locale: string;
  readonly isSystemAdmin: boolean;
}

/**
 * The person with this id, if they are an active, local, human user; undefined otherwise. Guests count,
 * with no rights of an admin. Rejects with an `UpstreamError` when Mattermost does not answer.
 */
export async function findPerson(api: HostApi, userId: string): Promise<Person | undefined> {
  const user = await orUndefinedIfMissing(api.GetUser(userId));
  const isRemote = user?.remote_id !== undefined && user.remote_id !== '';
  if (user === undefined || user.delete_at !== 0 || user.is_bot || isRemote) {
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
export async function ownsSession(api: HostApi, userId: string, sessionId: string): Promise<boolean> {
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
