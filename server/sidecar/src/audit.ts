import type { Text } from './messages/text.ts';

/** Which channel is told of every change: none, one, or none although one is named, and why. */
export type AuditTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'channel'; readonly id: string }
  | { readonly kind: 'idle'; readonly problem: Text };

/**
 * The channel that is told of every change, by a line of the bot for each. A port, as those of `ports.ts`: all of it rejects
 * with an `UpstreamError` when Mattermost does not answer.
 */
export interface Audit {
  /** Where the lines go now. */
  target(): Promise<AuditTarget>;
  /** Makes a line. Rejects for good when the channel is archived. */
  make(channelId: string, message: string, operationId: string): Promise<void>;
  /**
   * The id of the bot's line with this operation id in its props; undefined if none.
   *
   * @param since when the operation began, in milliseconds since the epoch: the line is not older
   */
  find(channelId: string, operationId: string, since: number): Promise<string | undefined>;
}
