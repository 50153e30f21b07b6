/** Where the credentials come from: the settings, or the identity of the server that Mattermost runs on. */
import type { STSClientConfig } from '@aws-sdk/client-sts';
import {
  createCredentialChain,
  fromContainerMetadata,
  fromEnv,
  fromHttp,
  fromIni,
  fromInstanceMetadata,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import { getProfileName, parseKnownFiles } from '@smithy/core/config';
import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import { within } from '../within.ts';
import type { Redactor } from './redaction.ts';
import { reduceError } from './upstream-error.ts';

/** How long before their end credentials are fetched anew. EC2 and ECS have new ones ready by then. */
const EARLY_MS = 5 * 60_000;

/** For so long they are kept even if they end soon: every request asks for them more than once. */
const LEAST_MS = 10_000;

/** A fetch that takes longer is given up: the SDK waits for a container for ever, and everybody would wait with it. */
const FETCH_LIMIT_MS = 15_000;

/** The SDK keeps the shared files as first read, for as long as the process lives: new keys in them would never be used. */
const AS_THEY_ARE_NOW = { ignoreCache: true };

/** Key id, secret and token as the SDK has them. */
export type AwsIdentity = Awaited<ReturnType<ReturnType<typeof fromEnv>>>;

/** Credentials for all clients of one configuration. */
export interface CredentialSource {
  /**
   * Gives credentials, fetched once for all callers and again shortly before they expire.
   * @throws UpstreamError `CredentialsUnavailable`, `CredentialsUnsupported`
   */
  readonly provide: () => Promise<AwsIdentity>;
  /** Fetches anew at the next call: AWS did not accept the last ones. */
  readonly forget: () => void;
}

/** The key from the settings. */
export function keyCredentials(
  key: { accessKeyId: string; secretAccessKey: string; sessionToken: string },
  redactor: Redactor,
): CredentialSource {
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  redactor.learn(accessKeyId, secretAccessKey, sessionToken);
  const identity = { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) };
  return { provide: () => Promise.resolve(identity), forget: () => undefined };
}

/**
 * The server's own identity, by the SDK's node chain: environment, shared files (with roles that these name), web
 * identity token, container, instance metadata, in that order. Left out is what starts a program or needs a person:
 * `credential_process`, SSO and console login; a profile that asks for one of them is refused in words.
 * @param clientConfig for STS, where a profile or a web identity asks for a role
 */
export function serverCredentials(clientConfig: STSClientConfig, redactor: Redactor, clock: Clock): CredentialSource {
  return sharedCredentials(serverChain(clientConfig), redactor, clock);
}

/**
 * One fetch for all callers.
 * @param failureOf what callers are told when it fails
 */
export function sharedCredentials(
  fetchIdentity: () => Promise<AwsIdentity>,
  redactor: Redactor,
  clock: Clock,
  failureOf: (error: unknown) => UpstreamError = (error) => unavailable(error, redactor),
): CredentialSource {
  let held: Promise<AwsIdentity> | undefined;
  let heldUntil = 0;
  /** The last ones that were fetched, unless AWS did not accept them. */
  let last: AwsIdentity | undefined;

  async function fetchOnce(): Promise<AwsIdentity> {
    try {
      const identity = await within({ clock, limitMs: FETCH_LIMIT_MS }, fetchIdentity);
      redactor.learn(identity.accessKeyId, identity.secretAccessKey, identity.sessionToken);
      heldUntil = Math.max(endOf(identity) - EARLY_MS, clock.now() + LEAST_MS);
      last = identity;
      return identity;
    } catch (error) {
      const failure = failureOf(error);
      const again = clock.now() + LEAST_MS;
      // They are renewed early for this: a fetch that fails once must fail nobody while the last ones are still good.
      if (last !== undefined && again < endOf(last)) {
        heldUntil = again;
        return last;
      }
      held = undefined;
      throw failure;
    }
  }

  return {
    provide: () => {
      if (held === undefined || clock.now() >= heldUntil) {
        // Until the answer says how long: it is being fetched.
        heldUntil = Infinity;
        held = fetchOnce();
      }
      return held;
    },
    forget: () => {
      held = undefined;
      last = undefined;
    },
  };
}

function endOf({ expiration }: AwsIdentity): number {
  return expiration?.getTime() ?? Infinity;
}

function serverChain(clientConfig: STSClientConfig): () => Promise<AwsIdentity> {
  const profileChosen = process.env['AWS_PROFILE'] !== undefined && process.env['AWS_PROFILE'] !== '';
  const inContainer =
    process.env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] ?? process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const metadataOff = process.env['AWS_EC2_METADATA_DISABLED'];
  const chain = createCredentialChain(
    // A profile that was chosen by name goes before a key in the environment, as in the SDK's own chain.
    ...(profileChosen ? [] : [fromEnv()]),
    async () => {
      await refuseInteractiveProfiles();
      return fromIni({ clientConfig, ...AS_THEY_ARE_NOW })();
    },
    fromTokenFile({ clientConfig }),
    ...(inContainer !== undefined && inContainer !== ''
      ? [createCredentialChain(fromHttp(), fromContainerMetadata())]
      : metadataOff === undefined || metadataOff === '' || metadataOff === 'false'
        ? [fromInstanceMetadata({ timeout: 1_000, maxRetries: 1 })]
        : []),
  );
  return () => chain();
}

const NOT_SUPPORTED = ['credential_process', 'sso_session', 'sso_start_url', 'login_session'] as const;

/** Looks at the chosen profile, and at those that it takes its credentials from. */
async function refuseInteractiveProfiles(): Promise<void> {
  const profiles = await parseKnownFiles(AS_THEY_ARE_NOW);
  const seen = new Set<string>();
  let name: string | undefined = getProfileName({});
  while (name !== undefined && !seen.has(name)) {
    seen.add(name);
    const profile: Record<string, string | undefined> = profiles[name] ?? {};
    const hasKey = profile['aws_access_key_id'] !== undefined && profile['aws_secret_access_key'] !== undefined;
    const setting = NOT_SUPPORTED.find((key) => profile[key] !== undefined);
    if (setting !== undefined && !hasKey) {
      throw new UpstreamError(
        'aws',
        OUR_CODES.credentialsUnsupported,
        `The profile uses ${setting}, which is not supported`,
      );
    }
    name = profile['source_profile'];
  }
}

/** Whatever else went wrong on the way to credentials is one thing for those who read it. STS's own code is kept in the text. */
export function unavailable(error: unknown, redactor: Redactor): UpstreamError {
  const reduced = reduceError(error, redactor);
  if (reduced?.code === OUR_CODES.credentialsUnavailable || reduced?.code === OUR_CODES.credentialsUnsupported) {
    return reduced;
  }
  if (reduced?.code === 'AccessDenied') {
    // Of all calls on the way to credentials, STS's for a role are the only ones that it says this to.
    return new UpstreamError('aws', OUR_CODES.roleNotAssumable, `${reduced.code}: ${reduced.message}`, {
      requestId: reduced.requestId,
      status: reduced.status,
    });
  }
  const why = reduced === undefined ? systemCodeOf(error) : `${reduced.code}: ${reduced.message}`;
  return new UpstreamError('aws', OUR_CODES.credentialsUnavailable, `No credentials: ${why}`, {
    requestId: reduced?.requestId,
    status: reduced?.status,
  });
}

/** `ENOENT` for a token file that is not there, `ERR_ACCESS_DENIED` for one that must not be read. */
function systemCodeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : `unknown reason (${String(name)})`;
}
