/** The process ends while a question waits or is answered: the card still works, or says that it does not. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';

const INTERRUPTED = 'ec2ctl was interrupted before anything was begun. Nothing was changed.';
const EXPIRED = 'Not answered within 5 minutes. Nothing was changed.';
const GONE = 'These buttons are not valid any longer. This press changed nothing.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

describe('before the answer', () => {
  beforeEach(async () => {
    await stage.type('/ec2ctl stop web-*');
  });

  test('the card still works', async () => {
    await stage.restart();
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**Stopped 2 instances**');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('the next process ends it when its time is up', async () => {
    await stage.restart(100_000);
    await stage.clock.advance(190_000);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.clock.advance(10_000);
    expect([stage.answer, stage.buttons, stage.openCards]).toEqual([EXPIRED, [], []]);
  });

  test('the next process ends it at its start, if the time went by while there was none', async () => {
    await stage.restart(3_600_000);
    expect([stage.answer, stage.buttons, stage.openCards]).toEqual([EXPIRED, [], []]);
  });

  test('the next process asks again where Mattermost does not say at first which cards there are', async () => {
    stage.inNextHost = (host) => {
      const list = host.KVList.bind(host);
      let failing = 2;
      host.KVList = (...args) => {
        failing -= 1;
        return failing >= 0 ? Promise.reject(mattermostError('Unreachable')) : list(...args);
      };
    };
    await stage.restart(3_600_000);
    await stage.clock.advance(10_000);
    expect([stage.answer, stage.openCards]).toEqual([EXPIRED, []]);
  });

  test('the first press ends it, if its record ran out meanwhile', async () => {
    for (const key of stage.openCards) stage.bridge.host.store.delete(key);
    await stage.restart(100_000_000);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    expect(await stage.press('Stop 2 instances', 'carol')).toEqual({});
    expect(stage.post).toBe(`\`〉ec2ctl stop web-*\` · bob · us-west-2\n${GONE}`);
    expect(stage.buttons).toEqual([]);
    expect(stage.told).toMatchObject({ who: 'carol', place: 'c', says: GONE });
    expect(stage.asked).toEqual([]);
  });
});

describe.each([
  ['of another version', '{"version":99}'],
  ['that is no JSON', '{"version":1,'],
])('a record %s', (_what, json) => {
  beforeEach(async () => {
    await stage.type('/ec2ctl stop web-*');
    const [key = ''] = stage.openCards;
    stage.inNextHost = (host) =>
      host.store.set(key, { value: Buffer.from(json).toString('base64'), expiresInSeconds: 60 });
    await stage.restart();
  });

  test('is set aside with one line in the log, and the first press takes the buttons away', async () => {
    await stage.clock.advance(600_000);
    const told = stage.bridge.logged.filter(({ level }) => level === 'warn' || level === 'error');
    expect(told).toEqual([{ level: 'warn', message: 'Record of a card set aside: not understood' }]);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    expect(await stage.press('Stop 2 instances')).toEqual({});
    expect(stage.told.says).toBe(GONE);
    expect([stage.answer, stage.buttons, stage.asked]).toEqual([GONE, [], []]);
  });

  test('is in the way of no other question', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });
});

describe('after a press,', () => {
  /** A process that was told to stop both, and ends while it is at this. */
  async function endAt(call: 'findInstances' | 'UpdatePost' | 'KVSetWithOptions'): Promise<void> {
    await stage.type('/ec2ctl stop web-*');
    if (call === 'findInstances') stage.ec2.faults.add({ call, hang: true });
    else {
      const { host } = stage.bridge;
      const original = host[call].bind(host) as (...args: unknown[]) => Promise<unknown>;
      Object.assign(host, {
        // The record of the operation, not that of the card.
        [call]: (...args: unknown[]) =>
          call === 'KVSetWithOptions' && !String(args[0]).startsWith('op/')
            ? original(...args)
            : new Promise(() => undefined),
      });
    }
    await stage.press('Stop 2 instances');
    await stage.restart();
  }

  test.each(['findInstances', 'KVSetWithOptions'] as const)(
    'before anything was begun: it says so, and nothing is changed (%s)',
    async (call) => {
      await endAt(call);
      await stage.clock.advance(60_000);
      expect([stage.answer, stage.buttons, stage.asked, stage.openCards]).toEqual([INTERRUPTED, [], [], []]);
    },
  );

  test('on another server a press in between is told that it was answered, until the lease of the first is over', async () => {
    stage.nextInstanceId = 'another';
    await endAt('findInstances');
    await stage.clock.advance(14_000);
    await stage.press('Stop 2 instances');
    expect(stage.told.says).toBe('This was answered already.');
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.clock.advance(2_000);
    expect([stage.answer, stage.buttons, stage.tellings]).toEqual([INTERRUPTED, [], 1]);
  });

  test('without word of the press, as Mattermost takes none, it is ended half a minute after it is seen', async () => {
    stage.silence('KVSetWithOptions', { at: 'errand/' });
    await endAt('findInstances');
    await stage.clock.advance(29_000);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    await stage.clock.advance(1_000);
    expect([stage.answer, stage.buttons]).toEqual([INTERRUPTED, []]);
  });

  test('with a record of the operation: the next process goes on with it, in the same post', async () => {
    await endAt('UpdatePost');
    await stage.clock.advance(120_000);
    const [post, ...others] = stage.posts;
    expect(post?.message).toContain('2 instances');
    expect(post?.message).not.toContain(INTERRUPTED);
    // AWS was not asked, and it says so; what buttons there are stand below another question.
    expect([stage.bridge.host.buttons(post), stage.asked]).toEqual([[], []]);
    expect(others.at(-1)?.message).toContain('**Stop these 2 instances?**');
  });

  test('while it is being stopped: the next process tells it to its end, in the same post', async () => {
    await stage.type('/ec2ctl stop web-*');
    await stage.press('Stop 2 instances');
    await stage.clock.advance(1_000);
    await stage.restart();
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('**Stopped 2 instances**');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('when the card could not be marked as answered: what the post has become stays', async () => {
    await stage.type('/ec2ctl stop web-*');
    const heal = stage.silence('KVSetWithOptions', { at: '"kind":"answered"' });
    await stage.press('Stop 2 instances');
    await stage.clock.advance(20_000);
    heal();
    expect(stage.openCards).toHaveLength(1);
    const { post } = stage;
    expect(post).toContain('**Stopped 2 instances**');
    await stage.restart(100_000);
    await stage.clock.advance(60_000);
    expect([stage.post, stage.openCards]).toEqual([post, []]);
  });
});

test('between post and record: the card still works, and is ended', async () => {
  const heal = stage.silence('KVSetWithOptions', { at: '"OldValue"' });
  stage.bridge.host.KVDelete = () => new Promise(() => undefined);
  await stage.type('/ec2ctl stop web-*');
  heal();
  await stage.restart();
  const pressed = stage.bridge.press('bob', 'Stop 2 instances');
  await stage.clock.advance(60_000);
  expect(await pressed).toEqual({ status: 200, body: {} });
  expect(stage.post).toContain('**Stopped 2 instances**');
});

test('between post and record: the buttons go when its time is up', async () => {
  stage.silence('KVSetWithOptions', { at: '"OldValue"' });
  stage.bridge.host.KVDelete = () => new Promise(() => undefined);
  await stage.type('/ec2ctl stop web-*');
  await stage.restart();
  await stage.clock.advance(300_000);
  expect([stage.answer, stage.buttons]).toEqual([EXPIRED, []]);
});
