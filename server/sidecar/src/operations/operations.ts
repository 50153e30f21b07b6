import { UpstreamError } from '../errors.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import type { Ec2 } from '../ports.ts';
import type { Change } from '../views.ts';
import { again } from './again.ts';
import { type ChangeAnswer, type ChangeRequest, type ChangeSurroundings, changeInstances } from './change.ts';
import { logDefect, reasonOf } from './failures.ts';
import { BEAT_MS, Journal, type JournalPorts } from './journal.ts';
import type { LiveOperation, OperationPorts, UnwatchedEnd } from './live-operation.ts';
import { OPERATIONS, type OperationRecord } from './record.ts';
import { nextDeadline, resumeOperation } from './resume.ts';
import { createSharedWatch } from './shared-watch.ts';

/** A piece of work under way. */
interface Work {
  readonly operation: LiveOperation | undefined;
  /** Fulfilled when it has ended, however it did. */
  readonly ended: Promise<unknown>;
}

/** The operations of this process. One for the life of the process. */
export function createOperations(ports: Omit<OperationPorts, 'watch' | 'journal'> & JournalPorts): Operations {
  return new Operations({ ...ports, watch: createSharedWatch(ports), journal: new Journal(ports, OPERATIONS) });
}

/** Runs work with an EC2 that stays open until the work ends. */
export type WithEc2 = (work: (ec2: Ec2) => Promise<void>) => Promise<void>;

/** The changes under way in this process: begins them, takes up those of earlier processes, ends all in order. */
export class Operations {
  readonly #ports: OperationPorts;
  readonly #closing = new AbortController();
  readonly #work = new Set<Work>();
  /** What waits for an EC2 that cannot be opened, and since when, in milliseconds since the epoch. */
  readonly #waiting = new Map<string, number>();
  /** Whether the log says already that records cannot be read. */
  #isUnread = false;

  constructor(ports: OperationPorts) {
    this.#ports = ports;
  }

  /**
   * Changes instances. Fulfilled as soon as there is a post, or nothing to post; the operation then goes on by
   * itself, and uses its EC2 until `ended`. Rejects for a defect; nothing was changed then.
   */
  async change(request: ChangeRequest): Promise<ChangeAnswer> {
    return await this.#keep(changeInstances(this.#surroundings(), request), undefined);
  }

  /** Whether an operation with this id is under way, here or in another process: the post is its own until it ends. */
  async has(operationId: string): Promise<boolean> {
    return await this.#ports.journal.has(operationId);
  }

  /**
   * Shows other processes that the operations of this one have an owner, and takes up what they left or leave: at the start
   * and every few seconds, until the process ends. Never rejects for what Mattermost or AWS do.
   *
   * @param withEc2 gives at each time what `resume` takes
   */
  async watchOver(withEc2: () => WithEc2 | undefined): Promise<void> {
    const { clock, journal } = this.#ports;
    for (;;) {
      this.#keepInView(this.#resumeThese(await this.#claim(), withEc2()));
      try {
        await clock.sleep(BEAT_MS, this.#closing.signal);
      } catch {
        return;
      }
      void journal.removeLeft();
      await Promise.all(journal.held.map((operationId) => this.#renew(operationId)));
    }
  }

  /**
   * Takes up what earlier processes left, once. Fulfilled when the last of these operations has ended. Never rejects for what
   * Mattermost or AWS do: records that cannot be read, or for which no EC2 can be opened, are left to the next process.
   *
   * @param withEc2 runs work with the EC2 in force, asked for only if there is any; undefined when the configuration is
   *   unusable
   */
  async resume(withEc2: WithEc2 | undefined): Promise<void> {
    await this.#keep(
      this.#claim().then((records) => this.#resumeThese(records, withEc2)),
      undefined,
    );
  }

  /**
   * Ends in order: what has not begun is given up, and every open post says that nobody watches any longer. Records
   * stay for the next process. Takes `limitMs` at most, and returns whether everything was done by then.
   */
  async shutdown(limitMs: number): Promise<boolean> {
    const { clock, log } = this.#ports;
    this.#closing.abort(new UpstreamError('mattermost', OUR_FAILURES.interrupted, 'The process is ending'));
    for (const { operation } of this.#work) operation?.stop();
    const inTime = new AbortController();
    const done = await Promise.race([
      this.idle().then(() => true),
      clock.sleep(limitMs, inTime.signal).then(
        () => false,
        () => true,
      ),
    ]);
    inTime.abort();
    if (!done) log('warn', 'Operations did not end in time', { open: this.#work.size });
    return done;
  }

  /** Fulfilled when no work is under way. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all([...this.#work].map((work) => work.ended));
  }

  async #resumeThese(records: readonly OperationRecord[], withEc2: WithEc2 | undefined): Promise<void> {
    const count = records.filter(({ operationId }) => !this.#waiting.has(operationId)).length;
    if (count > 0) this.#ports.log('info', 'Operations of another process taken up', { count });
    if (records.length === 0) return;
    const left = new Set(records);
    const resumeAll = async (ec2: Ec2 | UnwatchedEnd): Promise<void> => {
      left.clear();
      this.#waiting.clear();
      await Promise.all(records.map((record) => this.#resumeOne(record, ec2)));
    };
    try {
      await (withEc2 === undefined ? resumeAll('settings-changed') : withEc2(resumeAll));
    } catch (error) {
      // What was resumed goes on or has ended, and is not to be left.
      if (left.size === 0) throw error;
      await this.#leaveUnopened(records, error);
    }
  }

  /**
   * No EC2 can be opened, for whatever reason: leaves the records to the next beat, here or in another process that can open
   * one. As where EC2 cannot be read, what is still not seen when the time of the watch is over ends with what was last seen.
   */
  async #leaveUnopened(records: readonly OperationRecord[], error: unknown): Promise<void> {
    const { clock, journal, log } = this.#ports;
    const now = clock.now();
    const isNews = records.some(({ operationId }) => !this.#waiting.has(operationId));
    if (isNews) {
      logDefect(log, error);
      log('error', 'EC2 cannot be opened: operations of another process wait', reasonOf(error));
    }
    const left = records.map(async (record) => {
      const { operationId } = record;
      const since = this.#waiting.get(operationId) ?? now;
      this.#waiting.set(operationId, since);
      if (now < nextDeadline(record, since)) {
        await journal.release(operationId);
        return;
      }
      this.#waiting.delete(operationId);
      await this.#resumeOne(record, 'limit');
    });
    await Promise.all(left);
  }

  async #resumeOne(record: OperationRecord, ec2: Ec2 | UnwatchedEnd): Promise<void> {
    try {
      await resumeOperation({ ...this.#surroundings(), ec2 }, record);
    } catch (error) {
      logDefect(this.#ports.log, error, { operationId: record.operationId });
    }
  }

  /** That a record could not be renewed is seen at the next time, or by whoever takes it over. */
  async #renew(operationId: string): Promise<void> {
    const { journal, log } = this.#ports;
    try {
      if ((await journal.renew(operationId)) !== 'lost') return;
      log('warn', 'Operation goes on in another process', { operationId });
      for (const { operation } of this.#work) if (operation?.operationId === operationId) operation.lose();
    } catch (error) {
      logDefect(log, error, { operationId });
    }
  }

  #surroundings(): ChangeSurroundings {
    return {
      ports: this.#ports,
      closing: this.#closing.signal,
      track: (operation, run) => this.#track(operation, run),
      keep: (work) => {
        this.#keepInView(work);
      },
    };
  }

  /** What nobody owns any longer; nothing while Mattermost does not say. */
  async #claim(): Promise<OperationRecord[]> {
    const { clock, log, journal } = this.#ports;
    const closing = this.#closing.signal;
    try {
      closing.throwIfAborted();
      const records = await again({ clock, signal: closing, mayHelp: () => true }, () => journal.claim());
      this.#isUnread = false;
      return records;
    } catch (error) {
      // They are read by the next process.
      if (closing.aborted || this.#isUnread) return [];
      this.#isUnread = true;
      logDefect(log, error);
      log('error', 'Records of operations cannot be read', reasonOf(error));
      return [];
    }
  }

  /** Keeps work in view that nobody waits for; a defect in it must not end the process. */
  #keepInView(work: Promise<unknown>): void {
    this.#keep(work, undefined).catch((error: unknown) => {
      logDefect(this.#ports.log, error);
    });
  }

  #track(operation: LiveOperation, run: () => Promise<Change>): Promise<Change> {
    const ended = this.#keep(run(), operation);
    if (this.#closing.signal.aborted) operation.stop();
    // Nobody need wait for the end, and a defect must not end the process.
    ended.catch((error: unknown) => {
      logDefect(this.#ports.log, error);
    });
    return ended;
  }

  /** Counts a piece of work as under way until it has ended. */
  #keep<T>(running: Promise<T>, operation: LiveOperation | undefined): Promise<T> {
    const ended = running.then(
      () => this.#work.delete(work),
      () => this.#work.delete(work),
    );
    const work: Work = { operation, ended };
    this.#work.add(work);
    return running;
  }
}
