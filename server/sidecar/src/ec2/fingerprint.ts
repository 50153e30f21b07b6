import { createHash } from 'node:crypto';

/** What tells one set of credentials from another. The secret is not part of it: a key id has one secret only. */
export interface Identity {
  readonly mode: 'demo' | 'key' | 'server';
  /** Empty when it is not known beforehand. */
  readonly keyId: string;
  /** What selects the server's own identity on this server; empty for none. */
  readonly profile: string;
  /** The role that is taken on; empty for none. */
  readonly role: string;
  /** What the role is taken on with besides; empty for nothing. */
  readonly externalId: string;
  /** Empty for AWS's own. */
  readonly endpoint: string;
}

/** A hash by which a later process sees whether it acts as the same one. 64 hexadecimal digits. */
export function fingerprintOf(identity: Identity): string {
  const { mode, keyId, profile, role, externalId, endpoint } = identity;
  return createHash('sha256')
    .update(JSON.stringify([mode, keyId, profile, role, externalId, endpoint]))
    .digest('hex');
}
