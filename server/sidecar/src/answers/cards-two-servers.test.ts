/** A question of one server, when another with the same database is up: whatever becomes of the first, it ends, and once. */
import { beforeEach, expect, test } from '@jest/globals';
import type { FakeHost } from '../mattermost/testing/fake-host.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';

const INTERRUPTED = 'ec2ctl was interrupted before anything was begun. Nothing was changed.';
const EXPIRED = 'Not answered within 5 minutes. Nothing was changed.';
const SETTINGS = { operators: '@bob', viewers: '@carol' };

/** The server that is there from first to last. */
let stage: CardStage;
/** The other one, with a clock of its own that nobody moves once it is gone. */
let other: FakeBridge;
let clock: FakeClock;
/** How often a post was written or edited. */
let versions: number;

beforeEach(async () => {
  stage = await CardStage.begin();
  clock = new FakeClock(stage.clock.now());
  other = new FakeBridge(() => stage.ec2, clock, stage.bridge.host);
  other.instanceId = 'another';
  await other.initialize(SETTINGS);
  stage.bridge.host.onPost = () => {
    versions += 1;
  };
  await other.type('bob', '/ec2ctl stop web-*');
  await clock.advance(10);
  versions = 0;
});

test('that is not answered is ended at its time, when the one that asked is gone', async () => {
  await stage.clock.advance(299_999);
  expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
  await stage.clock.advance(60_000);
  expect([stage.answer, stage.buttons, stage.openCards, versions]).toEqual([EXPIRED, [], [], 1]);
});

test('that is not answered is ended once, when both are up', async () => {
  await Promise.all([stage.clock.advance(360_000), clock.advance(360_000)]);
  expect([stage.answer, stage.buttons, stage.openCards, versions]).toEqual([EXPIRED, [], [], 1]);
});

test('is ended as soon as the lease is over, when the one that was told to do it is gone before it began', async () => {
  stage.ec2.faults.add({ call: 'findInstances', hang: true });
  await other.press('bob', 'Stop 2 instances');
  await clock.advance(10);
  await stage.clock.advance(15_000);
  expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
  await stage.clock.advance(10_000);
  expect([stage.answer, stage.buttons, stage.openCards, stage.asked, versions]).toEqual([INTERRUPTED, [], [], [], 1]);
});

test('that was pressed is not gone on with once the other has said that nothing was begun', async () => {
  // By the clock of this server, so that the other one reads when this one has ended the question.
  stage.ec2.faults.add({ call: 'findInstances', delayMs: 60_010 });
  await other.press('bob', 'Stop 2 instances');
  await clock.advance(10);
  await stage.clock.advance(60_000);
  expect(stage.answer).toBe(INTERRUPTED);
  await stage.clock.advance(100);
  await clock.advance(60_000);
  expect([stage.answer, stage.buttons, stage.asked, stage.openCards]).toEqual([INTERRUPTED, [], [], []]);
  const refused = other.logged.filter(({ message }) => message === 'Press of a button refused');
  expect(refused).toMatchObject([{ userId: 'bob', verb: 'stop', ids: `${WEB_1},${WEB_2}`, reason: 'not-begun' }]);
});

test('is answered once, when what is read of it is old', async () => {
  const { host } = stage.bridge;
  showsOldCards(host);
  const presses = [other, stage.bridge, other].map((bridge) => bridge.press('bob', 'Stop 2 instances'));
  await Promise.all([clock.advance(10), stage.clock.advance(10)]);
  await Promise.all(presses);
  await Promise.all([stage.clock.advance(120_000), clock.advance(120_000)]);
  await Promise.all(
    ['Stop 2 instances', 'Cancel'].map((name) => stage.bridge.press('bob', name).catch(() => undefined)),
  );
  await Promise.all([stage.clock.advance(360_000), clock.advance(360_000)]);
  expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  expect(stage.post).toContain('**Stopped 2 instances**');
});

/** From now on what is read of a card is how it is now. */
function showsOldCards(host: FakeHost): void {
  const old = new Map([...host.store].filter(([key]) => key.startsWith('card/')));
  const get = host.KVGet.bind(host);
  const list = host.KVList.bind(host);
  host.KVGet = async (key) => old.get(key)?.value ?? (await get(key));
  host.KVList = async (page, perPage) => [...((await list(page, perPage)) ?? []), ...(page === 0 ? old.keys() : [])];
}
