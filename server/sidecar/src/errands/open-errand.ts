import type { CardPost } from '../cards/card.ts';
import type { Clock } from '../clock.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import type { Journal } from '../operations/journal.ts';
import type { Log } from '../ports.ts';
import type { Head } from '../views.ts';
import { type Errand, ERRANDS } from './errand.ts';

/** A command that only looks is recorded when it is not answered after this long, in milliseconds: most are before. */
export const RECORDED_AFTER_MS = 500;

/** While Mattermost takes no record it is asked again so often, in milliseconds: the process may end as soon as it would. */
const AGAIN_AFTER_MS = 1_000;

/** What an errand of this process needs. */
export interface ErrandPorts {
  readonly journal: Journal<Errand>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * An errand of this process. Nothing of it rejects: where Mattermost takes no record the command is answered all the same, and
 * the record is made as soon as it does; only if the process ends before both does nobody say so.
 */
export class OpenErrand {
  readonly #ports: ErrandPorts;
  /** Nothing more is to be said of it, by whoever. */
  readonly #ended = new AbortController();
  /** This process says nothing more of it. */
  readonly #over = new AbortController();
  #errand: Errand;
  #begun: Promise<void> | undefined;
  /** As it is recorded; undefined while it is not. */
  #recorded: Errand | undefined;

  constructor(ports: ErrandPorts, errand: Errand) {
    this.#ports = ports;
    this.#errand = errand;
  }

  /** Also for the props of the post that says what will be, by which it is found. */
  get operationId(): string {
    return this.#errand.operationId;
  }

  /** Records it, once. Fulfilled when it is recorded, or cannot be. */
  async begin(): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#begun ??= this.#record();
    await this.#begun;
  }

  /** Records it if it is not over soon. */
  beginLater(): void {
    this.#ports.clock.sleep(RECORDED_AFTER_MS, this.#over.signal).then(
      () => this.begin(),
      () => undefined,
    );
  }

  /**
   * Something is about to say what will be. Recorded with what comes next, so that it is ended also where Mattermost makes it
   * and does not say so.
   *
   * @param ending what it says when it is interrupted
   */
  announce(ending: string): void {
    this.#errand = { ...this.#errand, ending };
  }

  /** What was announced is there: it must be ended by whoever comes after this process. */
  async shown(post: CardPost, head: Head): Promise<void> {
    await this.begin();
    this.#errand = { ...this.#errand, head, post };
    await this.#save();
  }

  /** The answer could not be put in the stead of what says what will be: whoever ends that puts it there. */
  unshown(answer: string, fileIds: readonly string[] | undefined): void {
    if (this.#errand.post !== undefined) this.#errand = { ...this.#errand, ending: answer, fileIds };
  }

  /** It is answered, or something else answers for it: a record of its own, a card. Once; what comes after is of no account. */
  async end(): Promise<void> {
    if (this.#over.signal.aborted) return;
    const { ending, post } = this.#errand;
    if (ending !== undefined && post === undefined) {
      // What was answered may stand beside something that was made unseen, and waits.
      await this.leave(true);
      return;
    }
    this.#over.abort();
    this.#ended.abort();
    if (this.#begun === undefined) return;
    await this.#begun;
    await this.#ports.journal.forget(this.operationId);
  }

  /**
   * It failed. Left to whoever ends what was interrupted, where something says what will be, or may, or where the person
   * could not be told; else there is nothing more to say.
   *
   * @param told whether the person was told
   */
  async leave(told: boolean): Promise<void> {
    if (this.#over.signal.aborted) return;
    if (told && this.#errand.ending === undefined) {
      await this.end();
      return;
    }
    // Who could not be told of the failure is told later.
    if (!told) await this.begin();
    this.#over.abort();
    if (this.#begun === undefined) return;
    await this.#begun;
    this.#errand = { ...this.#errand, told };
    await this.#save();
    if (this.#recorded !== undefined) await this.#ports.journal.release(this.operationId);
  }

  /** Makes the record, at once or as soon as Mattermost takes it; fulfilled after the first try. */
  async #record(): Promise<void> {
    if (!(await this.#tried('recorded', () => this.#insert(false)))) void this.#recordLater();
  }

  async #recordLater(): Promise<void> {
    const { clock, journal, log } = this.#ports;
    const { operationId } = this;
    const until = this.#errand.startedAt + ERRANDS.lifeMs;
    try {
      while (this.#recorded === undefined && clock.now() < until) {
        await clock.sleep(AGAIN_AFTER_MS, this.#ended.signal);
        const isTaken = await this.#insert(true).catch((error: unknown) => {
          logDefect(log, error, { operationId });
          return true;
        });
        // It was made after all, and another process has taken it over.
        if (!isTaken) return;
      }
    } catch {
      return; // It needs no record any longer.
    }
    if (this.#ended.signal.aborted) await journal.forget(operationId);
    else await this.#save();
    if (this.#over.signal.aborted) await journal.release(operationId);
  }

  /** @param again whether an earlier try was not answered, and may have come about */
  async #insert(again: boolean): Promise<boolean> {
    const errand = this.#errand;
    const isOurs = await this.#ports.journal.insert(errand, again);
    if (isOurs) this.#recorded = errand;
    return isOurs;
  }

  /** Saves what has changed since it was recorded. */
  async #save(): Promise<void> {
    const errand = this.#errand;
    if (this.#recorded === undefined || this.#recorded === errand) return;
    if (await this.#tried('saved', () => this.#ports.journal.save(errand))) this.#recorded = errand;
  }

  async #tried(what: string, work: () => Promise<unknown>): Promise<boolean> {
    const { log } = this.#ports;
    const { operationId } = this;
    try {
      await work();
      return true;
    } catch (error) {
      logDefect(log, error, { operationId });
      log('warn', `A command could not be ${what}`, { operationId, ...reasonOf(error) });
      return false;
    }
  }
}
