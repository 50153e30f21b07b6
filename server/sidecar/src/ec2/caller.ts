/** Who we are to AWS: asked once the credentials were used, in the background, of an action that needs no permission. */
import {
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import type { Clock } from '../clock.ts';
import type { Caller, Log } from '../ports.ts';
import type { CredentialSource } from './credentials.ts';
import type { Redactor } from './redaction.ts';
import { badAnswer, reduceError } from './upstream-error.ts';

/** The first listing has the network to itself. */
const PAUSE_MS = 1_000;

/** How long a question that failed is not asked again. */
const AGAIN_AFTER_MS = 60_000;

/** How long an answer is waited for. */
const LIMIT_MS = 20_000;

/** The caller as far as it is known. */
export interface CallerInUse {
  /** Undefined until AWS has said it. */
  readonly known: () => Caller | undefined;
  /** Told after each use of the credentials, whatever came of it. Returns at once, and never throws. */
  readonly used: () => void;
  /** Ends a question under way. */
  readonly close: () => void;
}

/** What it needs. */
export interface CallerOptions {
  /** Those for reading. */
  readonly credentials: CredentialSource;
  /** For STS; without credentials. */
  readonly clientConfig: STSClientConfig;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asks nothing before the first use. */
export function createCaller({ credentials, clientConfig, redactor, clock, log }: CallerOptions): CallerInUse {
  const closed = new AbortController();
  let caller: Caller | undefined;
  let keyAsked: string | undefined;
  let notBefore = -Infinity;
  let isAsking = false;

  async function learn(): Promise<void> {
    await clock.sleep(PAUSE_MS, closed.signal);
    const { accessKeyId } = await credentials.provide();
    // A temporary key is replaced by and by; perhaps it is another role's now.
    if (accessKeyId === keyAsked) return;
    const abortSignal = AbortSignal.any([closed.signal, AbortSignal.timeout(LIMIT_MS)]);
    const client = new STSClient({ ...clientConfig, credentials: credentials.provide });
    caller = read(await client.send(new GetCallerIdentityCommand({}), { abortSignal }));
    keyAsked = accessKeyId;
  }

  return {
    known: () => caller,
    used() {
      if (isAsking || closed.signal.aborted || clock.now() < notBefore) return;
      isAsking = true;
      learn()
        .catch((error: unknown) => {
          notBefore = clock.now() + AGAIN_AFTER_MS;
          if (closed.signal.aborted) return;
          // Whoever lists or changes something is told what is wrong. Here nobody waits.
          const reduced = reduceError(error, redactor);
          log('debug', 'AWS did not say who we are to it', { code: reduced?.code ?? 'unknown' });
        })
        .finally(() => {
          isAsking = false;
        });
    },
    close: () => {
      closed.abort();
    },
  };
}

function read({ Account: accountId = '', Arn: arn = '' }: GetCallerIdentityCommandOutput): Caller {
  const [, partition] = /^arn:([a-z-]{1,20}):(?:iam|sts)::\d{12}:[\x21-\x7e]{1,600}$/.exec(arn) ?? [];
  if (partition === undefined || !/^\d{12}$/.test(accountId)) {
    throw badAnswer('The answer names no account', { status: 200 });
  }
  return { accountId, arn, partition };
}
