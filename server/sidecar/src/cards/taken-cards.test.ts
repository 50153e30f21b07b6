/** A card that a press took up is ended for that press alone, and marked as answered once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CARD_LIFE_MS } from './card.ts';
import type { TakenCard } from './card-records.ts';
import { LOOK_MS } from './card-watch.ts';
import { CardProcesses, type CardProcess } from './testing/card-processes.ts';

/** A press comes to something within this long. */
const TAKEN_MS = 30_000;

let stage: CardProcesses;
let first: CardProcess;

beforeEach(async () => {
  stage = new CardProcesses();
  first = await stage.start('first');
  await stage.open(first);
});

async function take(by = 'press'): Promise<TakenCard> {
  const taken = await first.cards.take(await stage.held(first), by);
  if (taken === undefined) throw new Error('Not taken');
  return taken;
}

describe('another press of the same person', () => {
  test.each(['abandon', 'interrupt'] as const)('that failed does not end it: %s', async (how) => {
    const taken = await take();
    await first.cards[how](taken.card.token, 'another press');
    expect(stage.ended).toEqual([]);
    expect(await first.cards.finish(taken)).toBe(true);
  });

  test('does not take it again, and takes none that was answered', async () => {
    const held = await stage.held(first);
    const taken = await take();
    expect(await first.cards.take(held, 'another press')).toBeUndefined();
    await first.cards.finish(taken);
    expect(await first.cards.take(taken, 'another press')).toBeUndefined();
  });
});

test.each([-40_000, 40_000, -CARD_LIFE_MS, 86_400_000])(
  'by a clock that differs by %s ms a press under way is not given up',
  async (ms) => {
    const { clock } = stage;
    const other = { now: () => clock.now() + ms, sleep: clock.sleep.bind(clock) };
    const taken = await take();
    await stage.start('second', { clock: other });
    await clock.advance(TAKEN_MS - 1);
    expect(stage.ended).toEqual([]);
    expect(await first.cards.finish(taken)).toBe(true);
    await clock.advance(2 * CARD_LIFE_MS);
    expect(stage.ended).toEqual([]);
  },
);

describe('marking it as answered', () => {
  test('counts also where only the answer of Mattermost was lost', async () => {
    const taken = await take();
    stage.records.faults.add({ call: 'replace', times: 1, applied: true, error: mattermostError('Unreachable') });
    const finishing = first.cards.finish(taken);
    await stage.clock.advance(10_000);
    expect(await finishing).toBe(true);
    expect(stage.ended).toEqual([]);
  });

  test('counts also where that was in the last moment of the card', async () => {
    await stage.clock.advance(CARD_LIFE_MS - 500);
    const taken = await take();
    stage.records.faults.add({ call: 'replace', times: 1, applied: true, error: mattermostError('Unreachable') });
    const finishing = first.cards.finish(taken);
    await stage.clock.advance(120_000);
    expect([await finishing, stage.ended]).toEqual([true, []]);
  });

  test('is tried again', async () => {
    const taken = await take();
    stage.records.faults.add({ call: 'replace', times: 1, error: mattermostError('Unreachable') });
    const finishing = first.cards.finish(taken);
    await stage.clock.advance(10_000);
    expect(await finishing).toBe(true);
  });

  test.each([false, true])(
    'where Mattermost does not say whether it did, the card says that nothing was begun (done: %s)',
    async (applied) => {
      const taken = await take();
      const second = await stage.start('second');
      stage.records.faults.add({ call: 'replace', times: 3, applied, error: mattermostError('Unreachable') });
      const finishing = expect(first.cards.finish(taken)).rejects.toMatchObject({ code: 'Unreachable' });
      await stage.clock.advance(10_000);
      await finishing;
      expect(stage.ended).toEqual(['first: notBegun at 4000']);
      await stage.clock.advance(2 * (TAKEN_MS + LOOK_MS));
      expect([stage.ended.length, stage.openTokens]).toEqual([1, []]);
      expect(await second.cards.take(taken, 'another press')).toBeUndefined();
    },
  );

  test('is not done where another has ended it', async () => {
    const taken = await take();
    const second = await stage.start('second');
    await second.cards.interrupt(taken.card.token, 'press');
    expect([stage.ended, await first.cards.finish(taken)]).toEqual([['second: interrupted at 0'], false]);
  });
});

describe('once it is answered', () => {
  test('it is known until its time is up, and nobody reads it again and again', async () => {
    const second = await stage.start('second');
    const taken = await take();
    await first.cards.finish(taken);
    let reads = 0;
    const get = stage.records.get.bind(stage.records);
    stage.records.get = async (key) => {
      reads += 1;
      return await get(key);
    };
    await stage.clock.advance(CARD_LIFE_MS - 1);
    // Each of both at its next look, and when the time of the card would have been up.
    expect(reads).toBe(2);
    expect(await second.cards.find(taken.card.token)).toMatchObject({ state: { kind: 'answered', by: 'press' } });
    await stage.clock.advance(60_001);
    expect(await second.cards.find(taken.card.token)).toBeUndefined();
    expect(stage.ended).toEqual([]);
  });

  test('and the person knows what came of it, they are told nothing more when its process ends', async () => {
    const taken = await take();
    await first.cards.settle(taken);
    expect(await first.cards.interrupt(taken.card.token, 'press')).toBe(true);
    expect(stage.ended).toEqual([]);
  });

  test('and its process ended, it is known no more: the next press takes away what buttons are left', async () => {
    const taken = await take();
    await first.cards.finish(taken);
    expect(await first.cards.interrupt(taken.card.token, 'another press')).toBe(false);
    expect(await first.cards.find(taken.card.token)).toBeDefined();
    expect(await first.cards.interrupt(taken.card.token, 'press')).toBe(false);
    expect(await first.cards.find(taken.card.token)).toBeUndefined();
    expect(stage.ended).toEqual([]);
  });
});

test.each([
  [{}, 'expired'],
  [{ takenAt: 1 }, 'interrupted'],
  [{ takenAt: 1, ending: 'notBegun' }, 'notBegun'],
])('a record of version 1 is understood: %j', async (state, why) => {
  const [[key, record] = ['', undefined]] = stage.records.stored;
  const stored = { ...(JSON.parse(record?.json ?? '') as object), state: undefined, version: 1, ...state };
  first.die();
  stage.records.stored.set(key, {
    json: JSON.stringify(stored),
    expiresAt: record?.expiresAt ?? 0,
  });
  const { log } = await stage.start('second');
  await stage.clock.advance(CARD_LIFE_MS);
  expect([stage.ended.map((line) => line.split(' ')[1]), log]).toEqual([[why], []]);
});
