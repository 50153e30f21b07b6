import { DecodeAuthorizationMessageCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { BugError } from '../errors.ts';
import type { Denial } from '../ports.ts';
import { orAborted } from './abortable.ts';
import { readDecoded } from './denial.ts';
import type { Redactor } from './redaction.ts';
import { badAnswer, reduceError } from './upstream-error.ts';

/**
 * Asks STS what an encoded message says, with a client for this once: it is seldom asked, and an account that does not
 * allow it says so each time.
 * @throws UpstreamError as STS refuses, or `BadAnswer`; the signal's reason when that is aborted
 */
export async function decodeDenial(
  config: STSClientConfig,
  redactor: Redactor,
  encoded: string,
  signal: AbortSignal,
): Promise<Denial> {
  signal.throwIfAborted();
  const command = new DecodeAuthorizationMessageCommand({ EncodedMessage: encoded });
  try {
    const answer = await orAborted(new STSClient(config).send(command, { abortSignal: signal }), signal);
    const denial = readDecoded(answer.DecodedMessage);
    if (denial === undefined) throw badAnswer('The decoded message is none', { status: 200 });
    return denial;
  } catch (error) {
    signal.throwIfAborted();
    throw reduceError(error, redactor) ?? new BugError('SdkFailed', 'Cannot decode a message: the SDK failed');
  }
}
