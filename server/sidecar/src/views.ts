/**
 * What the commands hand to `render/`: plain data, no sentence. `render/` turns it into Markdown.
 */
import type { Text } from './messages/text.ts';
import type { Asked } from './failures/row.ts';
import type { Caller, Denial, Instance, InstanceState, ListedInstance, Verb } from './ports.ts';

/** The head line of every reply: what was typed, by whom. */
export interface Head {
  /** The command as typed, without the slash: `ec2ctl ls -r us-west-2`. */
  readonly typed: string;
  /** Left out in ephemeral replies. */
  readonly username: string | undefined;
  readonly demo: boolean;
  /** Where an admin changes the settings; undefined when the asker is none, or the site has no URL. */
  readonly settingsUrl: string | undefined;
}

/** Which of two things happened where AWS has one code for both: its words tell. */
export type FailureVariant = 'explicit-deny' | 'clock';

/** How often something was asked that failed, and for how long; 0 times where it failed before it was asked. */
export interface Attempts {
  readonly count: number;
  readonly tookMs: number;
}

/** Why AWS or the network did not do what was asked; rendered by code. Nothing in it is for an admin alone. */
export interface Failure {
  /** The AWS error code, an instance's reason for its state, or one of ours: `TimedOut`, `BadAnswer`. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly variant?: FailureVariant | undefined;
  readonly attempts?: Attempts | undefined;
}

/** What a system admin is told alone about something that failed, in one way, for one or several. */
export interface AdminNote {
  readonly asked: Asked;
  readonly failure: Failure;
  /** The instances of a change. */
  readonly instances: readonly Instance[];
  /** The regions of a reading. */
  readonly regions: readonly string[];
  /** Whether it is known that nothing of the change was done. */
  readonly nothingChanged: boolean;
  /** What AWS said, or what happened on the way to it: 300 characters at most, never a secret. */
  readonly words: string | undefined;
  /** What a policy's refusal is about. */
  readonly denial: Denial | undefined;
}

/** How far the reading of one region is. */
export type RegionReading =
  | { readonly region: string; readonly status: 'read' | 'waiting' }
  | { readonly region: string; readonly status: 'failed'; readonly failure: Failure };

/** What a listing can be sorted by. */
export const SORT_KEYS = ['name', 'region', 'state', 'type', 'launched'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What a listing can show of each instance. */
export const LISTING_COLUMNS = [
  'name',
  'id',
  'type',
  'state',
  'region',
  'zone',
  'private',
  'public',
  'launched',
  'tags',
] as const;
export type ListingColumn = (typeof LISTING_COLUMNS)[number];

/** What was asked for by name, pattern or the like, and what became of each word. */
export interface Selected {
  /** Every word, as typed. */
  readonly words: readonly string[];
  /** Words that mean nothing that was read. */
  readonly misses: readonly Miss[];
  /** Words that are no name, but begin some. */
  readonly beginnings: readonly string[];
  /** Ids of terminated instances that were asked for by id: others are not shown. */
  readonly terminated: readonly string[];
}

/** A word that means nothing. */
export interface Miss {
  readonly word: string;
  /** What it is: a name is told otherwise than an id or a pattern. */
  readonly kind: 'name' | 'id' | 'pattern';
  /** What it would mean but for the other words of the command. */
  readonly ruledOut: readonly Instance[];
  /** Instances of the nearest names. */
  readonly nearest: readonly Instance[];
}

/** A listing has no more instances than these. */
export const MOST_LISTED = 50_000;

/** A listing, whole or so far. */
export interface Listing {
  /** In no order; rendering sorts. */
  readonly instances: readonly ListedInstance[];
  /** Undefined when all were asked for. */
  readonly selected?: Selected | undefined;
  readonly regions: readonly RegionReading[];
  readonly elapsedMs: number;
  /** How many were read besides those that a listing may have; none when left out. */
  readonly leftOut?: number;
  /** Whether AWS is still waited for to name the regions; there are none of them here then. */
  readonly naming?: boolean;
}

/** How a listing is drawn: a table, or lines in a thread and on the phone. */
export type Layout = 'table' | 'lines';

/** How it stands with the file of a listing: it comes with the last version, is there, or Mattermost did not take it. */
export type ListingFile =
  | { readonly kind: 'follows' | 'refused' }
  /** `rows`: how many instances are in it, since a file has its limit as well. */
  | { readonly kind: 'attached'; readonly rows: number };

/** How one listing is to look. */
export interface ListingLook {
  readonly layout: Layout;
  /** By region, then name, when left out. */
  readonly sort?: SortKey | undefined;
  /** Those of every listing when empty or left out. */
  readonly columns?: readonly ListingColumn[] | undefined;
  /** Whether the asker wished everyone to see it, and may not decide that. */
  readonly notPublic?: boolean;
  /** Whether a file was asked for, also of what fits without. */
  readonly csv?: boolean | undefined;
  /** Undefined: there is none, and none will come. */
  readonly file?: ListingFile | undefined;
}

/** One instance of a change, in the state as last seen. */
export interface ChangeLine {
  readonly instance: Instance;
  /** The state before we asked. */
  readonly before: InstanceState;
  /**
   * `asked`: about to be asked or just asked; `moving`: on its way; `arrived`: where it was wanted;
   * `already`: was there before; `unfit`: in a state from which it cannot be moved, so that AWS is not asked;
   * `failed`: refused by AWS, or went elsewhere. What was told to reboot has arrived.
   */
  readonly outcome: 'asked' | 'moving' | 'arrived' | 'already' | 'unfit' | 'failed';
  /** From asking to arriving. */
  readonly tookMs: number | undefined;
  readonly failure: Failure | undefined;
  /** By which AWS's own log has the call that was accepted; undefined where none was, or it has no id. */
  readonly requestId?: string | undefined;
}

/** Why a watch ended with instances still on their way. */
export type WatchEnd = 'limit' | 'shutdown' | 'settings-changed';

/**
 * How it stands with the file of a large change: the post has it, or there is none, so that the text alone tells all. Not known
 * before the last version.
 */
export type ChangeFile = 'attached' | 'none';

/** A change of one or more instances, at any stage. */
export interface Change {
  readonly verb: Verb;
  /** Whether a stop was forced, or is to hibernate. */
  readonly force?: boolean | undefined;
  readonly hibernate?: boolean | undefined;
  /** In one order from the first version on. */
  readonly lines: readonly ChangeLine[];
  readonly elapsedMs: number;
  /** Set when nobody watches any longer although something still moves. */
  readonly watchEnd: WatchEnd | undefined;
  /** Whether the watch went on after a restart. */
  readonly continued: boolean;
}

/** Why a word does not tell: several bear it; it is no name, but begins some; it means several, and one is wanted. */
export type ChoiceReason = 'shared' | 'beginning' | 'several';

/** A name that does not tell which instance is meant. */
export interface Unclear {
  readonly word: string;
  readonly why: ChoiceReason;
  readonly instances: readonly Instance[];
}

/** Why words could not be acted on; each stands in one list. Nothing was changed. */
export interface NotActed {
  /** What was to be done; `info` would have changed nothing. */
  readonly verb: Verb | 'info';
  readonly malformed: readonly string[];
  readonly notFound: readonly string[];
  readonly terminated: readonly Instance[];
  /** Names that nobody bears. */
  readonly misses?: readonly Miss[];
  readonly unclear?: readonly Unclear[];
  /** The words of the command, where nothing has all that they ask for. */
  readonly nothingFits?: readonly string[];
  /** More than one command may change. */
  readonly tooMany?: {
    readonly count: number;
    readonly most: number;
    readonly inState: ReadonlyMap<InstanceState, number>;
  };
  /** Those that were to hibernate and cannot. */
  readonly cannotHibernate?: readonly Instance[];
  /** How the regions answered that were asked for the missing ids. */
  readonly regions: readonly RegionReading[];
  /** Those of the same command that were found and could have been acted on, but were left alone with the rest. */
  readonly leftAlone?: readonly Instance[];
}

/** A region that was asked for and is not among those that may be asked. */
export interface UnknownRegion {
  readonly region: string;
  /** The regions that there are, as last known. */
  readonly known: readonly string[];
  /** Whether those are the admin's list; otherwise they are what the account has enabled. */
  readonly fromSettings: boolean;
}

/** What one person may do: nothing, look, also start and stop, or change the settings as well. */
export type Access = 'none' | 'look' | 'change' | 'admin';

/** Whether somebody may change instances, and show a listing to a channel. */
export function mayChange(access: Access): boolean {
  return access === 'change' || access === 'admin';
}

/** What a person reads about one command; made from the command tree. */
export interface CommandHelp {
  readonly name: string;
  /** The whole line with its placeholders: `/ec2ctl ls [-r <region>]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly { readonly flags: string; readonly meaning: string }[];
  readonly examples: readonly { readonly line: string; readonly meaning: string }[];
  /** Who may use it, as a sentence. */
  readonly permission: string;
}

/** Numbers and facts for `version`. */
export interface VersionFacts {
  readonly version: string;
  readonly build: string;
  readonly mattermost: string;
  /** What the asker may do. */
  readonly access: Access;
  /** Undefined for those who may not look, and while the settings cannot be used. */
  readonly details: VersionDetails | undefined;
  /** Why the settings cannot be used; only for those who may look. */
  readonly problem: Text | undefined;
  /** Undefined for all but administrators. */
  readonly forAdmins: AdminFacts | undefined;
}

/** What is in use; never the value of a credential. */
export interface VersionDetails {
  readonly credentials: 'demo' | 'key' | 'server';
  /** As last known; empty when they were not asked for yet. */
  readonly regions: readonly string[];
  readonly regionsFromSettings: boolean;
}

/** What `version` tells administrators alone. */
export interface AdminFacts {
  /** Node's version, without a leading `v`. */
  readonly runtime: string;
  /** Undefined while the settings cannot be used. */
  readonly aws: AwsFacts | undefined;
  /** Why entries of the lists of people grant nothing. */
  readonly idleEntries: readonly Text[];
  /** Why no channel is told of changes although one is named; undefined where none is, or it is told. */
  readonly idleAudit: Text | undefined;
}

/** With whom and where AWS is asked. */
export interface AwsFacts {
  readonly homeRegion: string;
  /** Empty: none. */
  readonly roleArn: string;
  /** Empty: AWS's own. */
  readonly endpointUrl: string;
  /** Undefined until AWS has said so, and for the demo fleet. */
  readonly caller: Caller | undefined;
}
