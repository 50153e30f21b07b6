import type { Clock } from '../clock.ts';
import { BugError, UpstreamError } from '../errors.ts';
import { again } from '../operations/again.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import { newId } from '../operations/new-id.ts';
import type { Log, Records } from '../ports.ts';
import { type Card, CARD_LIFE_MS, type CardPost } from './card.ts';
import { type CardRecord, decodeCard, encodeCard } from './card-record.ts';

/** What keys of cards begin with. */
const PREFIX = 'card/';

/**
 * A record outlives its buttons by this long, so that a process that begins later can still take them away by itself. After
 * that the first press does.
 */
const KEPT_MS = 86_400_000;

/** A button that was taken up comes to something within this long, or its process has ended. */
const TAKEN_MS = 30_000;

/** Why a card ends without an answer, or with one that nothing came of. */
export type Ending = 'expired' | 'interrupted' | 'notBegun';

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

/** A card as it was read: only who replaces exactly this takes it up. */
export interface HeldCard extends CardRecord {
  readonly stored: unknown;
}

/** The cards of this plugin: their records, their time, and that each is answered once. */
export class Cards {
  readonly #ports: CardPorts;

  constructor(ports: CardPorts) {
    this.#ports = ports;
  }

  /**
   * Makes a card: record, post, the post's id into the record. Rejects when one of them cannot be made; the record is gone
   * then, and buttons that may be there do nothing.
   */
  async open(
    draft: Omit<Card, 'token' | 'expiresAt' | 'post'>,
    show: (card: Card) => Promise<CardPost>,
  ): Promise<void> {
    const { records, clock } = this.#ports;
    const card: Card = { ...draft, token: newId(), expiresAt: clock.now() + CARD_LIFE_MS, post: undefined };
    const held = { card, takenAt: undefined, stored: encodeCard({ card, takenAt: undefined }) };
    let shown: Card | undefined;
    try {
      if (!(await records.insert(keyOf(card.token), held.stored, secondsFor(card, clock)))) {
        throw new BugError('CardExists', 'Cannot make a card: its random token is taken');
      }
      shown = { ...card, post: await show(card) };
      // Where the record is not as it was, somebody was quick enough to press a button already.
      await this.#replace(held, { card: shown, takenAt: undefined });
      this.#expireLater(card);
    } catch (error) {
      await this.forget(card);
      if (shown !== undefined) await this.#endIfPossible(shown, 'notBegun');
      throw error;
    }
  }

  /** The card of a token; undefined if there is none, or it is of another version. */
  async find(token: string): Promise<HeldCard | undefined> {
    if (!/^[0-9a-f]{32}$/.test(token)) return undefined;
    const stored = await this.#ports.records.get(keyOf(token));
    const record = stored === undefined ? undefined : decodeCard(stored);
    return record === undefined ? undefined : { ...record, stored };
  }

  /** Takes a card up, once for all: false for whoever comes second. */
  async take(held: HeldCard): Promise<boolean> {
    return await this.#replace(held, { card: held.card, takenAt: this.#ports.clock.now() });
  }

  /** Makes the card ask something else, with its time anew; undefined when it is not as it was held. */
  async change(held: HeldCard, subject: Card['subject']): Promise<Card | undefined> {
    const card = { ...held.card, subject, expiresAt: this.#ports.clock.now() + CARD_LIFE_MS };
    if (!(await this.#replace(held, { card, takenAt: undefined }))) return undefined;
    this.#expireLater(card);
    return card;
  }

  /**
   * Removes a card that was taken up, before what it leads to is begun. Rejects when that cannot be: nothing may be begun
   * then, since a later process would find the card and say that nothing was.
   */
  async finish({ token }: Card): Promise<void> {
    const { records, clock, ending: signal } = this.#ports;
    const patience = { clock, signal, mayHelp: (error: unknown) => error instanceof UpstreamError };
    await again(patience, () => records.remove(keyOf(token)));
  }

  /** Removes a card of which nothing will come. One that cannot be removed is logged, and expires. */
  async forget({ token }: Card): Promise<void> {
    const { records, log } = this.#ports;
    try {
      await records.remove(keyOf(token));
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Record of a card cannot be removed', reasonOf(error));
    }
  }

  /** Whether the time of a card is up, or of the press that took it up nothing will come any more. */
  isOver({ card, takenAt }: HeldCard): boolean {
    return (takenAt === undefined ? card.expiresAt : takenAt + TAKEN_MS) <= this.#ports.clock.now();
  }

  /** Ends a card that is over, unless somebody else is about to. */
  async endOver(held: HeldCard): Promise<void> {
    const why = held.takenAt === undefined ? 'expired' : 'interrupted';
    if (await this.take(held)) await this.#ports.end(held.card, why);
  }

  /** Ends a card that was taken up by a press that failed, if it is still there. Never rejects. */
  async abandon({ token }: Card): Promise<void> {
    const { log } = this.#ports;
    try {
      const held = await this.find(token);
      if (held?.takenAt !== undefined) await this.#endIfPossible(held.card, 'notBegun');
    } catch (error) {
      logDefect(log, error);
      log('warn', 'A card could not be ended', reasonOf(error));
    }
  }

  /** Takes up the cards of earlier processes, once, at the start. Never rejects. */
  async resume(): Promise<void> {
    const { records, clock, log, ending: signal } = this.#ports;
    try {
      const patience = { clock, signal, mayHelp: (error: unknown) => error instanceof UpstreamError };
      const keys = await again(patience, () => records.keys(PREFIX));
      await Promise.all(keys.map((key) => this.#resumeOne(key)));
    } catch (error) {
      // A press finds them all the same.
      if (signal.aborted) return;
      logDefect(log, error);
      log('warn', 'Cards of an earlier process cannot be read', reasonOf(error));
    }
  }

  async #resumeOne(key: string): Promise<void> {
    const { records, log } = this.#ports;
    try {
      const stored = await records.get(key);
      const record = decodeCard(stored);
      if (record === undefined) log('info', 'Record of a card set aside: not understood');
      else if (record.takenAt === undefined) this.#expireLater(record.card);
      else void this.#endAt(record.card, record.takenAt + TAKEN_MS);
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Record of a card set aside: cannot be read', reasonOf(error));
    }
  }

  async #replace({ card, stored }: HeldCard, record: CardRecord): Promise<boolean> {
    const { records, clock } = this.#ports;
    return await records.replace(keyOf(card.token), stored, encodeCard(record), secondsFor(record.card, clock));
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

  #expireLater(card: Card): void {
    void this.#endAt(card, card.expiresAt);
  }

  /** Ends a card at that moment, if it is over then: answered meanwhile, or asking something else, it is not. */
  async #endAt({ token }: Card, at: number): Promise<void> {
    const { clock, log, ending } = this.#ports;
    try {
      await clock.sleep(Math.max(0, at - clock.now()), ending);
    } catch {
      return; // The next process sees to it.
    }
    try {
      const held = await this.find(token);
      if (held !== undefined && this.isOver(held)) await this.endOver(held);
    } catch (error) {
      logDefect(log, error);
      log('warn', 'A card could not be ended', reasonOf(error));
    }
  }
}

function keyOf(token: string): string {
  return PREFIX + token;
}

function secondsFor({ expiresAt }: Card, clock: Clock): number {
  return Math.max(1, Math.ceil((expiresAt - clock.now() + KEPT_MS) / 1_000));
}
