/** The line for every change, through the whole sidecar: whatever way a change came, and wherever it was typed. */
import { beforeEach, expect, test } from '@jest/globals';
import { AUDIT_PROP } from '../mattermost/audit-lines.ts';
import { SITE } from '../testing/fake-bridge.ts';
import { CardStage, DB, WEB_1 } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  const { host } = stage.bridge;
  host.addTeam('sre', ['alice']);
  host.addChannel('audit', 'sre', ['alice']);
  await stage.configure({ auditchannel: '~sre/audit' });
  await stage.clock.advance(10);
});

/** The lines in the audit channel. */
function lines(): string[] {
  return stage.posts
    .filter(({ channel_id: id, props }) => id === 'audit' && props?.[AUDIT_PROP] !== undefined)
    .map(({ message }) => message);
}

/** The address of the post of the newest change. */
function postUrl(): string {
  const post = stage.posts.filter(({ channel_id: id, root_id: root }) => id === 'c' && root === '').at(-1);
  return `${SITE}/_redirect/pl/${post?.id ?? ''}`;
}

test('a change that is typed', async () => {
  await stage.type('/ec2ctl stop web-1');
  await stage.clock.advance(60_000);

  expect(lines()).toEqual([
    expect.stringMatching(new RegExp(`^\`bob\` · \`stop\` · \`web-1\` is stopped .*us-west-2 \`${WEB_1}\``)),
  ]);
  expect(lines()[0]).toContain(`[the post](${postUrl()})`);
  expect(lines()[0]).not.toContain('~');
});

test('a change that a card asked for first, once it is confirmed', async () => {
  await stage.type('/ec2ctl stop web-*');
  expect(lines()).toEqual([]);
  await stage.press('Stop 2 instances');
  await stage.clock.advance(60_000);

  expect(lines()).toEqual([expect.stringContaining('`bob` · `stop` · 2 instances are stopped')]);
});

test('neither one that was cancelled, nor a dry run, nor one with nothing to do', async () => {
  await stage.type('/ec2ctl stop web-*');
  await stage.press('Cancel');
  await stage.type('/ec2ctl stop web-1 --dry-run');
  await stage.type(`/ec2ctl stop ${DB}`);
  await stage.clock.advance(60_000);

  expect(lines()).toEqual([]);
});

test('a channel that is gone is named by version to admins, and to them alone', async () => {
  await stage.configure({ auditchannel: '~sre/gone', viewers: '@carol' });
  await stage.type('/ec2ctl version', { who: 'alice', sessionId: 'alice-session' });
  expect(stage.told.says).toContain('No channel is told of changes. `Audit channel`: no channel is called `sre/gone`.');
  await stage.type('/ec2ctl version', { who: 'carol' });
  expect(stage.told.says).not.toContain('No channel');
});
