/**
 * What the commands see of the world: EC2 in our own words, posts, the log. Adapters implement these
 * ports (`ec2/` for EC2, `mattermost/` for posts and records); nothing here knows how.
 */
import type { Attachment } from './attachment.ts';
import type { UpstreamError } from './errors.ts';
import type { Instance, InstanceState, ListedInstance } from './instance.ts';
import type { InstanceDetails } from './instance-details.ts';
import type { Order, Switch } from './verbs.ts';

export * from './instance.ts';
export * from './verbs.ts';

/** What a policy's refusal is about, as far as AWS says. For a system admin alone. */
export interface Denial {
  /** Whether a policy forbids it, rather than none allowing it. */
  readonly explicit: boolean;
  /** The IAM action: `ec2:StopInstances`. */
  readonly action: string | undefined;
  /** The ARN of what it was asked for. */
  readonly resource: string | undefined;
  /** The ARN of who asked. */
  readonly principal: string | undefined;
  /** The kind of the policy: `service control policy`. */
  readonly policy: string | undefined;
  /** The `Sid` of the statement that denies it. */
  readonly statement: string | undefined;
}

/** The shape of a region's name in every partition: `us-east-1`, `us-gov-west-1`, `cn-north-1`. */
export const REGION_NAME = /^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** What AWS would say to one instance of a change or a reboot. */
export interface DryRun {
  readonly id: string;
  /** Undefined when AWS would do it. */
  readonly refusal: UpstreamError | undefined;
}

/** What EC2 answered to StartInstances or StopInstances for one instance. */
export interface StateChange {
  readonly id: string;
  readonly previous: InstanceState;
  readonly current: InstanceState;
  /** By which AWS's own log has the call; undefined where there is none, as in the demo fleet. */
  readonly requestId?: string | undefined;
}

/** The person for whom an instance is changed: AWS's own log has them where a role is taken on. */
export interface Requester {
  /** Mattermost's id: 26 letters and digits, the same for ever. */
  readonly userId: string;
  /** As the person was called when they asked; may be empty. */
  readonly username: string;
}

/** Whether a change may still be sent: asked once, when nothing but the sending is left. Never rejects. */
export type MaySend = () => Promise<boolean>;

/** Who we are to AWS. For system admins alone. */
export interface Caller {
  /** 12 digits. */
  readonly accountId: string;
  /** Of the user, or of the role and the session. */
  readonly arn: string;
  /** The part of AWS: `aws`, `aws-us-gov`. */
  readonly partition: string;
}

/**
 * EC2 with one set of credentials. A new configuration makes a new one; work in flight keeps the one it
 * began with. Every method rejects with an `UpstreamError` when AWS or the network fails, and with the
 * signal's reason when `signal` is aborted.
 */
export interface Ec2 {
  /** Who we are to AWS: a hash over credential mode, key id, role and endpoint; never a secret. */
  readonly fingerprint: string;
  /** Whether this is the demo fleet. */
  readonly demo: boolean;
  /** The regions to ask: the admin's list, else those that DescribeRegions names as enabled. */
  regions(signal: AbortSignal): Promise<readonly string[]>;
  /** The regions as last known, without asking AWS; empty when nothing is known yet. */
  knownRegions(): readonly string[];
  /** Every instance of a region, all pages, in no particular order. Terminated ones are included. */
  listInstances(region: string, signal: AbortSignal): Promise<readonly ListedInstance[]>;
  /** Every instance of a region whose name is exactly one of these, by the `tag:Name` filter. Terminated ones are included. */
  listNamed(region: string, names: readonly string[], signal: AbortSignal): Promise<readonly ListedInstance[]>;
  /** Those of `ids` that the region has, by the `instance-id` filter: an unknown id is no error. */
  findInstances(region: string, ids: readonly string[], signal: AbortSignal): Promise<readonly Instance[]>;
  /** All that is told of one instance; undefined when the region has none of this id. */
  details(region: string, id: string, signal: AbortSignal): Promise<InstanceDetails | undefined>;
  /**
   * Asks for the change, exactly once: never retried, since a lost answer may hide a change that was made. It may have to wait
   * before it is sent; where `maySend` says no then, it rejects with `NotAsked` of Mattermost.
   */
  change(
    order: Switch,
    region: string,
    ids: readonly string[],
    requester: Requester,
    signal: AbortSignal,
    maySend?: MaySend,
  ): Promise<readonly StateChange[]>;
  /** Asks for a reboot, exactly once, like a change; gives the request's id. EC2 shows nothing of it: all stay `running`. */
  reboot(
    region: string,
    ids: readonly string[],
    requester: Requester,
    signal: AbortSignal,
    maySend?: MaySend,
  ): Promise<string | undefined>;
  /**
   * Asks what AWS would say to a change or a reboot, for each id; nothing is changed. AWS looks at whether it is allowed
   * and whether the instance is there, and perhaps at nothing else. Rejects when AWS says nothing about the instances.
   */
  dryRun(
    order: Order,
    region: string,
    ids: readonly string[],
    requester: Requester,
    signal: AbortSignal,
  ): Promise<readonly DryRun[]>;
  /** Who the credentials for reading belong to, as learnt soon after their first use; undefined until then, and for ever in the demo fleet. */
  caller(): Caller | undefined;
  /** What AWS itself says about a refusal, by the encoded message in it. Needs `sts:DecodeAuthorizationMessage`. */
  decodeDenial(encoded: string, signal: AbortSignal): Promise<Denial>;
  /** Frees sockets and timers. Calls in flight may go on to their end. */
  close(): void;
}

/** Severity of a log line; Mattermost's levels. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes to Mattermost's log. Never given a secret; values are strings, numbers or booleans. */
export type Log = (
  level: LogLevel,
  message: string,
  fields?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;

/** Posts of the bot in channels. */
export interface Posts {
  /** Makes a post by the bot. A thread that does not exist falls back to the channel. Returns the post's id. */
  create(post: NewPost): Promise<string>;
  /**
   * Replaces the text of a post of the bot, and what stands below it. Rejects when the post is gone or the channel
   * archived.
   */
  edit(postId: string, message: string, below?: BelowText): Promise<void>;
  /** Shows a message to one person alone, by the bot. Nobody else sees it; it is lost on reload. */
  ephemeral(userId: string, place: Place, message: string, attachment?: Attachment): Promise<EphemeralPost>;
  /** Whether a channel is that of the bot's direct messages with a person. Rejects when Mattermost does not answer. */
  isDirect(channelId: string, userId: string): Promise<boolean>;
  /** The channel of the bot's direct messages with a person; made if there is none yet. */
  directChannel(userId: string): Promise<string>;
  /** Replaces a message that one person sees, and what stands below it. */
  editEphemeral(userId: string, post: EphemeralPost, message: string, attachment?: Attachment): Promise<void>;
  /**
   * The id of the bot's post with this operation id in its props, in this place; undefined if none.
   *
   * @param since when the operation began, in milliseconds since the epoch: the post is not older
   */
  findByOperation(place: Place, operationId: string, since: number): Promise<string | undefined>;
  /** The bot's post with this id, if its buttons carry this token; undefined for every other, and where there is none. */
  withButtons(postId: string, token: string): Promise<ButtonPost | undefined>;
}

/** What stands below the text of a post. What is left out stays as it is. */
export interface BelowText {
  /** Null takes it away. */
  readonly attachment?: Attachment | null | undefined;
  /** The files that the post is to have: those that it had besides go. */
  readonly fileIds?: readonly string[];
}

/** Where something was typed and is to be answered. */
export interface Place {
  readonly channelId: string;
  /** The thread's root post, or empty. */
  readonly rootId: string;
  /** The language of the one person who reads there; undefined where others do, who are answered in the server's. */
  readonly locale?: string | undefined;
}

/** A message to one person, which is stored nowhere. */
export interface EphemeralPost extends Place {
  readonly id: string;
  /** Milliseconds since the epoch; an edit must repeat it, or the client shows a time of its own. */
  readonly createdAt: number;
}

/** A post of the bot with buttons, as it stands. */
export interface ButtonPost extends Place {
  readonly message: string;
  /** Whether it asks for a change: it has the id of an operation. */
  readonly isQuestion: boolean;
  /** What stands below the text besides buttons; undefined where that is nothing. */
  readonly rest: Attachment | undefined;
}

/** A post to be made. */
export interface NewPost extends Place {
  readonly message: string;
  readonly attachment?: Attachment | undefined;
  /** Put into the post's props, so that the post can be found again. */
  readonly operationId?: string;
  /** Files that were uploaded to the same channel. */
  readonly fileIds?: readonly string[];
}

/** Small records that outlive the process (Mattermost's plugin key-value store). */
export interface Records {
  /** The value as JSON, or undefined. */
  get(key: string): Promise<unknown>;
  /** Stores a JSON value that expires after `expiresInSeconds`, if the key is absent; false when it is there already. */
  insert(key: string, value: unknown, expiresInSeconds: number): Promise<boolean>;
  /**
   * Stores only if the value is still `before`, as `get` gave it; false when it is not. Without an expiry unless one is
   * given.
   */
  replace(key: string, before: unknown, value: unknown, expiresInSeconds?: number): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** All keys that begin with `prefix`. */
  keys(prefix: string): Promise<readonly string[]>;
}

/** A person as far as a command needs to know. */
export interface Person {
  readonly id: string;
  readonly username: string;
  /** The language the person chose. */
  readonly locale: string;
  /** Where their clients show times; a name of the IANA database, unchecked. */
  readonly timeZone?: string | undefined;
  /** Never true for a guest or a bot, whatever their roles. */
  readonly isSystemAdmin: boolean;
  /** A guest or a bot: has a right only if named as a person. */
  readonly isOutsider: boolean;
}

/** Who asks. Everything here rejects with an `UpstreamError` when Mattermost does not answer. */
export interface People {
  /** The user with this id, if they are active and of this server; undefined otherwise. */
  find(userId: string): Promise<Person | undefined>;
  /** Whether the session exists and belongs to this person; false for an empty id. */
  ownsSession(userId: string, sessionId: string): Promise<boolean>;
}

/** What a list of people can name. */
export type NamedKind = 'person' | 'group' | 'team' | 'channel';

/** A person, group, team or channel as it is now, as far as rights go. */
export interface Found {
  readonly id: string;
  /** As it is written behind the kind: a channel's with its team's (`sre/deploys`). */
  readonly name: string;
  /**
   * What keeps it from granting anything: it is deactivated or archived (a channel also with its team), or of another
   * server. Undefined for what is there.
   */
  readonly gone: 'archived' | 'remote' | undefined;
  /** Whether people can get in by themselves: a public channel, an open team, a group that ordinary users may edit. */
  readonly isOpen: boolean;
  /** The team of a channel; undefined for all else. */
  readonly teamId: string | undefined;
}

/**
 * The people, groups, teams and channels of this Mattermost, as they are now. Rejects with an `UpstreamError` when
 * Mattermost does not answer.
 */
export interface Directory {
  /** What has this id; undefined when nothing of this kind has it. */
  byId(kind: NamedKind, id: string): Promise<Found | undefined>;
  /** What has this name. Several only for a channel without its team: those of each team. */
  byName(kind: NamedKind, name: string): Promise<readonly Found[]>;
  /** Names of this kind that begin or look alike, to be proposed instead of one that is none. */
  similar(kind: NamedKind, name: string): Promise<readonly string[]>;
  /** The teams of which a person is a member now. Those that are archived may be left out. */
  teamsOf(userId: string): Promise<readonly Found[]>;
  /** The ids of all groups of which a person is a member now. */
  groupsOf(userId: string): Promise<ReadonlySet<string>>;
  /** Whether a person is a member of a channel now; false for one that is not there. */
  isInChannel(channelId: string, userId: string): Promise<boolean>;
  /** Who can read a channel; undefined when it is not there. */
  readers(channelId: string): Promise<Readers | undefined>;
}

/** Who can read what is posted in a channel. */
export interface Readers {
  /** A public channel is read by every member of its team. */
  readonly kind: 'public' | 'private' | 'direct' | 'group';
  /** Undefined for direct and group messages. */
  readonly teamId: string | undefined;
  /** The two people of a direct message; empty for all else. */
  readonly people: readonly string[];
  /** Whether people read it who are guests or of another server. True also where that cannot be told. */
  readonly hasOutsiders: boolean;
}
