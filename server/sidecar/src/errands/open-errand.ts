import type { CardPost } from '../cards/card.ts';
import type { Clock } from '../clock.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import type { Journal } from '../operations/journal.ts';
import type { Log } from '../ports.ts';
import type { Head } from '../views.ts';
import type { Errand } from './errand.ts';

/** A command that only looks is recorded when it is not answered after this long, in milliseconds: most are before. */
export const RECORDED_AFTER_MS = 500;

/** What an errand of this process needs. */
export interface ErrandPorts {
  readonly journal: Journal<Errand>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * An errand of this process. Nothing of it rejects: where Mattermost keeps no record the command is answered all the same, and
 * only if the process ends before does nobody say so.
 */
export class OpenErrand {
  readonly #ports: ErrandPorts;
  readonly #over = new AbortController();
  #errand: Errand;
  #begun: Promise<void> | undefined;

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
    this.#begun ??= this.#tried('recorded', () => this.#ports.journal.insert(this.#errand));
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
   * Something says now what will be: it must be ended by whoever comes after this process.
   *
   * @param ending what it says then
   */
  async shown(post: CardPost, head: Head, ending: string): Promise<void> {
    await this.begin();
    this.#errand = { ...this.#errand, head, post, ending };
    await this.#tried('saved', () => this.#ports.journal.save(this.#errand));
  }

  /** It is answered, or something else answers for it: a record of its own, a card. */
  async end(): Promise<void> {
    this.#over.abort();
    if (this.#begun === undefined) return;
    await this.#begun;
    await this.#ports.journal.forget(this.operationId);
  }

  async #tried(what: string, work: () => Promise<unknown>): Promise<void> {
    const { log } = this.#ports;
    const { operationId } = this;
    try {
      await work();
    } catch (error) {
      logDefect(log, error, { operationId });
      log('warn', `A command could not be ${what}`, { operationId, ...reasonOf(error) });
    }
  }
}
