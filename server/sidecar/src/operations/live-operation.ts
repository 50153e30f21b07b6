import type { Clock } from '../clock.ts';
import type { Files, NewFile } from '../files.ts';
import type { Ec2, Instance, Log } from '../ports.ts';
import type { Trail } from '../trail.ts';
import type { Change, WatchEnd } from '../views.ts';
import { askForChange } from './ask.ts';
import { logChange, logLeft, noteChange } from './change-log.ts';
import { deservesReply } from './change-reply.ts';
import { logDefect, ourFailure, reasonOf } from './failures.ts';
import type { Journal } from './journal.ts';
import { newsOf } from './news.ts';
import { OwnedRecord } from './owned-record.ts';
import { type Face, PostEditor } from './post-editor.ts';
import { Progress } from './progress.ts';
import { type OperationRecord, OPERATIONS } from './record.ts';
import type { OnRefusal } from './refusals.ts';
import type { SharedWatch } from './shared-watch.ts';
import { type AuditPorts, tellAudit } from './tell-audit.ts';
import { tellEnd, type TellPorts } from './tell-end.ts';
import { untilKnown } from './until-known.ts';
import { uploadFile } from './upload-file.ts';
import { look, type Pursuit, watchRegion } from './watch.ts';

/** What every operation works with. */
export interface OperationPorts extends TellPorts, AuditPorts {
  readonly journal: Journal<OperationRecord>;
  readonly clock: Clock;
  readonly log: Log;
  /** Looks at EC2 for all operations together. */
  readonly watch: SharedWatch;
  /** The file of a large change, which its post has in the end; undefined for all others. */
  readonly drawFile: (change: Change) => NewFile | undefined;
  readonly files: Files;
  readonly trail: Trail;
  /** Asks the person again about what an earlier process did not come to. */
  readonly offerAgain?: (record: OperationRecord, change: Change) => Promise<void>;
  /** Told of instances as EC2 has just shown them. */
  readonly saw?: (instances: readonly Instance[]) => void;
}

/** Runs an operation and keeps it in view until it ends, so that it can be stopped. Settles as `run` does. */
export type TrackOperation = (operation: LiveOperation, run: () => Promise<Change>) => Promise<Change>;

/** Why nobody looks: the credentials it began with are not in force any longer, or its time was over before EC2 could be used. */
export type UnwatchedEnd = Extract<WatchEnd, 'limit' | 'settings-changed'>;

/** Where an operation begins in this process. */
export interface LiveStart {
  readonly record: OperationRecord;
  /** Whether an earlier process began it. */
  readonly continued: boolean;
  /** Whether the one who asked knows the end already, so that the post alone tells it. */
  readonly told?: boolean;
}

/**
 * An operation under way: asks AWS, watches, keeps post and record up to date, and ends. After its end the record is
 * gone, unless the process ends sooner than the operation.
 */
export class LiveOperation {
  readonly #ports: OperationPorts;
  readonly #progress: Progress;
  readonly #editor: PostEditor;
  readonly #over = new AbortController();
  readonly #shutdown = Promise.withResolvers<'shutdown'>();
  /** Aborted with the above. */
  readonly #stopped = new AbortController();
  readonly #start: LiveStart;
  readonly #owned: OwnedRecord;
  /** As it ended: from then on post, file, reply and audit line tell the same, however long that takes. */
  #ended: Change | undefined;
  /** The id of the file of its end, or that it should have one and has none; undefined where it needs none. */
  #file: { readonly id: string | undefined } | undefined;

  constructor(ports: OperationPorts, start: LiveStart) {
    const { record, continued } = start;
    this.#ports = ports;
    this.#start = start;
    this.#owned = new OwnedRecord(
      {
        ...ports,
        onLost: () => {
          this.#over.abort();
          this.stop();
        },
      },
      record,
    );
    this.#progress = new Progress({ ...record, continued, now: ports.clock.now() });
    this.#editor = new PostEditor({
      ...ports,
      postId: record.postId,
      budget: record.editsLeft,
      shown: continued ? undefined : this.#face().key,
      face: () => this.#face(),
      mayEdit: (editsLeft) => this.#owned.save({ lines: this.#progress.lines, editsLeft }),
    });
  }

  /**
   * Asks AWS for the change, then watches to the end. Never rejects.
   * @param onRefusal told what AWS said where it did not accept the change
   */
  async askAndWatch(ec2: Ec2, onRefusal?: OnRefusal): Promise<Change> {
    return await this.#pursue(ec2, async (pursuit, region) => {
      await askForChange(pursuit, region, onRefusal);
      await watchRegion(pursuit, region);
    });
  }

  /** Looks at once, and watches to the end; AWS is not asked for a change. Never rejects. */
  async watch(ec2: Ec2): Promise<Change> {
    return await this.#pursue(ec2, async (pursuit, region) => {
      await look(pursuit, region, this.#progress.openIds(region));
      await watchRegion(pursuit, region);
    });
  }

  /** Ends it without asking AWS for anything: every open line has failed for this reason. Never rejects. */
  async abandon(reason: 'notRecorded' | 'notAsked'): Promise<Change> {
    this.#progress.abandon(ourFailure(reason), this.#ports.clock.now());
    return await this.#end(undefined);
  }

  /** Ends it with what was last seen, since there is nothing to look with. Never rejects. */
  async endUnwatched(why: UnwatchedEnd): Promise<Change> {
    return await this.#end(why);
  }

  /** The process ends: the operation shows what it last saw, and leaves its record for the next process. */
  stop(): void {
    this.#stopped.abort();
    this.#shutdown.resolve('shutdown');
  }

  /** Another process owns it now: this one says and does nothing more about it. */
  lose(): void {
    this.#owned.lose();
  }

  /** Which operation it is. */
  get operationId(): string {
    return this.#record.operationId;
  }

  async #pursue(ec2: Ec2, inRegion: (pursuit: Pursuit, region: string) => Promise<void>): Promise<Change> {
    const { clock, log, watch } = this.#ports;
    const signal = this.#over.signal;
    const pursuit: Pursuit = {
      ec2,
      clock,
      log,
      watch,
      progress: this.#progress,
      requester: { userId: this.#record.personId, username: this.#record.head.username ?? '' },
      signal,
      maySend: () => this.#maySend(),
      onProgress: () => {
        this.#editor.note();
        this.#ports.saw?.(this.#progress.lines.map(({ instance }) => instance));
      },
    };
    this.#editor.openWindow();
    const pursued = this.#progress.openRegions.map(async (region) => {
      try {
        await inRegion(pursuit, region);
      } catch (error) {
        if (!signal.aborted) logDefect(log, error, { region });
      }
    });
    const end = await Promise.race([
      Promise.all(pursued).then(() => undefined),
      clock.sleep(Math.max(0, this.#record.deadline - clock.now()), signal).then(
        () => 'limit' as const,
        () => undefined,
      ),
      this.#shutdown.promise,
    ]);
    return await this.#end(end);
  }

  /** Whether AWS may still be asked: not after the end, and not while another process may go on with it. */
  async #maySend(): Promise<boolean> {
    return !this.#over.signal.aborted && (await this.#owned.isOurs()) && !this.#over.signal.aborted;
  }

  async #end(watchEnd: WatchEnd | undefined): Promise<Change> {
    this.#over.abort();
    const change = this.#progress.change(this.#ports.clock.now(), watchEnd);
    if (this.#owned.isLost()) return change;
    this.#ended = change;
    if (change.watchEnd === 'shutdown') await this.#leave(change);
    else await this.#tell(change, watchEnd !== 'shutdown');
    return change;
  }

  /** An operation that goes on in another process has its end there. */
  async #leave(change: Change): Promise<void> {
    await this.#editor.finish({ isEnd: false });
    if (this.#owned.isLost()) return;
    logLeft(this.#ports.log, this.#record, change);
    if (this.#start.told !== true) void noteChange(this.#ports, this.#record, change);
    await this.#owned.release();
  }

  /**
   * Tells the end: in the post, where the one who asked is notified, in the audit channel, in the logs. What Mattermost does not
   * take just now is told again for as long as this process has the operation; after that the next one tells it.
   */
  async #tell(change: Change, isEnd: boolean): Promise<void> {
    if (isEnd) await this.#makeFile(change);
    const { continued, told } = this.#start;
    const signal = this.#stopped.signal;
    let noted: Promise<unknown> | undefined;
    let isTold = false;
    const asking = { clock: this.#ports.clock, closing: signal, until: this.#record.startedAt + OPERATIONS.lifeMs };
    const settled = await untilKnown(asking, async (round) => {
      const shown = await this.#editor.finish({ isEnd, again: round > 0 });
      if (!(await this.#owned.isOurs())) return this.#owned.isLost() ? 'lost' : 'unknown';
      const again = noted !== undefined;
      noted ??= this.#note(change);
      const reply = this.#deservesReply(change);
      const end = { record: this.#record, change, shown, reply, isTold, continued: continued || again, signal };
      const [inChannel, inAudit] = await Promise.all([
        tellEnd(this.#ports, end),
        // Of whom it is said already that nothing was begun there is nothing to tell.
        told === true ? true : tellAudit(this.#ports, end),
      ]);
      isTold = inChannel.isTold;
      if (continued && !again) await this.#offerAgain(change);
      return inChannel.isSettled && inAudit ? 'settled' : 'unknown';
    });
    if (settled === 'unknown' && signal.aborted) {
      await this.#owned.release();
      return;
    }
    if (!this.#owned.isLost()) noted ??= this.#note(change);
    // Until it is kept it is known by the record alone.
    await noted;
    await this.#owned.forget();
  }

  /** Has the end in the logs and in the history, once, whatever becomes of this process. Fulfilled when it is kept. */
  async #note(change: Change): Promise<void> {
    const record = this.#record;
    const isLogged = record.isLogged === true;
    if (!isLogged) logChange(this.#ports.log, record, change);
    // What was told not to have begun is noted as that.
    const noted = this.#start.told === true ? undefined : noteChange(this.#ports, record, change, isLogged);
    if (!isLogged) await this.#owned.save({ lines: this.#progress.lines, isLogged: true });
    await noted;
  }

  get #record(): OperationRecord {
    return this.#owned.current;
  }

  #face(): Face {
    const { render, clock } = this.#ports;
    const change = this.#ended ?? this.#progress.change(clock.now());
    const news = newsOf(change);
    if (this.#file === undefined) return { key: news, message: render(this.#record, change) };
    const { id } = this.#file;
    if (id === undefined) return { key: `${news} whole`, message: render(this.#record, change, 'none') };
    return { key: `${news} ${id}`, message: render(this.#record, change, 'attached'), fileIds: [id] };
  }

  async #offerAgain(change: Change): Promise<void> {
    const { log, offerAgain } = this.#ports;
    try {
      await offerAgain?.(this.#record, change);
    } catch (error) {
      const { operationId } = this.#record;
      logDefect(log, error, { operationId });
      log('warn', 'What was interrupted cannot be asked about again', { operationId, ...reasonOf(error) });
    }
  }

  async #makeFile(change: Change): Promise<void> {
    const { postId, place } = this.#record;
    const file = this.#ports.drawFile(change);
    if (file === undefined || postId === undefined) return;
    const channel = (): Promise<string> => Promise.resolve(place.channelId);
    this.#file = { id: await uploadFile(this.#ports, { file, channel, signal: this.#stopped.signal }) };
  }

  #deservesReply(change: Change): boolean {
    const { record, continued, told } = this.#start;
    if (told === true) return false;
    // What an earlier process showed from the first is not known.
    const atFirst = continued ? [] : record.lines.filter(({ outcome }) => outcome === 'failed');
    return deservesReply(change, new Set(atFirst.map(({ instance }) => instance.id)));
  }
}
