import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import { again } from '../operations/again.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import type { Log } from '../ports.ts';
import { CARD_LIFE_MS } from './card.ts';
import type { CardRecord } from './card-record.ts';
import type { CardRecords, HeldCard } from './card-records.ts';

/** How often it is looked which cards there are, those of other processes among them. */
export const LOOK_MS = 30_000;

/** What the watch needs. */
export interface CardWatchPorts {
  readonly store: Pick<CardRecords, 'tokens' | 'read'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process is ending. */
  readonly ending: AbortSignal;
  /** When a card is over, as far as this process has seen, in milliseconds since the epoch. */
  readonly overAt: (record: CardRecord) => number;
  /** Told which cards there are. */
  readonly keep: (tokens: ReadonlySet<string>) => void;
  /** Ends a card that is over, unless somebody else is about to. */
  readonly endOver: (held: HeldCard) => Promise<void>;
}

/** A card that is waited for. */
interface Waited {
  /** When it is looked at again, in milliseconds since the epoch. */
  readonly at: number;
  /** Aborted when it is to be looked at sooner. */
  readonly sooner: AbortController;
  /** Whether its record says nothing new before that. */
  readonly isSettled: boolean;
}

/**
 * Sees to it that every card is ended when it is over, whichever process made it or took it up: each process waits for all
 * cards, for each of them once, and which one ends it is decided by the record alone.
 */
export class CardWatch {
  readonly #ports: CardWatchPorts;
  readonly #waiting = new Map<string, Waited>();
  /** The tokens of those of which nothing is to be seen to: they are answered, or not understood. */
  readonly #setAside = new Set<string>();

  constructor(ports: CardWatchPorts) {
    this.#ports = ports;
  }

  /** Waits until a card is over, and ends it then if it still is: answered meanwhile, or asking something else, it is not. */
  track(record: CardRecord): void {
    const { token, subject } = record.card;
    if (record.state.kind === 'answered') {
      this.#setAside.add(token);
      return;
    }
    const at = this.#ports.overAt(record);
    const before = this.#waiting.get(token);
    // It is looked at before that, and waited for anew then.
    if (before !== undefined && before.at <= at) return;
    before?.sooner.abort();
    const sooner = new AbortController();
    // A press that shows a listing is an errand besides, by which others see that its process has ended.
    this.#waiting.set(token, { at, sooner, isSettled: subject.kind === 'listing' });
    void this.#endAt(token, at, sooner.signal);
  }

  /** Looks which cards there are, at once and then every now and then, until the process ends. Never rejects. */
  async watchOver(): Promise<void> {
    const { clock, ending } = this.#ports;
    for (;;) {
      await this.#look();
      try {
        await clock.sleep(LOOK_MS, ending);
      } catch {
        return;
      }
    }
  }

  async #look(): Promise<void> {
    const { store, clock, log, ending: signal, keep } = this.#ports;
    let tokens: readonly string[];
    try {
      const patience = { clock, signal, mayHelp: (error: unknown) => error instanceof UpstreamError };
      tokens = await again(patience, () => store.tokens());
    } catch (error) {
      // A press finds them all the same.
      if (signal.aborted) return;
      logDefect(log, error);
      log('warn', 'Cards cannot be looked for', reasonOf(error));
      return;
    }
    const there = new Set(tokens);
    keep(there);
    for (const token of this.#setAside) if (!there.has(token)) this.#setAside.delete(token);
    // One after another: there may be many, and nobody waits for this.
    for (const token of tokens) await this.#lookAt(token);
  }

  async #lookAt(token: string): Promise<void> {
    const { store, log, ending } = this.#ports;
    if (ending.aborted || this.#setAside.has(token) || this.#waiting.get(token)?.isSettled === true) return;
    try {
      const read = await store.read(token);
      if (read === 'gone') return;
      if (read === 'strange') {
        this.#setAside.add(token);
        // Not which: whoever reads the log is not to know a token.
        log('warn', 'Record of a card set aside: not understood');
        return;
      }
      this.track(read);
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Record of a card cannot be read', reasonOf(error));
    }
  }

  async #endAt(token: string, at: number, sooner: AbortSignal): Promise<void> {
    const { store, clock, log, ending, overAt, endOver } = this.#ports;
    try {
      // By a clock that was set far back there may be more left than a timer can wait for.
      const ms = Math.min(Math.max(0, at - clock.now()), CARD_LIFE_MS);
      await clock.sleep(ms, AbortSignal.any([ending, sooner]));
    } catch {
      return; // Another timer sees to it, or another process.
    }
    this.#waiting.delete(token);
    try {
      const read = await store.read(token);
      if (read === 'gone' || read === 'strange') return;
      if (overAt(read) > clock.now()) this.track(read);
      else await endOver(read);
    } catch (error) {
      // The next look finds it again.
      logDefect(log, error);
      log('warn', 'A card could not be ended', reasonOf(error));
    }
  }
}
