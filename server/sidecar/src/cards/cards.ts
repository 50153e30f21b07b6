import type { Clock } from '../clock.ts';
import { BugError, UpstreamError } from '../errors.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit, logDefect, reasonOf } from '../operations/failures.ts';
import { newId } from '../operations/new-id.ts';
import type { Log, Records } from '../ports.ts';
import { type Card, CARD_LIFE_MS, type CardPost, type Ending } from './card.ts';
import { overAt } from './card-record.ts';
import { CardRecords, type HeldCard } from './card-records.ts';
import { CardWatch } from './card-watch.ts';

/** What cards need. */
export interface CardPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process is ending. */
  readonly ending: AbortSignal;
  /** Takes the buttons of a card away and says why, and has it forgotten. */
  readonly end: (card: Card, why: Ending) => Promise<void>;
}

/** The cards of this plugin: their records, their time, and that each is answered once. */
export class Cards {
  readonly #ports: CardPorts;
  readonly #store: CardRecords;
  readonly #watch: CardWatch;

  constructor(ports: CardPorts) {
    this.#ports = ports;
    this.#store = new CardRecords(ports);
    this.#watch = new CardWatch({ ...ports, store: this.#store, endOver: (held) => this.endOver(held) });
  }

  /**
   * Makes a card: record, post, the post's id into the record. Rejects when one of them cannot be made; the record is gone
   * then, and buttons that may be there do nothing.
   */
  async open(
    draft: Omit<Card, 'token' | 'expiresAt' | 'post'>,
    show: (card: Card) => Promise<CardPost>,
  ): Promise<void> {
    const card: Card = {
      ...draft,
      token: newId(),
      expiresAt: this.#ports.clock.now() + CARD_LIFE_MS,
      post: undefined,
    };
    let shown: Card | undefined;
    try {
      const held = await this.#store.insert(waiting(card));
      if (held === undefined) throw new BugError('CardExists', 'Cannot make a card: its random token is taken');
      shown = { ...card, post: await show(card) };
      // Where the record is not as it was, somebody was quick enough to press a button already.
      await this.#store.replace(held, waiting(shown));
      this.#watch.track(held);
    } catch (error) {
      await this.forget(card);
      if (shown !== undefined) await this.#endIfPossible(shown, 'notBegun');
      throw error;
    }
  }

  /** The card of a token; undefined if there is none, or it is of another version. */
  async find(token: string): Promise<HeldCard | undefined> {
    if (!/^[0-9a-f]{32}$/.test(token)) return undefined;
    const read = await this.#store.read(token);
    return read === 'gone' || read === 'strange' ? undefined : read;
  }

  /** Takes a card up for a press, once for all: undefined for whoever comes second. */
  async take(held: HeldCard): Promise<HeldCard | undefined> {
    const { card } = held;
    return await this.#store.replace(held, { card, takenAt: this.#ports.clock.now(), ending: undefined });
  }

  /**
   * To be asked right before what a press leads to is begun, since it may have taken long. Undefined when the card was ended
   * meanwhile as one that was left: it says that nothing was changed then, and so it must be.
   */
  async renew(taken: HeldCard): Promise<HeldCard | undefined> {
    return await this.take(taken);
  }

  /** Makes the card ask something else, with its time anew; undefined when it is not as it was held. */
  async change(held: HeldCard, subject: Card['subject']): Promise<Card | undefined> {
    const card = { ...held.card, subject, expiresAt: this.#ports.clock.now() + CARD_LIFE_MS };
    const changed = await this.#store.replace(held, waiting(card));
    if (changed === undefined) return undefined;
    this.#watch.track(changed);
    return card;
  }

  /**
   * Removes a card that was taken up, before what it leads to is begun. False as `renew`, and rejects when it cannot be
   * removed in time: nothing may be begun then, since whoever finds the card says that nothing was.
   */
  async finish(taken: HeldCard): Promise<boolean> {
    const { clock, ending: signal } = this.#ports;
    const renewed = await this.renew(taken);
    if (renewed === undefined) return false;
    const patience = { clock, signal, mayHelp: (error: unknown) => error instanceof UpstreamError };
    await again(patience, () => this.#store.remove(renewed.card.token));
    if (this.isOver(renewed)) throw new UpstreamError('mattermost', 'TooLate', 'Cannot go on: the card took too long');
    return true;
  }

  /** Removes a card of which nothing will come. One that cannot be removed is logged, and expires. */
  async forget({ token }: Card): Promise<void> {
    const { log } = this.#ports;
    try {
      await this.#store.remove(token);
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Record of a card cannot be removed', reasonOf(error));
    }
  }

  /** Whether the time of a card is up, or nothing will come any more of what took it up. */
  isOver(held: HeldCard): boolean {
    return overAt(held) <= this.#ports.clock.now();
  }

  /** Ends a card that is over, unless somebody else is about to. What cannot be ended now is ended by a later look. */
  async endOver(held: HeldCard): Promise<void> {
    await this.#endAs(held, endingOf(held));
  }

  /** Ends a card that was taken up by a press that failed, if it is still there. Never rejects. */
  async abandon({ token }: Card): Promise<void> {
    const { log } = this.#ports;
    try {
      const held = await this.find(token);
      if (held?.takenAt !== undefined && held.ending === undefined) await this.#endAs(held, 'notBegun');
    } catch (error) {
      logDefect(log, error);
      log('warn', 'A card could not be ended', reasonOf(error));
    }
  }

  /** Ends what is over, also of other processes, those of before among them, until this one ends. Never rejects. */
  async watchOver(): Promise<void> {
    await this.#watch.watchOver();
  }

  async #endAs(held: HeldCard, ending: Ending): Promise<void> {
    const { card } = held;
    // Why is kept as well: who tries again says the same.
    if ((await this.#store.replace(held, { card, takenAt: this.#ports.clock.now(), ending })) === undefined) return;
    try {
      await this.#ports.end(card, ending);
    } catch (error) {
      // To try again would be no use; the first press takes the buttons away.
      if (isRefusedEdit(error)) await this.forget(card);
      throw error;
    }
  }

  async #endIfPossible(card: Card, why: Ending): Promise<void> {
    const { log } = this.#ports;
    try {
      await this.#ports.end(card, why);
    } catch (error) {
      logDefect(log, error);
      log('warn', 'A card could not be ended', reasonOf(error));
    }
  }
}

/** Why a card that is over is ended. */
export function endingOf({ takenAt, ending }: HeldCard): Ending {
  return ending ?? (takenAt === undefined ? 'expired' : 'interrupted');
}

function waiting(card: Card): { card: Card; takenAt: undefined; ending: undefined } {
  return { card, takenAt: undefined, ending: undefined };
}
