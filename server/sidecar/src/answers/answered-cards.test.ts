/** What is pressed again once it was answered, and what is left of a press whose process ended. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CARD_LIFE_MS } from '../cards/card.ts';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';
import { loggedRefusals, notedRefusals, recordedRefusals } from './testing/noted-refusals.ts';

const NOT_BEGUN = 'ec2ctl was interrupted before anything was begun. Nothing was changed.';
const UNLESS = 'Where no other post tells of it, nothing was changed';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin({ listings: 'private' });
});

/** Every kind of card, and a press that answers it. */
const ANSWERED: readonly { readonly what: string; readonly asks: () => Promise<void>; readonly press: string }[] = [
  { what: 'a question', asks: () => stage.type('/ec2ctl stop web-*'), press: 'Stop 2 instances' },
  { what: 'a question that was given up', asks: () => stage.type('/ec2ctl stop web-*'), press: 'Cancel' },
  { what: 'a choice', asks: twins, press: `Stop ${WEB_1}` },
  { what: 'a choice that was given up', asks: twins, press: 'Cancel' },
  { what: 'the question below info', asks: askedBelowInfo, press: 'Stop web-1' },
  { what: 'a listing', asks: () => stage.type('/ec2ctl ls web-*'), press: 'Show in channel' },
  {
    what: 'a question that may not be answered any longer',
    async asks() {
      await stage.type('/ec2ctl stop web-*');
      await stage.configure({ homeregion: 'nowhere' });
    },
    press: 'Stop 2 instances',
  },
];

async function twins(): Promise<void> {
  for (const id of [WEB_1, WEB_2]) stage.add(id, 'running', { name: 'twin' });
  await stage.type('/ec2ctl stop twin');
}

async function askedBelowInfo(): Promise<void> {
  await stage.type('/ec2ctl info web-1');
  await stage.press('Stop');
}

describe.each(ANSWERED)('$what, once it is answered', ({ asks, press }) => {
  let refusals: number;

  beforeEach(async () => {
    await asks();
    const { postId, context } = stage.bridge.host.action(press);
    await stage.press('', 'bob', { postId, context });
    await stage.clock.advance(60_000);
    refusals = loggedRefusals(stage).length;
    again = async (who) => await stage.press('', who, { postId, context });
  });

  let again: (who: string) => Promise<unknown>;

  test('is pressed again by the same person: they are told so, and nothing is refused to them', async () => {
    const before = [stage.asked, stage.posts];
    expect(await again('bob')).toEqual({});
    expect(stage.told).toMatchObject({ who: 'bob', says: 'This was answered already.' });
    await stage.clock.advance(10_000);
    expect([stage.asked, stage.posts]).toEqual(before);
    expect([loggedRefusals(stage).length, recordedRefusals(stage).length]).toEqual([refusals, refusals]);
    expect(notedRefusals(stage)).toHaveLength(refusals);
  });

  test('is pressed by somebody else: it is not theirs', async () => {
    await again('carol');
    expect(stage.told.who).toBe('carol');
    expect(loggedRefusals(stage).slice(refusals)).toMatchObject([{ userId: 'carol', reason: 'not-theirs' }]);
  });

  test('lives little longer than its buttons would have', () => {
    const lives = [...stage.bridge.host.store].filter(([key]) => key.startsWith('card/'));
    const most = CARD_LIFE_MS / 1_000 + 60;
    expect(lives.map(([, { expiresInSeconds = Infinity }]) => expiresInSeconds <= most)).toEqual([true]);
  });
});

test('a second press whose record is not taken does not end what the first is at', async () => {
  await stage.type('/ec2ctl stop web-*');
  stage.ec2.faults.add({ call: 'findInstances', delayMs: 3_000 });
  const { postId, context } = stage.bridge.host.action('Stop 2 instances');
  const { host } = stage.bridge;
  const set = host.KVSetWithOptions.bind(host);
  let taking = 0;
  host.KVSetWithOptions = async (...args) => {
    if (args[0].startsWith('card/')) taking += 1;
    // The second press reads before the first has written, and is not answered.
    if (taking === 2) throw new Error('No answer');
    return await set(...args);
  };
  await Promise.all(['', ''].map((name) => stage.bridge.press('bob', name, { postId, context })));
  await stage.clock.advance(10);
  host.KVSetWithOptions = set;
  expect(stage.answer).not.toContain('Nothing was changed.');
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  expect(stage.post).toContain('**Stopped 2 instances**');
});

describe('a press whose process ended after its card was answered', () => {
  /** The process ends as soon as Mattermost has this edit. */
  async function endAtEdit(method: 'UpdatePost' | 'UpdateEphemeralPost', press: string): Promise<void> {
    const { host } = stage.bridge;
    const edit = host[method].bind(host) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(host, {
      [method]: async (...args: unknown[]) => {
        await edit(...args);
        return await new Promise(() => undefined);
      },
    });
    await stage.press(press);
    expect(stage.openCards).toEqual([]);
    await stage.restart();
  }

  test('of a choice: the person is told', async () => {
    await twins();
    await endAtEdit('UpdateEphemeralPost', `Stop ${WEB_1}`);
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', says: expect.stringContaining(UNLESS) });
    await stage.clock.advance(60_000);
    expect([stage.asked, stage.posts]).toEqual([[], []]);
  });

  test('of which instance info is asked: the person is told', async () => {
    for (const id of [WEB_1, WEB_2]) stage.add(id, 'running', { name: 'twin' });
    await stage.type('/ec2ctl info twin');
    await endAtEdit('UpdateEphemeralPost', `Show ${WEB_1}`);
    expect(stage.told).toMatchObject({ who: 'bob', says: expect.stringContaining('was interrupted') });
  });

  test('of the question below info: the person is told, and the buttons are gone', async () => {
    await stage.configure({ listings: 'channel' });
    await askedBelowInfo();
    await endAtEdit('UpdatePost', 'Stop web-1');
    expect(stage.told).toMatchObject({ who: 'bob', says: expect.stringContaining(UNLESS) });
    expect([stage.buttons, stage.asked]).toEqual([[], []]);
  });
});

describe('a press whose process ended before its card was answered', () => {
  test.each([
    ['a choice: its card says so', twins, `Stop ${WEB_1}`],
    ['the question below info: the person is told', askedBelowInfo, 'Stop web-1'],
  ])('of %s', async (_what, asks, press) => {
    await asks();
    stage.ec2.faults.add({ call: 'findInstances', hang: true });
    await stage.press(press);
    await stage.restart();
    expect(stage.told).toMatchObject({ who: 'bob', says: NOT_BEGUN, buttons: [] });
    expect([stage.openCards, stage.asked]).toEqual([[], []]);
  });
});

describe('a press of which there is no record besides its card, and whose process ended', () => {
  test.each([
    ['the question below info', askedBelowInfo, 'Stop web-1'],
    ['a listing', () => stage.type('/ec2ctl ls web-*'), 'Show in channel'],
  ])('of %s: the person is told', async (_what, asks, press) => {
    await asks();
    const { host } = stage.bridge;
    const set = host.KVSetWithOptions.bind(host);
    host.KVSetWithOptions = async (...args) =>
      args[0].startsWith('errand/') ? await new Promise<boolean>(() => undefined) : await set(...args);
    await stage.press(press);
    await stage.restart();
    await stage.clock.advance(CARD_LIFE_MS + 60_000);
    expect(stage.told).toMatchObject({ who: 'bob', says: NOT_BEGUN });
    expect([stage.asked, stage.posts]).toEqual([[], []]);
  });
});

describe('a press that was answered, and whose process ended before it could say that there is nothing left', () => {
  test.each([
    ['a question that was given up', 'Cancel'],
    ['a question', 'Stop 2 instances'],
  ])('of %s: the person is told nothing more', async (_what, press) => {
    await stage.type('/ec2ctl stop web-*');
    stage.bridge.host.KVDelete = () => new Promise(() => undefined);
    await stage.press(press);
    await stage.clock.advance(60_000);
    await stage.restart();
    await stage.clock.advance(60_000);
    expect(stage.tellings).toBe(0);
  });
});

test('a press of a question that somebody deleted, and whose process ended: the person is told', async () => {
  await stage.type('/ec2ctl stop web-*');
  stage.ec2.faults.add({ call: 'findInstances', hang: true });
  await stage.press('Stop 2 instances');
  for (const post of stage.posts) stage.bridge.host.posts.set(post.id, { ...post, delete_at: 1 });
  await stage.restart();
  expect(stage.told).toMatchObject({ who: 'bob', says: expect.stringContaining(UNLESS) });
});
