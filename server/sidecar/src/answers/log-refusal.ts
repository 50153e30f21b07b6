import type { Parsed } from '../commands/parse.ts';
import type { Log } from '../ports.ts';
import { wordsOf } from '../selection/selection.ts';

/** Why a command was turned away before EC2 came into play. */
export type RefusalReason = 'no-session' | 'no-right' | 'no-bot' | 'settings-unusable' | 'limit';

/** Who was turned away, and where. */
export interface TurnedAway {
  readonly userId: string;
  readonly channelId: string;
}

/** Writes the one line that a refusal gets: who, where, what, why. */
export function logRefusal(log: Log, who: TurnedAway, parsed: Parsed, reason: RefusalReason): void {
  log(reason === 'no-session' ? 'warn' : 'info', 'Command refused', {
    userId: who.userId,
    channelId: who.channelId,
    verb: parsed.kind === 'change' ? parsed.order.verb : parsed.kind,
    ids: parsed.kind === 'change' ? wordsOf(parsed.selection).join(',') : undefined,
    outcome: 'refused',
    reason,
  });
}

/** Writes the one line of a press that was turned away. */
export function logPressRefused(log: Log, { userId, channelId }: TurnedAway, reason: string): void {
  log('info', 'Press of a button refused', { userId, channelId, reason });
}
