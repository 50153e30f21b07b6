/** The role that is taken on with other credentials: one session for what all share, one for each person who changes something. */
import { AssumeRoleCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import type { Requester } from '../ports.ts';
import { type AwsIdentity, type CredentialSource, sharedCredentials, unavailable } from './credentials.ts';
import type { Redactor } from './redaction.ts';
import { badAnswer, reduceError, STALE_CREDENTIALS } from './upstream-error.ts';

/** Which role, and with what it is taken on. */
export interface RoleOptions {
  readonly roleArn: string;
  /** Empty for none. */
  readonly externalId: string;
  readonly base: CredentialSource;
  /** For STS; without credentials. */
  readonly clientConfig: STSClientConfig;
}

/** Sessions of the role, each begun when it is first needed. */
export interface RoleSessions {
  /** For reading. */
  readonly shared: CredentialSource;
  /** For what this person changes. AWS's log has them as the source identity. */
  of(requester: Requester): CredentialSource;
}

/** What CloudTrail calls the session in which is read for everybody. */
const SHARED_SESSION = 'ec2ctl-read';

/** The most sessions of persons that are kept. The one that was not used for longest goes first, and is begun anew. */
export const KEPT_SESSIONS = 50;

/** As much of a name as leaves room for an id of 26 characters, within the 64 of a session's name. */
const LONGEST_NAME = 37;

/** Codes of STS that tell of the credentials, the region or the load, and nothing of the role. */
const NOT_OF_THE_ROLE = new Set([
  ...STALE_CREDENTIALS,
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'MissingAuthenticationToken',
  'RequestTimeTooSkewed',
  'IncompleteSignature',
  'RegionDisabledException',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
]);

/** Nothing is asked of STS before the first use. */
export function takeOnRole(options: RoleOptions, redactor: Redactor, clock: Clock): RoleSessions {
  const { base } = options;

  function begin(name: string, sourceIdentity: string | undefined): CredentialSource {
    const session = sharedCredentials(
      () => assume(options, redactor, name, sourceIdentity),
      redactor,
      clock,
      (error) => {
        const failure = roleFailure(error, redactor);
        // What STS did not accept are the credentials that stand behind the role.
        if (STALE_CREDENTIALS.has(failure.code)) base.forget();
        return failure;
      },
    );
    return {
      provide: session.provide,
      forget: () => {
        base.forget();
        session.forget();
      },
    };
  }

  const ofPersons = new Map<string, CredentialSource>();
  return {
    shared: begin(SHARED_SESSION, undefined),
    of(requester) {
      const name = sessionName(requester);
      const session = ofPersons.get(name) ?? begin(name, requester.userId);
      // Behind all others: the first one is always that which was not used for longest.
      ofPersons.delete(name);
      ofPersons.set(name, session);
      const [oldest] = ofPersons.keys();
      if (ofPersons.size > KEPT_SESSIONS && oldest !== undefined) ofPersons.delete(oldest);
      return session;
    },
  };
}

/** `<name>-<id>`: whom AWS's log shows; the name for people, the id since names change hands. */
export function sessionName({ userId, username }: Requester): string {
  const name = username.slice(0, LONGEST_NAME).replace(/[^\w+=,.@-]/g, '_');
  return name === '' ? userId : `${name}-${userId}`;
}

async function assume(
  { roleArn, externalId, base, clientConfig }: RoleOptions,
  redactor: Redactor,
  name: string,
  sourceIdentity: string | undefined,
): Promise<AwsIdentity> {
  async function behind(): Promise<AwsIdentity> {
    const identity = await base.provide();
    // Anew each time: perhaps they were fetched once and for all, and the redactor forgets what it learnt long ago.
    redactor.learn(identity.accessKeyId, identity.secretAccessKey, identity.sessionToken);
    return identity;
  }
  // A client for each call: one that is kept would go on with the credentials that it was given first.
  const client = new STSClient({ ...clientConfig, credentials: behind });
  const { Credentials: given } = await client.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: name,
      ...(externalId !== '' && { ExternalId: externalId }),
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    }),
  );
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || given.Expiration === undefined) {
    throw badAnswer('The answer has no credentials', { status: 200 });
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  };
}

/** That the role is refused is one thing for those who read it, whatever STS calls it. All else keeps its code. */
function roleFailure(error: unknown, redactor: Redactor): UpstreamError {
  const reduced = reduceError(error, redactor);
  if (reduced === undefined) return unavailable(error, redactor);
  const { code, message, requestId, status } = reduced;
  const isRefusal = status !== undefined && status >= 400 && status < 500 && code !== OUR_CODES.badAnswer;
  if (!isRefusal || NOT_OF_THE_ROLE.has(code)) return reduced;
  return new UpstreamError('aws', OUR_CODES.roleNotAssumable, `${code}: ${message}`, { requestId, status });
}
