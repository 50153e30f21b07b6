import type { Clock } from '../clock.ts';
import { BugError } from '../errors.ts';
import { newId } from '../operations/change.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import type { Log, Records } from '../ports.ts';
import { type Card, CARD_LIFE_MS, type CardPost } from './card.ts';
import { type CardRecord, decodeCard, encodeCard } from './card-record.ts';

/** What keys of cards begin with. */
const PREFIX = 'card/';

/** A record outlives its buttons by this long, so that a process that begins later can still take them away. */
const KEPT_MS = 900_000;

/** A button that was taken up comes to something within this long, or its process has ended. */
const TAKEN_MS = 30_000;

/** What cards need. */
export interface CardPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process is ending. */
  readonly ending: AbortSignal;
  /** Ends a card whose time is up, or of which nothing came since a process ended: takes its buttons away. */
  readonly end: (card: Card, why: 'expired' | 'interrupted') => Promise<void>;
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
    const stored = encodeCard({ card, takenAt: undefined });
    if (!(await records.insert(keyOf(card.token), stored, secondsFor(card, clock)))) {
      throw new BugError('CardExists', 'Cannot make a card: its random token is taken');
    }
    try {
      const posted = { ...card, post: await show(card) };
      const isKept = await records.replace(
        keyOf(card.token),
        stored,
        encodeCard({ card: posted, takenAt: undefined }),
        secondsFor(card, clock),
      );
      if (!isKept) throw new BugError('CardChanged', 'Cannot keep a card: its record is not as it was');
      this.#expireLater(card);
    } catch (error) {
      await this.forget(card);
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
    const { clock } = this.#ports;
    return await this.#replace(held, { card: held.card, takenAt: clock.now() });
  }

  /** Makes the card ask something else, with its time anew; false when it is not as it was held. */
  async change(held: HeldCard, subject: Card['subject']): Promise<Card | undefined> {
    const card = { ...held.card, subject, expiresAt: this.#ports.clock.now() + CARD_LIFE_MS };
    if (!(await this.#replace(held, { card, takenAt: undefined }))) return undefined;
    this.#expireLater(card);
    return card;
  }

  /** Removes a card that was answered. One that cannot be removed is logged, and expires. */
  async forget({ token }: Pick<Card, 'token'>): Promise<void> {
    const { records, log } = this.#ports;
    try {
      await records.remove(keyOf(token));
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Record of a card cannot be removed', reasonOf(error));
    }
  }

  /** Ends a card whose time was found to be up. */
  async expire(held: HeldCard): Promise<void> {
    if (await this.take(held)) await this.#end(held.card, 'expired');
  }

  /** Takes up the cards of earlier processes, once, at the start. Never rejects. */
  async resume(): Promise<void> {
    const { records, log } = this.#ports;
    try {
      const keys = await records.keys(PREFIX);
      for (const key of keys) {
        const record = decodeCard(await records.get(key));
        if (record === undefined) log('info', 'Record of a card set aside: not understood');
        else if (record.takenAt === undefined) this.#expireLater(record.card);
        else void this.#endAfter(record.card, record.takenAt + TAKEN_MS, 'interrupted');
      }
    } catch (error) {
      logDefect(log, error);
      log('warn', 'Cards of an earlier process cannot be read', reasonOf(error));
    }
  }

  async #replace({ card, stored }: HeldCard, record: CardRecord): Promise<boolean> {
    const { records, clock } = this.#ports;
    return await records.replace(keyOf(card.token), stored, encodeCard(record), secondsFor(record.card, clock));
  }

  async #end(card: Card, why: 'expired' | 'interrupted'): Promise<void> {
    await this.#ports.end(card, why);
    await this.forget(card);
  }

  #expireLater(card: Card): void {
    void this.#endAfter(card, card.expiresAt, 'expired');
  }

  async #endAfter({ token, expiresAt }: Card, at: number, why: 'expired' | 'interrupted'): Promise<void> {
    const { clock, log, ending } = this.#ports;
    try {
      await clock.sleep(Math.max(0, at - clock.now()), ending);
    } catch {
      return; // The next process sees to it.
    }
    try {
      const held = await this.find(token);
      // Answered meanwhile, asking something else, or another process has it.
      if (held?.card.expiresAt !== expiresAt) return;
      if ((held.takenAt === undefined) !== (why === 'expired') || !(await this.take(held))) return;
      await this.#end(held.card, why);
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
