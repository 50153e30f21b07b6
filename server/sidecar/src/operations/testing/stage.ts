import type { Log, LogLevel, Person, Records, Verb } from '../../ports.ts';
import { changeFile } from '../../render/change-file.ts';
import { selectionFor } from '../../selection/testing/selection-for.ts';
import type { Change, Head } from '../../views.ts';
import type { ChangeAnswer, ChangeRequest } from '../change.ts';
import { findInstances, type FindResult } from '../find.ts';
import { createOperations, type Operations } from '../operations.ts';
import { FakeAudit } from './fake-audit.ts';
import { createSharedReads } from '../shared-reads.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeEc2 } from './fake-ec2.ts';
import { FakeFiles } from './fake-files.ts';
import { type FakePost, FakePosts } from './fake-posts.ts';
import { FakeRecords } from './fake-records.ts';
import { FakeReplies } from './fake-replies.ts';
import { FakeTrail } from './fake-trail.ts';

/** A line of the log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Where and by whom the stage's changes are asked for. */
export const PLACE = { channelId: 'channel-1', rootId: '' };
export const PERSON = 'person-1';

/** What became of a change that was asked for by words. */
export type StageAnswer = ChangeAnswer | { readonly kind: 'not-acted'; readonly found: FindResult };

/** What a change differs in from that of any other. */
export type StageRequest = Partial<ChangeRequest> & { readonly signal?: AbortSignal };

/** Everything that an operation needs, faked. Clock, EC2, posts and records outlive the process played. */
export class Stage {
  readonly clock = new FakeClock();
  readonly ec2: FakeEc2;
  readonly posts = new FakePosts(this.clock);
  readonly replies = new FakeReplies(this.clock, this.posts);
  readonly files = new FakeFiles(this.clock);
  readonly audit = new FakeAudit(this.clock);
  readonly records = new FakeRecords(this.clock);
  readonly trail = new FakeTrail();
  readonly reads = createSharedReads(this.clock);
  /** Who is here, by id, and how they are called now. */
  readonly usernames = new Map([[PERSON, 'bob']]);
  /** Whose records those of the process played now are; a later process with the same one knows that this one is dead. */
  owner = 'bridge-1';
  readonly log: LogLine[] = [];
  /** The operations of the process played now. */
  operations: Operations;

  constructor(regions: readonly string[] = ['eu-1', 'us-1']) {
    this.ec2 = new FakeEc2(this.clock, regions);
    this.operations = this.newProcess();
  }

  /** Plays a new process on the same fakes. The one before must have ended: it would go on otherwise. */
  newProcess(): Operations {
    this.operations = this.processOf(this.owner);
    return this.operations;
  }

  /** Another process on the same fakes, below the bridge `owner`; `records` as it reaches them. */
  processOf(owner: string, records: Records = this.records): Operations {
    return createOperations({
      posts: this.posts,
      replies: this.replies,
      audit: this.audit,
      people: { find: (id) => Promise.resolve(personCalled(id, this.usernames.get(id))) },
      records,
      owner: () => owner,
      clock: this.clock,
      log: (level, message, fields = {}) => this.log.push({ level, message, fields }),
      files: this.files,
      trail: this.trail,
      render: ({ head }, change, file) => JSON.stringify({ head, change, file }),
      drawFile: (change) => changeFile(change, this.clock.now()),
      renderReply: ({ username }, change) => JSON.stringify({ username, change }),
      renderAudit: ({ personId, postId }, change) => JSON.stringify({ personId, postId, change }),
    });
  }

  /** Finds what is named, as a command does, and asks for the change. */
  async begin(verb: Verb, words: readonly string[], more: StageRequest = {}): Promise<StageAnswer> {
    const { clock, ec2 } = this;
    const selection = selectionFor(words);
    const log: Log = (level, message, fields = {}) => this.log.push({ level, message, fields });
    const { onRefusal, signal = new AbortController().signal } = more;
    const from = more.ec2 ?? ec2;
    const [list, listNamed] = [this.reads.fresh(from), this.reads.named(from)];
    const found = await findInstances({ ec2: from, list, listNamed, clock, log, verb, selection, signal, onRefusal });
    if (found.kind !== 'found') return { kind: 'not-acted', found };
    const typed = `ec2ctl ${verb} -i ${words.join(',')}`;
    const head: Head = { typed, username: 'bob', demo: false, settingsUrl: undefined };
    const { instances } = found;
    const request = { ec2, order: { verb }, instances, personId: PERSON, head, place: PLACE, ...more };
    return await this.operations.change(request);
  }

  /** Asks for a change and moves the clock until there is an answer. */
  async ask(verb: Verb, words: readonly string[], more: StageRequest = {}): Promise<StageAnswer> {
    return await this.clock.until(this.begin(verb, words, more), 60_000);
  }

  /** Asks for a change and moves the clock to its end, and returns that. */
  async run(verb: Verb, ids: readonly string[]): Promise<Change> {
    const answer = await this.ask(verb, ids);
    if (answer.kind !== 'begun') throw new Error(`Not begun: ${JSON.stringify(answer)}`);
    const change = await this.clock.until(answer.ended, 700_000);
    await this.clock.until(this.operations.idle(), 60_000);
    return change;
  }

  /** The log lines that tell of changes and refusals. */
  get changesLogged(): LogLine[] {
    return this.log.filter((line) => line.message.startsWith('Change of instances'));
  }
}

function personCalled(id: string, username: string | undefined): Person | undefined {
  if (username === undefined) return undefined;
  return { id, username, locale: 'en', isSystemAdmin: false, isOutsider: false };
}

/** What a version of a post says. */
export function said(message: string): { head: Head; change: Change } {
  return JSON.parse(message) as { head: Head; change: Change };
}

/** What a reply says, and to whom. */
export function repliedWith(message: string): { username?: string; change: Change } {
  return JSON.parse(message) as { username?: string; change: Change };
}

/** What every version of a post says, in order. */
export function history(post: FakePost): Change[] {
  return post.versions.map((version) => said(version.message).change);
}

/** The last thing that a post says. */
export function lastSaid(post: FakePost): Change {
  const change = history(post).at(-1);
  if (change === undefined) throw new Error('A post without text');
  return change;
}

/** The outcome of each line, by id. */
export function outcomes(change: Change): Record<string, string> {
  return Object.fromEntries(change.lines.map((line) => [line.instance.id, line.outcome]));
}
