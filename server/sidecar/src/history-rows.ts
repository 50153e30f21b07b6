/** What the history has, as it is kept and shown: plain data, no sentence. Names are as AWS and people wrote them. */
import type { Verb } from './ports.ts';
import type { WatchEnd } from './views.ts';

/** Why something was refused, in the words of the log. */
export const REFUSAL_REASONS = [
  'no-session',
  'no-right',
  'no-bot',
  'settings-unusable',
  'limit',
  'not-acted',
  'not-begun',
  'not-theirs',
  'not-offered',
  'no-card',
  'expired',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/**
 * What became of an instance, in one word: those of a change; and, of a rehearsal, what AWS said that it would do: `allowed`,
 * `refused`, or `unknown` where it did not say.
 */
export const ROW_OUTCOMES = [
  'arrived',
  'already',
  'failed',
  'unfit',
  'moving',
  'asked',
  'allowed',
  'refused',
  'unknown',
] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** One instance of a change. */
export interface RowInstance {
  readonly id: string;
  readonly name: string | undefined;
  readonly region: string;
  readonly outcome: RowOutcome;
  /** Why it failed. */
  readonly code: string | undefined;
}

/** Who did something, and where. */
export interface ByPerson {
  readonly personId: string;
  /** As they were called then; undefined where it is not known. */
  readonly username: string | undefined;
  readonly channelId: string;
}

/** What every row has. */
interface Row {
  /** The same for what is the same: a row takes the place of an older one with its id. */
  readonly id: string;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
}

/** A change, or the rehearsal of one. */
export interface ChangeRow extends Row, ByPerson {
  readonly kind: 'change';
  readonly verb: Verb;
  readonly force: boolean;
  readonly hibernate: boolean;
  readonly dryRun: boolean;
  readonly instances: readonly RowInstance[];
  /** Of those that are not among `instances`. */
  readonly leftOut: number;
  readonly tookMs: number;
  readonly requestIds: readonly string[];
  /** Why nobody looked any longer, although something still moved. */
  readonly end: WatchEnd | undefined;
}

/** What one person was refused within a minute. */
export interface RefusalRow extends Row, Pick<ByPerson, 'personId' | 'username'> {
  readonly kind: 'refusal';
  /** Where. Each once. */
  readonly channelIds: readonly string[];
  /** What was asked for: commands by their names, `press` for a button. Each once. */
  readonly verbs: readonly string[];
  /** The words by which instances were named. Each once. */
  readonly words: readonly string[];
  /** Each once. */
  readonly reasons: readonly RefusalReason[];
  /** Of what AWS said on the way, where that was why. Each once. */
  readonly requestIds: readonly string[];
  readonly count: number;
}

/** Something that one person was refused. */
export interface Refused extends ByPerson {
  readonly verb: string;
  /** The words by which instances were named. */
  readonly words: readonly string[];
  readonly reason: RefusalReason;
  /** By which AWS's own log has what failed, where that was why. */
  readonly requestId?: string | undefined;
}

/** A change of our settings. Who made it is not known: Mattermost does not say. */
export interface SettingsRow extends Row {
  readonly kind: 'settings';
  /** Keys of the settings. */
  readonly settings: readonly string[];
  /** Entries of lists that came and went. */
  readonly people: readonly string[];
  /** Of those that are not among `people`. */
  readonly leftOut: number;
}

/** A row of the history. */
export type HistoryRow = ChangeRow | RefusalRow | SettingsRow;

/** Where something was asked for, as far as a person may know. */
export type ChannelLabel =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'private' | 'elsewhere' | 'direct' | 'group' | 'gone' };
