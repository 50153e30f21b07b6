import type { Clock } from '../clock.ts';
import type { Records } from '../ports.ts';
import { CARD_LIFE_MS } from './card.ts';
import { type CardRecord, type CardState, decodeCard, encodeCard } from './card-record.ts';

/** What keys of cards begin with. */
const PREFIX = 'card/';

/**
 * A record outlives its buttons by this long, so that a process that begins later can still take them away by itself. After
 * that the first press does.
 */
const KEPT_MS = 86_400_000;

/** Who asks again whether a card was marked as answered must find it so: longer than asking may take. */
const ANSWERED_MS = 60_000;

/** A card as it was read or written: only who replaces exactly this changes it. */
export interface HeldCard extends CardRecord {
  readonly stored: unknown;
}

/** A card that this process has taken up for a press. */
export interface TakenCard extends HeldCard {
  readonly state: Extract<CardState, { kind: 'taken' }>;
}

/** The records of cards in the store. What is read may be old; only replacing decides. Everything rejects as `Records` does. */
export class CardRecords {
  readonly #records: Records;
  readonly #clock: Clock;

  constructor({ records, clock }: { readonly records: Records; readonly clock: Clock }) {
    this.#records = records;
    this.#clock = clock;
  }

  /** The tokens of all that there are. */
  async tokens(): Promise<readonly string[]> {
    return (await this.#records.keys(PREFIX)).map((key) => key.slice(PREFIX.length));
  }

  /** The card of a token; `gone` if there is none, `strange` if what is there is of another version, or no card at all. */
  async read(token: string): Promise<HeldCard | 'gone' | 'strange'> {
    const stored = await this.#stored(token);
    if (stored === undefined || stored === 'strange') return stored ?? 'gone';
    const record = decodeCard(stored);
    return record === undefined ? 'strange' : { ...record, stored };
  }

  /** Undefined if its token is taken. */
  async insert(record: CardRecord): Promise<HeldCard | undefined> {
    const stored = encodeCard(record);
    const isMade = await this.#records.insert(PREFIX + record.card.token, stored, this.#secondsFor(record));
    return isMade ? { ...record, stored } : undefined;
  }

  /** Undefined if the card is not as it was held. */
  async replace(held: HeldCard, record: CardRecord): Promise<HeldCard | undefined> {
    const stored = encodeCard(record);
    const key = PREFIX + held.card.token;
    const isReplaced = await this.#records.replace(key, held.stored, stored, this.#secondsFor(record));
    return isReplaced ? { ...record, stored } : undefined;
  }

  async remove(token: string): Promise<void> {
    await this.#records.remove(PREFIX + token);
  }

  async #stored(token: string): Promise<unknown> {
    try {
      return await this.#records.get(PREFIX + token);
    } catch (error) {
      // What is stored is not even JSON.
      if (error instanceof SyntaxError) return 'strange';
      throw error;
    }
  }

  #secondsFor({ card, state }: CardRecord): number {
    const left = card.expiresAt - this.#clock.now();
    // By a clock that was set far back there may seem to be much more left.
    const ms = state.kind === 'answered' ? Math.min(left, CARD_LIFE_MS) + ANSWERED_MS : left + KEPT_MS;
    return Math.max(1, Math.ceil(ms / 1_000));
  }
}
