/** Every refusal is one line in the log, one record in the audit log, and counted in one row of the history. */
import { beforeEach, expect, test } from '@jest/globals';
import { COMMANDS_A_MINUTE } from '../access/limits.ts';
import type { RefusalReason } from '../history-rows.ts';
import { CardStage, DB, WEB_1, WEB_2 } from './testing/card-stage.ts';
import { expectNotedOnce, loggedRefusals, notedRefusals, recordedRefusals } from './testing/noted-refusals.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

const REFUSALS: readonly {
  readonly what: string;
  readonly reason: RefusalReason;
  readonly happens: () => Promise<unknown>;
  readonly who?: string;
  readonly verb?: string;
  readonly words?: readonly string[];
}[] = [
  {
    what: 'a command without the right to it',
    reason: 'no-right',
    happens: () => stage.type('/ec2ctl stop web-1 web-2', { who: 'carol' }),
    who: 'carol',
    words: ['web-1', 'web-2'],
  },
  {
    what: 'a listing without the right to it',
    reason: 'no-right',
    happens: () => stage.type('/ec2ctl ls web-*', { who: 'dave' }),
    ...{ who: 'dave', verb: 'ls', words: ['web-*'] },
  },
  {
    what: 'a command in the name of another',
    reason: 'no-session',
    happens: () => stage.type('/ec2ctl stop web-1', { sessionId: 'carol-session' }),
    words: ['web-1'],
  },
  {
    what: 'a command while the settings cannot be used',
    reason: 'settings-unusable',
    async happens() {
      await stage.configure({ homeregion: 'nowhere' });
      await stage.type('/ec2ctl stop web-1');
    },
    words: ['web-1'],
  },
  {
    what: 'a change of what is not there',
    reason: 'not-acted',
    happens: () => stage.type('/ec2ctl stop web-9'),
    words: ['web-9'],
  },
  {
    what: 'a change that Mattermost has no place for',
    reason: 'not-begun',
    async happens() {
      stage.silence('CreatePost');
      await stage.type('/ec2ctl stop web-1');
      await stage.clock.advance(60_000);
    },
    words: [WEB_1],
  },
  {
    what: "a press of another's button",
    reason: 'not-theirs',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      await stage.press('Stop 2 instances', 'carol');
    },
    ...{ who: 'carol', words: [WEB_1, WEB_2] },
  },
  {
    what: 'a press of a button that no card knows',
    reason: 'no-card',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      const { postId } = stage.bridge.host.action('Stop 2 instances');
      await stage.press('Stop 2 instances', 'bob', { postId, context: { token: 'f'.repeat(32), choice: 'confirm' } });
    },
    verb: 'press',
  },
  {
    what: 'a press of what the card does not offer',
    reason: 'not-offered',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      const { postId, context } = stage.bridge.host.action('Stop 2 instances');
      await stage.press('Stop 2 instances', 'bob', { postId, context: { ...context, choice: 'all' } });
    },
    words: [WEB_1, WEB_2],
  },
  {
    what: 'a press after the right was taken',
    reason: 'no-right',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      await stage.configure({ operators: '' });
      await stage.press('Stop 2 instances');
    },
    words: [WEB_1, WEB_2],
  },
  {
    what: 'a press after the credentials became others',
    reason: 'not-acted',
    async happens() {
      await stage.type('/ec2ctl stop web-*');
      stage.ec2.fingerprint = 'another';
      await stage.press('Stop 2 instances');
    },
    words: [WEB_1, WEB_2],
  },
  {
    what: 'a press of Show in channel by somebody who may look alone, now',
    reason: 'no-right',
    async happens() {
      await stage.configure({ listings: 'private' });
      await stage.type('/ec2ctl ls');
      await stage.clock.advance(5_000);
      await stage.configure({ listings: 'private', operators: '' });
      await stage.press('Show in channel');
    },
    verb: 'ls',
  },
  {
    what: 'a press of a choice for info by somebody who may not look, now',
    reason: 'no-right',
    async happens() {
      stage.add('i-0123456789abcdef0', 'running', { name: 'db' });
      await stage.type('/ec2ctl info db');
      await stage.configure({ operators: '' });
      await stage.press(`Show ${DB}`);
    },
    verb: 'info',
    words: ['i-0123456789abcdef0', DB],
  },
];

test.each(REFUSALS)('$what', async ({ reason, happens, who = 'bob', verb = 'stop', words = [] }) => {
  await happens();
  await expectNotedOnce(stage, { who, verb, words, reason });
});

test('of those past a limit the logs have one a minute, and the history how many there were', async () => {
  for (let at = 0; at < COMMANDS_A_MINUTE + 50; at += 1) await stage.bridge.type('bob', '/ec2ctl version');
  await stage.clock.advance(10_000);

  expect(notedRefusals(stage)).toMatchObject([{ personId: 'bob', verbs: ['version'], reasons: ['limit'], count: 50 }]);
  expect(recordedRefusals(stage)).toHaveLength(1);
  expect(loggedRefusals(stage)).toHaveLength(1);
});

test('the name of the bot is taken', async () => {
  const { host } = stage.bridge;
  stage.inNextHost = (next) => {
    for (const [id, { username }] of host.users) if (username === 'ec2ctl') next.users.delete(id);
    next.addUser('mallory', { username: 'ec2ctl' });
  };
  await stage.restart();
  await stage.type('/ec2ctl stop web-1');
  await stage.clock.advance(10_000);

  expect(notedRefusals(stage)).toMatchObject([{ personId: 'bob', verbs: ['stop'], reasons: ['no-bot'] }]);
});

test('a session of nobody is a refusal too', async () => {
  await stage.type('/ec2ctl stop web-*');
  stage.bridge.host.users.delete('carol');
  await stage.press('Stop 2 instances', 'carol');
  await stage.clock.advance(10_000);

  expect(notedRefusals(stage)).toMatchObject([{ personId: 'carol', verbs: ['press'], reasons: ['no-session'] }]);
  expect(recordedRefusals(stage)).toHaveLength(1);
});
