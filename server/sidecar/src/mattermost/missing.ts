import { UpstreamError } from '../errors.ts';

/** What a call gives, or undefined when Mattermost refuses (a 4xx): there is no such thing. */
export async function orUndefinedIfMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof UpstreamError && error.status !== undefined && error.status >= 400 && error.status < 500) {
      return undefined;
    }
    throw error;
  }
}
