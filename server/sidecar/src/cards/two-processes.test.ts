/** Two servers on one database: a card of one is ended by the other, and no card is ended twice. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CARD_LIFE_MS } from './card.ts';
import { LOOK_MS } from './card-watch.ts';
import { CardProcesses, type CardProcess, LISTING, QUESTION } from './testing/card-processes.ts';

/** A press comes to something within this long. */
const TAKEN_MS = 30_000;

let stage: CardProcesses;
let first: CardProcess;
/** Was up before the first made a card. */
let second: CardProcess;

beforeEach(async () => {
  stage = new CardProcesses();
  first = await stage.start('first');
  second = await stage.start('second');
  await stage.open(first);
});

describe('a card that nobody answers', () => {
  test('is ended at its time by another process when its own is gone', async () => {
    first.die();
    await stage.clock.advance(CARD_LIFE_MS - 1);
    expect(stage.ended).toEqual([]);
    await stage.clock.advance(1);
    expect(stage.ended).toEqual(['second: expired at 300000']);
    expect(stage.openTokens).toEqual([]);
  });

  test('is ended once, however many processes wait for it', async () => {
    const others = ['third', 'fourth'].map((name) => stage.start(name));
    await Promise.all(others);
    await stage.clock.advance(2 * CARD_LIFE_MS);
    expect(stage.ended).toEqual(['first: expired at 300000']);
  });

  test('is waited for once in each process, however often it is looked at', async () => {
    await stage.clock.advance(LOOK_MS);
    // The next look and the card, in each of both.
    expect(stage.clock.sleeping).toBe(4);
    await stage.clock.advance(4 * LOOK_MS);
    expect(stage.clock.sleeping).toBe(4);
  });

  test('that asks something else meanwhile has its time anew, in the other process as well', async () => {
    await stage.clock.advance(200_000);
    await first.cards.change(await stage.held(first), QUESTION);
    first.die();
    await stage.clock.advance(CARD_LIFE_MS - 1);
    expect(stage.ended).toEqual([]);
    await stage.clock.advance(1);
    expect(stage.ended).toEqual(['second: expired at 500000']);
  });
});

test('no timer waits longer than a card lives, also by a clock that was set far back', async () => {
  const sleep = stage.clock.sleep.bind(stage.clock);
  const slept: number[] = [];
  stage.clock.sleep = async (ms, signal) => {
    slept.push(ms);
    await sleep(ms, signal);
  };
  stage.clock.set(stage.clock.now() - 100 * 86_400_000);
  await stage.start('third');
  expect(slept.toSorted((one, other) => other - one)).toEqual([CARD_LIFE_MS, LOOK_MS]);
});

describe('a card that a press took up', () => {
  test.each(['first', 'second'])('is ended as interrupted when the process of the press is gone: %s', async (where) => {
    const [pressed, other] = where === 'first' ? [first, 'second'] : [second, 'first'];
    await stage.clock.advance(45_000);
    await pressed.cards.take(await stage.held(pressed), 'press');
    pressed.die();
    // The look at 60 s is the first that sees it taken.
    await stage.clock.advance(15_000 + TAKEN_MS - 1);
    expect(stage.ended).toEqual([]);
    await stage.clock.advance(1);
    expect(stage.ended).toEqual([`${other}: interrupted at 90000`]);
    expect(stage.openTokens).toEqual([]);
  });

  test('is ended once when all processes of then are gone', async () => {
    await first.cards.take(await stage.held(first), 'press');
    for (const process of [first, second]) process.die();
    await stage.clock.advance(86_400_000);
    await Promise.all(['third', 'fourth'].map((name) => stage.start(name)));
    await stage.clock.advance(LOOK_MS);
    expect(stage.ended).toEqual(['third: interrupted at 86430000']);
  });

  test('and that took too long is not gone on with: another has said that nothing was begun', async () => {
    const taken = await first.cards.take(await stage.held(first), 'press');
    if (taken === undefined) throw new Error('Not taken');
    await stage.clock.advance(TAKEN_MS + LOOK_MS);
    expect(stage.ended).toHaveLength(1);
    expect([await first.cards.renew(taken), await first.cards.finish(taken)]).toEqual([undefined, false]);
  });

  test('is left alone while its press renews it', async () => {
    let taken = await first.cards.take(await stage.held(first), 'press');
    for (let times = 0; times < 5 && taken !== undefined; times += 1) {
      await stage.clock.advance(TAKEN_MS - 1);
      taken = await first.cards.renew(taken);
    }
    expect([stage.ended, taken === undefined]).toEqual([[], false]);
    expect(taken !== undefined && (await first.cards.finish(taken))).toBe(true);
    await stage.clock.advance(2 * CARD_LIFE_MS);
    expect(stage.ended).toEqual([]);
  });
});

describe('a card that could not be ended', () => {
  test('is ended by a later look, for the same reason', async () => {
    let failing = 2;
    stage.end = () => {
      failing -= 1;
      return failing >= 0 ? Promise.reject(mattermostError('Unreachable')) : Promise.resolve();
    };
    await stage.clock.advance(CARD_LIFE_MS + 3 * (TAKEN_MS + LOOK_MS));
    expect(stage.ended.map((line) => line.split(' ')[1])).toEqual(['expired', 'expired', 'expired']);
    expect(stage.openTokens).toEqual([]);
    await stage.clock.advance(2 * CARD_LIFE_MS);
    expect(stage.ended).toHaveLength(3);
  });

  test('since the process ended in the middle of that is ended by the other, for the same reason', async () => {
    stage.end = (name) => (name === 'first' ? new Promise(() => undefined) : Promise.resolve());
    await stage.clock.advance(CARD_LIFE_MS);
    first.die();
    await stage.clock.advance(TAKEN_MS + LOOK_MS);
    expect(stage.ended).toEqual(['first: expired at 300000', 'second: expired at 330000']);
    expect(stage.openTokens).toEqual([]);
  });

  test('and never can be is forgotten: the first press takes its buttons away', async () => {
    stage.end = () => Promise.reject(mattermostError('NotOurPost'));
    await stage.clock.advance(2 * CARD_LIFE_MS);
    expect([stage.ended.length, stage.openTokens]).toEqual([1, []]);
  });

  test('after a press that failed is ended as not begun, also by another process', async () => {
    await first.cards.take(await stage.held(first), 'press');
    stage.end = (name) => (name === 'first' ? Promise.reject(mattermostError('Unreachable')) : Promise.resolve());
    const card = (await stage.held(first)).card;
    await first.cards.abandon(card.token, 'press');
    first.die();
    await stage.clock.advance(TAKEN_MS + LOOK_MS);
    expect(stage.ended).toEqual(['first: notBegun at 0', 'second: notBegun at 60000']);
  });
});

test('a listing is read once by each other process until its time: its press is an errand besides', async () => {
  stage.records.stored.clear();
  await stage.open(first, LISTING);
  const [token = ''] = stage.openTokens;
  let reads = 0;
  const get = stage.records.get.bind(stage.records);
  stage.records.get = async (key) => {
    if (key === `card/${token}`) reads += 1;
    return await get(key);
  };
  await stage.clock.advance(CARD_LIFE_MS - 1);
  expect(reads).toBe(1);
  await stage.clock.advance(1);
  expect(stage.ended).toEqual(['first: expired at 300000']);
});
