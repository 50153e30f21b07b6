import type { Clock } from '../../clock.ts';
import { FakeClock, settle } from '../../operations/testing/fake-clock.ts';
import { FakeRecords } from '../../operations/testing/fake-records.ts';
import type { Records } from '../../ports.ts';
import { plainInstance } from '../../testing/plain-instance.ts';
import type { Card, CardSubject } from '../card.ts';
import type { HeldCard } from '../card-records.ts';
import { Cards } from '../cards.ts';

const INSTANCE = plainInstance('i-0a1f39c5d2e84b7f6', 'us-west-2', 'running');

/** A question; of no matter what. */
export const QUESTION: CardSubject = {
  kind: 'confirm',
  order: { verb: 'stop' },
  instances: [INSTANCE],
  operationId: 'operation',
};

/** A listing with a button. */
export const LISTING: CardSubject = { kind: 'listing' };

/** A process with its cards. */
export interface CardProcess {
  readonly cards: Cards;
  readonly log: { readonly level: string; readonly message: string }[];
  /** It is gone: nothing more comes of it. */
  die(): void;
}

/** Processes with cards in one store, on a clock that stands still. */
export class CardProcesses {
  readonly clock = new FakeClock();
  readonly records = new FakeRecords(this.clock);
  /** Which process ended a card, why, and how long after this stage began, in milliseconds. */
  readonly ended: string[] = [];
  /** What it takes to end a card, besides its record. */
  end: (process: string, card: Card) => Promise<unknown> = () => Promise.resolve();
  readonly #begun = this.clock.now();

  /** @param seen the records and the time as this process sees them, where that is otherwise */
  async start(name: string, seen: { readonly records?: Records; readonly clock?: Clock } = {}): Promise<CardProcess> {
    const ending = new AbortController();
    const log: { level: string; message: string }[] = [];
    const cards = new Cards({
      records: this.records,
      clock: this.clock,
      ...seen,
      log: (level, message) => log.push({ level, message }),
      ending: ending.signal,
      end: async (card, why) => {
        this.ended.push(`${name}: ${why} at ${String(this.clock.now() - this.#begun)}`);
        await this.end(name, card);
        return true;
      },
    });
    void cards.watchOver();
    await settle();
    return {
      cards,
      log,
      die() {
        ending.abort();
      },
    };
  }

  /** Lets a process make a card. */
  async open({ cards }: CardProcess, subject = QUESTION): Promise<void> {
    const draft = {
      personId: 'bob',
      username: 'bob',
      place: { channelId: 'c', rootId: '' },
      head: { typed: 'ec2ctl stop web-*', username: 'bob', demo: false, settingsUrl: undefined },
      layout: 'table' as const,
      fingerprint: 'f',
      face: { message: '', attachment: undefined },
      subject,
    };
    await cards.open(draft, () => Promise.resolve({ kind: 'post', id: 'post' }));
  }

  /** The tokens of the cards that are not answered, the oldest first. */
  get openTokens(): string[] {
    const open = [...this.records.stored].filter(([, { json }]) => !json.includes('"kind":"answered"'));
    return open.map(([key]) => key.slice('card/'.length));
  }

  /** The only card, as a process reads it. */
  async held({ cards }: CardProcess): Promise<HeldCard> {
    const held = await cards.find(this.openTokens[0] ?? '');
    if (held === undefined) throw new Error('There is no card');
    return held;
  }
}
