import { UpstreamError } from '../errors.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import type { MaySend } from '../ports.ts';

/** Rejects when a change must not be sent any longer. */
export async function refuseIfTooLate(maySend: MaySend | undefined): Promise<void> {
  if (maySend === undefined || (await maySend())) return;
  throw new UpstreamError('mattermost', OUR_FAILURES.notAsked, 'Another process may go on with it; it was not sent');
}
