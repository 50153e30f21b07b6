/** A press of a card that was read as it was, from a database that is behind, or that changed just then. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FakeHost } from '../mattermost/testing/fake-host.ts';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';
import { loggedRefusals } from './testing/noted-refusals.ts';

const GONE = 'These buttons are not valid any longer. This press changed nothing.';

let stage: CardStage;
let host: FakeHost;

beforeEach(async () => {
  stage = await CardStage.begin();
  ({ host } = stage.bridge);
});

/** The next so many readings of the card show it as it is now. */
function showAsNow(times: number): void {
  const key = `card/${stage.token}`;
  const old = host.store.get(key)?.value ?? null;
  const get = host.KVGet.bind(host);
  let left = times;
  host.KVGet = async (asked) => {
    if (asked !== key || left === 0) return await get(asked);
    left -= 1;
    return old;
  };
}

/** From now on the record is another one, of the same card. */
function changeRecord(): void {
  const key = `card/${stage.token}`;
  const record = host.store.get(key);
  const card = JSON.parse(Buffer.from(record?.value ?? '', 'base64').toString()) as { expiresAt: number };
  const later = JSON.stringify({ ...card, expiresAt: card.expiresAt + 1_000 });
  host.store.set(key, { value: Buffer.from(later).toString('base64'), expiresInSeconds: undefined });
}

/** Right before the card is written next, this happens. */
function beforeWriting(happens: () => void): void {
  const set = host.KVSetWithOptions.bind(host);
  host.KVSetWithOptions = async (...args) => {
    if (args[0].startsWith('card/')) {
      host.KVSetWithOptions = set;
      happens();
    }
    return await set(...args);
  };
}

describe('read as it was', () => {
  test('a question that was not kept then: the person is told, and can press again', async () => {
    await stage.type('/ec2ctl info web-1');
    const before = host.store.get(`card/${stage.token}`)?.value ?? null;
    await stage.press('Stop');
    const get = host.KVGet.bind(host);
    host.KVGet = async (key) => (key === `card/${stage.token}` ? before : await get(key));
    await stage.press('Stop web-1');
    expect(stage.told).toMatchObject({ who: 'bob', says: GONE });
    host.KVGet = get;
    await stage.press('Stop web-1');
    await stage.clock.advance(60_000);
    expect(stage.asked).toEqual([[WEB_1]]);
  });

  test('again and again: the person is told, and it is noted', async () => {
    await stage.type('/ec2ctl stop web-*');
    showAsNow(Infinity);
    changeRecord();
    await stage.press('Stop 2 instances');
    expect(stage.told).toMatchObject({ who: 'bob', says: GONE });
    expect(loggedRefusals(stage)).toMatchObject([{ userId: 'bob', reason: 'not-offered' }]);
    expect(stage.asked).toEqual([]);
  });

  test('as another record of the same question: it is read again, and carried out once', async () => {
    await stage.type('/ec2ctl stop web-*');
    showAsNow(1);
    changeRecord();
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });
});

test('a card that is ended between reading and writing: the person is told, and it is noted', async () => {
  await stage.type('/ec2ctl info web-1');
  await stage.press('Stop');
  const key = `card/${stage.token}`;
  beforeWriting(() => host.store.delete(key));
  await stage.press('Stop web-1');
  expect(stage.told).toMatchObject({ who: 'bob', says: GONE });
  expect(loggedRefusals(stage)).toMatchObject([{ userId: 'bob', reason: 'expired' }]);
  expect(stage.asked).toEqual([]);
});

test('a double click whose second press comes to the record when the time is up is refused nothing', async () => {
  await stage.type('/ec2ctl stop web-*');
  await stage.clock.advance(299_000);
  stage.ec2.faults.add({ call: 'findInstances', delayMs: 5_000 });
  const { postId, context } = host.action('Stop 2 instances');
  showAsNow(2);
  await stage.press('', 'bob', { postId, context });
  beforeWriting(() => {
    stage.clock.set(stage.clock.now() + 1_500);
  });
  await stage.press('', 'bob', { postId, context });
  await stage.clock.advance(60_000);
  expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  expect(loggedRefusals(stage)).toEqual([]);
});
