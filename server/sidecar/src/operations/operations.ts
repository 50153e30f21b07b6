import { UpstreamError } from '../errors.ts';
import { OUR_FAILURES } from '../failures/own-codes.ts';
import type { Ec2 } from '../ports.ts';
import type { Change } from '../views.ts';
import { again } from './again.ts';
import { type ChangeAnswer, type ChangeRequest, type ChangeSurroundings, changeInstances } from './change.ts';
import { logDefect, reasonOf } from './failures.ts';
import type { LiveOperation, OperationPorts } from './live-operation.ts';
import type { OperationRecord } from './record.ts';
import { hasRecord, readRecords } from './record-keeping.ts';
import { resumeOperation } from './resume.ts';
import { createSharedWatch } from './shared-watch.ts';

/** A piece of work under way. */
interface Work {
  readonly operation: LiveOperation | undefined;
  /** Fulfilled when it has ended, however it did. */
  readonly ended: Promise<unknown>;
}

/** The operations of this process. One for the life of the process. */
export function createOperations(ports: Omit<OperationPorts, 'watch'>): Operations {
  return new Operations({ ...ports, watch: createSharedWatch(ports) });
}

/** Runs work with an EC2 that stays open until the work ends. */
export type WithEc2 = (work: (ec2: Ec2) => Promise<void>) => Promise<void>;

/** The changes under way in this process: begins them, takes up those of earlier processes, ends all in order. */
export class Operations {
  readonly #ports: OperationPorts;
  readonly #closing = new AbortController();
  readonly #work = new Set<Work>();
  /** The ids of those begun here: the records of earlier processes may be read while these have records already. */
  readonly #begun = new Set<string>();

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
    return await hasRecord(this.#ports, operationId);
  }

  /**
   * Takes up what earlier processes left, once, at the start. Fulfilled when the last of these operations has ended.
   * Never rejects for what Mattermost or AWS do: records that cannot be read are left to the next process.
   *
   * @param withEc2 runs work with the EC2 in force, asked for only if there is any; undefined when the configuration is
   *   unusable
   */
  async resume(withEc2: WithEc2 | undefined): Promise<void> {
    await this.#keep(this.#resumeAll(withEc2), undefined);
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

  async #resumeAll(withEc2: WithEc2 | undefined): Promise<void> {
    const records = (await this.#readRecords()).filter(({ operationId }) => !this.#begun.has(operationId));
    if (records.length === 0) return;
    this.#ports.log('info', 'Operations of an earlier process taken up', { count: records.length });
    if (withEc2 === undefined) await this.#resumeThese(records, undefined);
    else await withEc2((ec2) => this.#resumeThese(records, ec2));
  }

  async #resumeThese(records: readonly OperationRecord[], ec2: Ec2 | undefined): Promise<void> {
    const { log } = this.#ports;
    const around = { ...this.#surroundings(), ec2 };
    await Promise.all(
      records.map(async (record) => {
        try {
          await resumeOperation(around, record);
        } catch (error) {
          logDefect(log, error, { operationId: record.operationId });
        }
      }),
    );
  }

  #surroundings(): ChangeSurroundings {
    return {
      ports: this.#ports,
      closing: this.#closing.signal,
      track: (operation, run) => this.#track(operation, run),
      keep: (work) => {
        this.#keep(work, undefined).catch((error: unknown) => {
          logDefect(this.#ports.log, error);
        });
      },
      begins: (operationId) => {
        this.#begun.add(operationId);
      },
    };
  }

  async #readRecords(): Promise<OperationRecord[]> {
    const { clock, log } = this.#ports;
    const closing = this.#closing.signal;
    try {
      closing.throwIfAborted();
      return await again({ clock, signal: closing, mayHelp: () => true }, () => readRecords(this.#ports));
    } catch (error) {
      // They are read by the next process.
      if (closing.aborted) return [];
      logDefect(log, error);
      log('error', 'Records of earlier operations cannot be read', reasonOf(error));
      return [];
    }
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
