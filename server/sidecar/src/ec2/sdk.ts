/**
 * Calls to AWS through its SDK: one client a region for reading, kept; one for each change, used once. What comes out
 * is the SDK's answer, an `UpstreamError`, or the reason of the caller's signal.
 */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { BugError, UpstreamError } from '../errors.ts';
import type { MaySend } from '../ports.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import { rowOf } from '../failures/table.ts';
import { TimeUpError } from '../within.ts';
import { orAborted } from './abortable.ts';
import { type AttemptLog, noteAttempts, startAttempts, withAttempts, withCount } from './attempts.ts';
import { type Budget, type CallKind, notSent } from './budget.ts';
import type { Connections } from './connections.ts';
import type { CredentialSource } from './credentials.ts';
import { ListingProtocol } from './listing-protocol.ts';
import { refuseIfTooLate } from './may-send.ts';
import type { Redactor } from './redaction.ts';
import type { Timeouts } from './timeouts.ts';
import { reduceError, STALE_CREDENTIALS } from './upstream-error.ts';

/** Of a read: throttled ones wait 0.5, 1, 2 s and more between attempts, and the caller's deadline ends them. */
const READ_ATTEMPTS = 5;

/** The options for `EC2Client.send`. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** Asks one thing of a client. */
export type Ask<T> = (client: EC2Client, options: SendOptions) => Promise<T>;

/** Reads in a region. */
export type Read = <T>(region: string, signal: AbortSignal, ask: Ask<T>) => Promise<T>;

/** EC2 in all regions of one account. */
export interface Sdk {
  /** Reads for a listing; retried by the SDK, adaptively, while throttling or the network is the reason. */
  readonly read: Read;
  /** Reads what a change waits for, before all listings. */
  readonly look: Read;
  /** A look at all that an answer has: the other two know of DescribeInstances only what `ReadPage` names. */
  readonly inspect: Read;
  /** Changes; sent once and never again, whatever happens to it. */
  change<T>(region: string, signal: AbortSignal, ask: Ask<T>, by?: ChangeBy): Promise<T>;
  /** Asks what would come of a change, as whoever would make it. Nothing is changed, so it is retried, and goes as a look. */
  rehearse<T>(region: string, signal: AbortSignal, ask: Ask<T>, by: ChangeBy): Promise<T>;
}

/** For whom a change is made. */
export interface ChangeBy {
  /** Whose turn it takes. */
  readonly person: string;
  readonly credentials: CredentialSource;
  /** Asked when it has had its turn, its credentials and its signature. */
  readonly maySend?: MaySend | undefined;
}

/** Where one call goes, and with what. */
interface Way {
  readonly kind: CallKind;
  readonly region: string;
  readonly person?: string | undefined;
  readonly client: EC2Client;
  readonly source: CredentialSource;
}

/** What all clients share. */
export interface SdkOptions {
  readonly connections: Connections;
  /** For reading. */
  readonly credentials: CredentialSource;
  readonly redactor: Redactor;
  /** Empty for AWS's own. */
  readonly endpointUrl: string;
  readonly timeouts: Timeouts;
  readonly budget: Budget;
  /** Told after each call, whatever came of it. */
  readonly used?: () => void;
}

/**
 * What an SDK client must never take from the environment or from shared files: they could send the credentials
 * elsewhere. Given in full so that the SDK looks nowhere.
 */
export const FIXED_CONFIG = {
  ignoreConfiguredEndpointUrls: true,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  authSchemePreference: ['sigv4'],
  disableClockSkewCorrection: false,
  defaultsMode: 'standard',
  userAgentAppId: 'ec2ctl',
  // No `info`: the SDK's own silent logger has one, for which every answer is filtered and copied, unread.
  logger: { trace() {}, debug() {}, warn() {}, error() {} } as unknown as NonNullable<EC2ClientConfig['logger']>,
} as const satisfies EC2ClientConfig & { ignoreConfiguredEndpointUrls: boolean };

/** Nothing is asked of AWS before the first call. */
export function createSdk(options: SdkOptions): Sdk {
  const { connections, credentials, redactor, endpointUrl, timeouts, budget, used } = options;
  const readers = new Map<string, EC2Client>();

  function createClient(region: string, source: CredentialSource, rest: EC2ClientConfig): EC2Client {
    return new EC2Client({
      ...FIXED_CONFIG,
      region,
      credentials: source.provide,
      ...(endpointUrl !== '' && { endpoint: endpointUrl }),
      ...rest,
    });
  }

  const reading = {
    requestHandler: connections.forReading,
    retryMode: 'adaptive',
    maxAttempts: READ_ATTEMPTS,
  } as const satisfies EC2ClientConfig;

  function reader(region: string): EC2Client {
    let client = readers.get(region);
    if (client === undefined) {
      client = createClient(region, credentials, { ...reading, protocol: ListingProtocol });
      noteAttempts(client);
      readers.set(region, client);
    }
    return client;
  }

  /** Clients are left behind, not destroyed: that would close the connections of all. */
  function forgetAfter(error: UpstreamError | undefined, { region, source }: Way): void {
    if (error === undefined) {
      // Perhaps the serializer: what it has left over must not get into a next request.
      readers.delete(region);
    } else if (STALE_CREDENTIALS.has(error.code)) {
      source.forget();
      readers.clear();
    }
  }

  /** What a call that was sent was held up by: AWS asked to slow down, or nothing that is known. */
  function heldUpBy(log: AttemptLog): UpstreamError | undefined {
    const last = log.lastError === undefined ? undefined : reduceError(log.lastError, redactor);
    return last !== undefined && rowOf(last)?.name === 'throttled' ? withCount(last, log) : undefined;
  }

  async function call<T>(way: Way, signal: AbortSignal, ask: Ask<T>): Promise<T> {
    signal.throwIfAborted();
    const log = startAttempts();
    let limit: NodeJS.Timeout | undefined;
    function explain(): void {
      const reason: unknown = signal.reason;
      if (reason instanceof TimeUpError) reason.heldUpBy = limit === undefined ? notSent() : heldUpBy(log);
    }
    signal.addEventListener('abort', explain, { once: true });
    const over = new AbortController();
    const abortSignal = AbortSignal.any([signal, over.signal]);
    try {
      return await budget.spend({ ...way, signal: abortSignal }, () => {
        // What is explained as not sent must not be sent after that.
        signal.throwIfAborted();
        limit = setTimeout(() => {
          over.abort();
        }, timeouts.callMs);
        limit.unref();
        // Not all of the SDK heeds the signal: waiting for credentials or for its rate limiter does not.
        return orAborted(
          withAttempts(log, () => ask(way.client, { abortSignal })),
          abortSignal,
        );
      });
    } catch (error) {
      signal.throwIfAborted();
      if (over.signal.aborted) {
        const timedOut = new UpstreamError('aws', OUR_CODES.timedOut, 'No answer in time, retries included');
        throw heldUpBy(log) ?? withCount(timedOut, log);
      }
      const reduced = reduceError(error, redactor);
      forgetAfter(reduced, way);
      throw reduced === undefined ? defect(error, redactor) : withCount(reduced, log);
    } finally {
      signal.removeEventListener('abort', explain);
      clearTimeout(limit);
      used?.();
    }
  }

  function readAs(kind: 'look' | 'read'): Read {
    return (region, signal, ask) => call({ kind, region, client: reader(region), source: credentials }, signal, ask);
  }

  return {
    read: readAs('read'),
    look: readAs('look'),
    inspect: (region, signal, ask) => {
      const client = createClient(region, credentials, reading);
      noteAttempts(client);
      return call({ kind: 'look', region, client, source: credentials }, signal, ask);
    },
    rehearse: (region, signal, ask, by) => {
      const source = by.credentials;
      const client = createClient(region, source, reading);
      noteAttempts(client);
      return call({ kind: 'look', region, person: by.person, client, source }, signal, ask);
    },
    change: (region, signal, ask, by) => {
      const source = by?.credentials ?? credentials;
      // A client of its own, so that nothing of an earlier request can be in it; and one attempt.
      const client = createClient(region, source, {
        requestHandler: connections.forChanges,
        retryMode: 'standard',
        maxAttempts: 1,
        // A wrong clock of this machine shows in the first answer, and the SDK reckons with it in the next attempt. A
        // change has none; but the region was read before it.
        systemClockOffset: reader(region).config.systemClockOffset,
      });
      noteAttempts(client);
      client.middlewareStack.add(
        (next) => async (request) => {
          await refuseIfTooLate(by?.maySend);
          return await next(request);
        },
        // The last of all.
        { step: 'deserialize', priority: 'low', name: 'refuseIfTooLate' },
      );
      return call({ kind: 'change', region, person: by?.person, client, source }, signal, ask);
    },
  };
}

/** The SDK's object stays here, whatever it holds. */
function defect(error: unknown, redactor: Redactor): BugError {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new BugError('SdkFailed', redactor.redact(said).slice(0, 300));
}
