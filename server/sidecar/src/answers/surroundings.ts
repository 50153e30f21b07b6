import type { AccessControl } from '../access/access.ts';
import type { Limits } from '../access/limits.ts';
import type { Cards } from '../cards/cards.ts';
import type { Errands } from '../errands/errands.ts';
import type { Channels } from '../channels.ts';
import type { Clock } from '../clock.ts';
import type { Ec2Source } from '../ec2-source.ts';
import type { Files } from '../files.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { History } from '../history/history.ts';
import type { Messages } from '../messages/messages.ts';
import type { Operations } from '../operations/operations.ts';
import type { SharedReads } from '../operations/shared-reads.ts';
import type { Log, People, Place, Posts } from '../ports.ts';
import type { Judgement } from '../settings.ts';
import type { Trail } from '../trail.ts';

/** The versions of all that takes part. */
export interface Versions {
  /** Of this plugin: the package's version and the commit. */
  readonly build: string;
  readonly runtime: string;
  readonly mattermost: string;
}

/** What every answer is made with. Functions give what is in force now. */
export interface Surroundings {
  readonly posts: Posts;
  readonly files: Files;
  readonly people: People;
  readonly channels: Channels;
  /** Who may do what. */
  readonly access: AccessControl;
  /** How much one person may ask. */
  readonly limits: Limits;
  /** Listings that are asked for one after another share what was read. */
  readonly reads: SharedReads;
  /** The instances as last seen, for completion. */
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly log: Log;
  readonly operations: Operations;
  /** Told of every change and refusal. */
  readonly trail: Trail;
  readonly history: Pick<History, 'read'>;
  /** Posts with buttons. */
  readonly cards: Cards;
  /** Commands that are not answered yet, for the next process. */
  readonly errands: Pick<Errands, 'open'>;
  /** Keeps an answer in view until it ends, so that an orderly end can wait for it. It never rejects. */
  readonly track: (answer: Promise<void>) => void;
  /** Aborted when the process ends in order: what is still read is drawn as it is. */
  readonly ending: AbortSignal;
  readonly ec2: Ec2Source;
  readonly judgement: () => Judgement;
  readonly siteUrl: () => string;
  /** The address of a post, in whatever channel it is; undefined while the site has none. */
  readonly postUrl: (postId: string) => string | undefined;
  readonly pluginId: () => string;
  /** The language of posts in a channel; that of most channels when none is told. */
  readonly channelMessages: (place?: Pick<Place, 'locale'>) => Messages;
  readonly versions: () => Versions;
}
