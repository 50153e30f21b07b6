import { createHash } from 'node:crypto';

/** What tells one set of credentials from another. The secret is not part of it: a key id has one secret only. */
export interface Identity {
  readonly mode: 'demo' | 'key' | 'server';
  /** Empty when it is not known beforehand. */
  readonly keyId: string;
  /** The role that is taken on, or what selects one on this server; empty for none. */
  readonly role: string;
  /** Empty for AWS's own. */
  readonly endpoint: string;
}

/** A hash by which a later process sees whether it acts as the same one. 64 hexadecimal digits. */
export function fingerprintOf(identity: Identity): string {
  const { mode, keyId, role, endpoint } = identity;
  return createHash('sha256')
    .update(JSON.stringify([mode, keyId, role, endpoint]))
    .digest('hex');
}
