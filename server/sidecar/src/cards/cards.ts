import type { Clock } from '../clock.ts';
import { BugError, UpstreamError } from '../errors.ts';
import { again } from '../operations/again.ts';
import { isRefusedEdit, logDefect, reasonOf } from '../operations/failures.ts';
import { newId } from '../operations/new-id.ts';
import type { Log, Records } from '../ports.ts';
import { Sightings } from '../sightings.ts';
import { type Card, CARD_LIFE_MS, type CardPost, type Ending } from './card.ts';
import { type CardRecord, WAITING } from './card-record.ts';
import { CardRecords, type HeldCard, type TakenCard } from './card-records.ts';
import { CardWatch } from './card-watch.ts';

/** Who took a card up comes to something, or takes it up anew, within this long, or nothing will come of it any more. */
const TAKEN_MS = 30_000;

/** What cards need. */
export interface CardPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process is ending. */
  readonly ending: AbortSignal;
  /** Takes the buttons of a card away and says why. Returns whether anything says it: its post may be gone. */
  readonly end: (card: Card, why: Ending) => Promise<boolean>;
}

/** What came of ending a card: whether anything says so, or that somebody else was there first. */
type EndedHow = 'told' | 'not told' | 'not ours';

/** The cards of this plugin: their records, their time, and that each is answered once. */
export class Cards {
  readonly #ports: CardPorts;
  readonly #store: CardRecords;
  readonly #seen: Sightings;
  readonly #watch: CardWatch;

  constructor(ports: CardPorts) {
    this.#ports = ports;
    this.#store = new CardRecords(ports);
    this.#seen = new Sightings(ports.clock);
    this.#watch = new CardWatch({
      ...ports,
      store: this.#store,
      overAt: (record) => this.#overAt(record),
      endOver: (held) => this.endOver(held),
      keep: (tokens) => {
        this.#seen.keep(tokens);
      },
    });
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
      const held = await this.#store.insert({ card, state: WAITING });
      if (held === undefined) throw new BugError('CardExists', 'Cannot make a card: its random token is taken');
      shown = { ...card, post: await show(card) };
      // Where the record is not as it was, somebody was quick enough to press a button already.
      await this.#store.replace(held, { card: shown, state: WAITING });
      this.#watch.track(held);
    } catch (error) {
      await this.forget(card);
      if (shown !== undefined) await this.#logged('ended', this.#ports.end(shown, 'notBegun'));
      throw error;
    }
  }

  /** The card of a token; undefined if there is none, or it is of another version. */
  async find(token: string): Promise<HeldCard | undefined> {
    if (!/^[0-9a-f]{32}$/.test(token)) return undefined;
    const read = await this.#store.read(token);
    return read === 'gone' || read === 'strange' ? undefined : read;
  }

  /**
   * Takes a card up for a press, once for all: undefined for whoever comes second.
   *
   * @param by which press; another one for each
   */
  async take(held: HeldCard, by: string): Promise<TakenCard | undefined> {
    const state = { kind: 'taken' as const, by, mark: newId() };
    const taken = await this.#store.replace(held, { card: held.card, state });
    return taken === undefined ? undefined : { ...taken, state };
  }

  /**
   * To be asked right before what a press leads to is begun, since it may have taken long. Undefined when the card was ended
   * meanwhile as one that was left: it says that nothing was changed then, and so it must be.
   */
  async renew(taken: TakenCard): Promise<TakenCard | undefined> {
    return await this.take(taken, taken.state.by);
  }

  /**
   * Marks a card as answered that was taken up, before what it leads to is begun. False as `renew`, and rejects when Mattermost
   * does not say: nothing may be begun then, and the card says so.
   */
  async finish(taken: TakenCard): Promise<boolean> {
    try {
      return await this.#mark(taken, false);
    } catch (error) {
      await this.#logged('ended', this.#endUnbegun(taken));
      throw error;
    }
  }

  /** Marks a card as answered of which the answer is there already, if nobody has ended it. Never rejects. */
  async settle(taken: TakenCard): Promise<void> {
    await this.#logged('marked as answered', this.#mark(taken, true));
  }

  /** Makes the card ask something else, with its time anew; undefined when it is not as it was held. */
  async change(held: HeldCard, subject: Card['subject']): Promise<HeldCard | undefined> {
    const card = { ...held.card, subject, expiresAt: this.#ports.clock.now() + CARD_LIFE_MS };
    const changed = await this.#store.replace(held, { card, state: WAITING });
    if (changed !== undefined) this.#watch.track(changed);
    return changed;
  }

  /** Removes a card of which nothing will come. One that cannot be removed is logged, and expires. */
  async forget({ token }: Card): Promise<void> {
    await this.#logged('removed', this.#store.remove(token));
  }

  /** Whether the time of a card is up, or nothing will come any more of what took it up, as far as this process has seen. */
  isOver(held: HeldCard): boolean {
    return this.#overAt(held) <= this.#ports.clock.now();
  }

  /** Ends a card that is over, unless somebody else is about to. What cannot be ended now is ended by a later look. */
  async endOver(held: HeldCard): Promise<void> {
    await this.#endAs(held, endingOf(held));
  }

  /**
   * Ends the card of a press that failed before anything was begun, unless another press has it. Never rejects.
   *
   * @param by which press
   */
  async abandon(token: string, by: string): Promise<void> {
    await this.#logged('ended', this.#endTakenBy(token, by, 'notBegun'));
  }

  /**
   * Sees to the card of a press whose process is gone. Returns whether the person knows by that what came of the press; where
   * they do not, nothing may have come of it. Rejects when Mattermost does not answer.
   *
   * @param by which press
   */
  async interrupt(token: string, by: string): Promise<boolean> {
    const state = (await this.find(token))?.state;
    if (state?.kind !== 'answered' || state.by !== by) {
      return (await this.#endTakenBy(token, by, 'interrupted')) === 'told';
    }
    if (state.isTold) return true;
    // Its buttons may stand there yet: those that no card knows are taken away by the next press.
    await this.#store.remove(token);
    return false;
  }

  /** Ends what is over, also of other processes, those of before among them, until this one ends. Never rejects. */
  async watchOver(): Promise<void> {
    await this.#watch.watchOver();
  }

  /** Marks a card as answered: false if somebody has ended it. */
  async #mark(taken: TakenCard, isTold: boolean): Promise<boolean> {
    const { clock, ending: signal } = this.#ports;
    const { card, state } = taken;
    const patience = { clock, signal, mayHelp: (error: unknown) => error instanceof UpstreamError };
    let tried = 0;
    return await again(patience, async () => {
      tried += 1;
      const marked = await this.#store.replace(taken, { card, state: { kind: 'answered', by: state.by, isTold } });
      if (marked !== undefined) return true;
      if (tried === 1) return false;
      // An earlier try may have come about, of which only the answer was lost.
      const now = (await this.find(card.token))?.state;
      if (now?.kind === 'taken' && now.by === state.by) {
        throw new UpstreamError('mattermost', 'StaleRecord', 'Cannot end a card: what is read is not what is there');
      }
      return now?.kind === 'answered' && now.by === state.by;
    });
  }

  /** Ends a card of which it is not known whether it is marked as answered, and of which nothing was begun. */
  async #endUnbegun({ card, state }: TakenCard): Promise<void> {
    const now = await this.find(card.token);
    if (now?.state.kind === 'answered' && now.state.by === state.by) await this.#ports.end(card, 'notBegun');
    else await this.abandon(card.token, state.by);
  }

  async #endTakenBy(token: string, by: string, why: Ending): Promise<EndedHow> {
    const held = await this.find(token);
    return held?.state.kind === 'taken' && held.state.by === by ? await this.#endAs(held, why) : 'not ours';
  }

  async #endAs(held: HeldCard, why: Ending): Promise<EndedHow> {
    const { card } = held;
    // Why is kept as well: who tries again says the same.
    const state = { kind: 'ending' as const, why, mark: newId() };
    if ((await this.#store.replace(held, { card, state })) === undefined) return 'not ours';
    let isTold: boolean;
    try {
      isTold = await this.#ports.end(card, why);
    } catch (error) {
      // To try again would be no use; the first press takes the buttons away.
      if (isRefusedEdit(error)) await this.forget(card);
      throw error;
    }
    await this.forget(card);
    return isTold ? 'told' : 'not told';
  }

  async #logged(what: string, work: Promise<unknown>): Promise<void> {
    const { log } = this.#ports;
    try {
      await work;
    } catch (error) {
      logDefect(log, error);
      log('warn', `A card could not be ${what}`, reasonOf(error));
    }
  }

  /** When a card is over, in milliseconds since the epoch. */
  #overAt(record: CardRecord): number {
    const { card, state } = record;
    switch (state.kind) {
      case 'waiting':
        return card.expiresAt;
      case 'taken':
      case 'ending':
        return this.#seen.since(card.token, state.mark) + TAKEN_MS;
      case 'answered':
        return Infinity;
    }
  }
}

/** Why a card that is over is ended. */
export function endingOf({ state }: CardRecord): Ending {
  if (state.kind === 'ending') return state.why;
  return state.kind === 'waiting' ? 'expired' : 'interrupted';
}
