import type { UserProfile } from '@mattermost/types/users';

/** What Mattermost keeps of a person's time zone: Go has text for each, also for what the types take for a boolean. */
type Kept = { readonly [Key in keyof NonNullable<UserProfile['timezone']>]?: unknown };

/**
 * The zone that a person's clients show times in: the one that the client found out, or the one they chose themselves.
 *
 * @returns a name of the IANA database, unchecked; undefined where none is kept
 */
export function timeZoneOf(kept: Kept | null | undefined): string | undefined {
  const { useAutomaticTimezone, automaticTimezone, manualTimezone } = kept ?? {};
  const zone = String(useAutomaticTimezone) === 'false' ? manualTimezone : automaticTimezone;
  return typeof zone === 'string' && zone !== '' ? zone : undefined;
}
