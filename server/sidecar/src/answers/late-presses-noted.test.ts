/** A press that comes too late is a refusal, and noted as any other; one that another press of the same person made needless is none. */
import { beforeEach, expect, test } from '@jest/globals';
import { COMMANDS_A_MINUTE } from '../access/limits.ts';
import { CARD_LIFE_MS } from '../cards/card.ts';
import type { RefusalReason } from '../history-rows.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';
import { expectNotedOnce, loggedRefusals, notedRefusals, recordedRefusals } from './testing/noted-refusals.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

const LATE: readonly {
  readonly what: string;
  readonly reason: RefusalReason;
  readonly happens: () => Promise<unknown>;
  readonly who?: string;
}[] = [
  {
    what: 'a press of a button whose time is up',
    reason: 'expired',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      stage.clock.set(stage.clock.now() + CARD_LIFE_MS);
      await stage.press('Stop 2 instances');
    },
  },
  {
    what: "a press of another's button whose time is up",
    reason: 'not-theirs',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      stage.clock.set(stage.clock.now() + CARD_LIFE_MS);
      await stage.press('Stop 2 instances', 'carol');
    },
    who: 'carol',
  },
  {
    what: 'a press of a button that is just being taken away',
    reason: 'expired',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      stage.silence('UpdatePost');
      await stage.clock.advance(CARD_LIFE_MS);
      await stage.press('Stop 2 instances');
    },
  },
  {
    what: 'a press that comes to the record at the moment at which its time is up',
    reason: 'expired',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      await stage.clock.advance(CARD_LIFE_MS - 1_000);
      const { host } = stage.bridge;
      const set = host.KVSetWithOptions.bind(host);
      host.KVSetWithOptions = async (...args) => {
        host.KVSetWithOptions = set;
        await stage.clock.advance(1_000);
        return await set(...args);
      };
      await stage.press('Stop 2 instances');
    },
  },
  {
    what: 'a press of a button that was pressed and came to nothing',
    reason: 'not-begun',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      stage.ec2.faults.add({ call: 'findInstances', hang: true });
      await stage.press('Stop 2 instances');
      stage.inNextHost = (host) => (host.UpdatePost = () => Promise.reject(mattermostError('Unreachable')));
      await stage.restart();
      await stage.press('Stop 2 instances');
    },
  },
  {
    what: 'a press that finds the process ending',
    reason: 'not-begun',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      const { host } = stage.bridge;
      const get = host.KVGet.bind(host);
      host.KVGet = async (key) => {
        if (key.startsWith('card/')) void stage.bridge.shutdown();
        return await get(key);
      };
      await stage.press('Stop 2 instances');
      expect(stage.told.says).toBe('ec2ctl is being stopped. Nothing was changed.');
    },
  },
];

test.each(LATE)('$what', async ({ reason, happens, who = 'bob' }) => {
  await happens();
  await expectNotedOnce(stage, { who, verb: 'stop', words: [WEB_1, WEB_2], reason });
  expect(stage.asked).toEqual([]);
});

test('a second press of the same person is no refusal while the first is at it', async () => {
  await stage.type('/ec2ctl stop web-*');
  stage.ec2.faults.add({ call: 'findInstances', delayMs: 3_000 });
  const { postId, context } = stage.bridge.host.action('Stop 2 instances');
  await Promise.all(Array.from({ length: 3 }, () => stage.bridge.press('bob', '', { postId, context })));
  await stage.press('', 'bob', { postId, context });
  expect(stage.told.says).toBe('This was answered already.');
  await stage.clock.advance(60_000);

  expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  expect([notedRefusals(stage), recordedRefusals(stage), loggedRefusals(stage)]).toEqual([[], [], []]);
});

test('to give up what cannot be ended just now is held back like any other press', async () => {
  await stage.type('/ec2ctl stop web-*');
  stage.silence('UpdatePost');
  await stage.clock.advance(CARD_LIFE_MS);
  const { postId, context } = stage.bridge.host.action('Cancel');
  for (let at = 0; at < COMMANDS_A_MINUTE + 50; at += 1) await stage.bridge.press('bob', '', { postId, context });
  await stage.clock.advance(10_000);

  expect(notedRefusals(stage)).toMatchObject([
    { personId: 'bob', reasons: ['expired', 'limit'], count: COMMANDS_A_MINUTE + 50 },
  ]);
  expect(recordedRefusals(stage)).toHaveLength(COMMANDS_A_MINUTE + 1);
  expect(loggedRefusals(stage)).toHaveLength(COMMANDS_A_MINUTE + 1);
});
