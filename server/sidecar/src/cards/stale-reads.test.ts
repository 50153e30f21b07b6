/** A database with replicas may show a card as it was: only the replacing decides, so that nothing comes twice of it. */
import { beforeEach, expect, test } from '@jest/globals';
import type { Records } from '../ports.ts';
import { CARD_LIFE_MS } from './card.ts';
import { LOOK_MS } from './card-watch.ts';
import { CardProcesses, type CardProcess } from './testing/card-processes.ts';

/** Records as a process sees them whose database is a replica that stands still when it is told to. */
class Replica implements Records {
  readonly #primary: Records;
  readonly #shown = new Map<string, unknown>();
  isBehind = false;

  readonly insert: Records['insert'];
  readonly replace: Records['replace'];
  readonly remove: Records['remove'];

  constructor(primary: Records) {
    this.#primary = primary;
    this.insert = primary.insert.bind(primary);
    this.replace = primary.replace.bind(primary);
    this.remove = primary.remove.bind(primary);
  }

  async get(key: string): Promise<unknown> {
    if (!this.isBehind) this.#shown.set(key, await this.#primary.get(key));
    return this.#shown.get(key);
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return this.isBehind ? [...this.#shown.keys()] : await this.#primary.keys(prefix);
  }
}

let stage: CardProcesses;
let first: CardProcess;
/** Reads from a replica. */
let second: CardProcess;
let replica: Replica;

beforeEach(async () => {
  stage = new CardProcesses();
  replica = new Replica(stage.records);
  first = await stage.start('first');
  second = await stage.start('second', { records: replica });
  await stage.open(first);
  await stage.held(second);
  replica.isBehind = true;
});

test('a card that was taken is not taken again where it is shown as waiting', async () => {
  const seen = await stage.held(second);
  const taken = await first.cards.take(await stage.held(first), 'press');
  const again = await stage.held(second);
  expect([taken === undefined, again.state.kind]).toEqual([false, 'waiting']);
  expect([await second.cards.take(seen, 'press'), await second.cards.take(again, 'press')]).toEqual([
    undefined,
    undefined,
  ]);
});

test('a card that was answered is not answered again where it is shown as waiting', async () => {
  const taken = await first.cards.take(await stage.held(first), 'press');
  expect(taken !== undefined && (await first.cards.finish(taken))).toBe(true);
  const [shown] = await replica.keys('card/');
  const seen = await second.cards.find(String(shown).slice('card/'.length));
  if (seen === undefined) throw new Error('It is not shown');
  expect([await second.cards.take(seen, 'press'), await second.cards.change(seen, seen.card.subject)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(stage.openTokens).toEqual([]);
});

test('a card that was answered is not ended where it is shown as waiting', async () => {
  const taken = await first.cards.take(await stage.held(first), 'press');
  if (taken !== undefined) await first.cards.finish(taken);
  await stage.clock.advance(CARD_LIFE_MS + 2 * LOOK_MS);
  expect([stage.ended, stage.openTokens]).toEqual([[], []]);
});

test('a press that is being carried out is not ended where its card is shown as waiting, past its time', async () => {
  await stage.clock.advance(CARD_LIFE_MS - 1_000);
  const taken = await first.cards.take(await stage.held(first), 'press');
  await stage.clock.advance(2_000);
  expect(stage.ended).toEqual([]);
  expect(taken !== undefined && (await first.cards.finish(taken))).toBe(true);
});

test('a card that was ended is not ended again where it is shown as waiting', async () => {
  await stage.clock.advance(CARD_LIFE_MS + 4 * LOOK_MS);
  expect(stage.ended).toHaveLength(1);
});
