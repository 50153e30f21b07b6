import type { STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '../clock.ts';
import type { Requester } from '../ports.ts';
import { type CredentialSource, keyCredentials, serverCredentials } from './credentials.ts';
import type { Redactor } from './redaction.ts';
import { takeOnRole } from './role.ts';

/** What the settings say about credentials. */
export interface CredentialOptions {
  /** `key`: the three below; `server`: the identity of the machine or container that Mattermost runs on. */
  readonly credentials: 'key' | 'server';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Empty unless the key is temporary. */
  readonly sessionToken: string;
  /** Taken on with those; empty for none. */
  readonly roleArn: string;
  /** What the role's trust policy asks for besides; empty for nothing. */
  readonly externalId: string;
}

/** The credentials of one configuration. */
export interface Credentials {
  /** For reading: everybody's. */
  readonly shared: CredentialSource;
  /** For what a person changes: with a role their own session of it, else everybody's. */
  of(requester: Requester): CredentialSource;
}

/**
 * Asks for nothing yet.
 * @param clientConfig for STS; without credentials
 */
export function openCredentials(
  options: CredentialOptions,
  clientConfig: STSClientConfig,
  redactor: Redactor,
  clock: Clock,
): Credentials {
  const base =
    options.credentials === 'key'
      ? keyCredentials(options, redactor)
      : serverCredentials(clientConfig, redactor, clock);
  const { roleArn, externalId } = options;
  if (roleArn === '') return { shared: base, of: () => base };
  return takeOnRole({ roleArn, externalId, base, clientConfig }, redactor, clock);
}
