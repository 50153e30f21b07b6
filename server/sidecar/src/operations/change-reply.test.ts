import { describe, expect, test } from '@jest/globals';
import { changeLine } from '../render/testing/sample.ts';
import { plainInstance } from '../testing/plain-instance.ts';
import type { Change } from '../views.ts';
import { deservesReply } from './change-reply.ts';
import { awsError } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { lastSaid, outcomes, PERSON, repliedWith, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';

/** A stage with two machines that take their time to stop, unless told. */
function running(movesForMs = 20_000): Stage {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' }, { movesForMs: 3_000 });
  return stage;
}

/** Whom the only reply names, and what it says. */
function told(stage: Stage): { username: string | undefined; outcomes: Record<string, string> } {
  const { username, change } = repliedWith(stage.replies.only.message);
  return { username, outcomes: outcomes(change) };
}

describe('whether there is one', () => {
  test('a change that took more than 15 s ends with a reply in the thread of its post, after the last edit', async () => {
    const stage = running();

    const change = await stage.run('stop', [A, B]);

    expect(told(stage)).toEqual({ username: 'bob', outcomes: { [A]: 'arrived', [B]: 'arrived' } });
    const { postId, operationId, message, at } = stage.replies.only;
    const post = stage.posts.only;
    expect({ postId, operationId }).toEqual({ postId: post.id, operationId: post.operationId });
    expect(repliedWith(message).change).toEqual(JSON.parse(JSON.stringify(change)));
    expect(at).toBeGreaterThanOrEqual(post.versions.at(-1)?.at ?? Infinity);
    expect(stage.posts.ephemerals).toEqual([]);
    expect(stage.records.stored.size).toBe(0);
  });

  test('a quick one in which nothing failed ends without', async () => {
    const stage = running(12_000);

    await stage.run('stop', [A, B]);

    expect(stage.replies.made).toEqual([]);
    expect(stage.posts.ephemerals).toEqual([]);
  });

  test('15 s are not more than 15 s, and a failure that the post had from the first is no news', () => {
    const failed = changeLine(plainInstance(A, 'eu-1', 'running'), 'running', { outcome: 'failed' });
    const arrived = changeLine(plainInstance(B, 'eu-1', 'stopped'), 'running', { outcome: 'arrived', tookMs: 1 });
    const change: Change = {
      verb: 'stop',
      lines: [failed, arrived],
      elapsedMs: 15_000,
      watchEnd: undefined,
      continued: false,
    };

    expect(deservesReply(change, new Set([A]))).toBe(false);
    expect(deservesReply(change, new Set([B]))).toBe(true);
    expect(deservesReply({ ...change, elapsedMs: 15_001 }, new Set([A]))).toBe(true);
    expect(deservesReply({ ...change, watchEnd: 'settings-changed' }, new Set([A]))).toBe(true);
  });

  test('one in which something failed ends with a reply, however quick it was', async () => {
    const stage = new Stage();
    stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { refusal: awsError('OperationNotPermitted') });
    stage.ec2.add({ id: B, region: 'us-1', state: 'running' });

    const change = await stage.run('stop', [A, B]);

    expect(change.elapsedMs).toBeLessThan(15_000);
    expect(told(stage)).toEqual({ username: 'bob', outcomes: { [A]: 'failed', [B]: 'arrived' } });
  });

  test('one that is not over when the watch ends says so', async () => {
    const stage = running(3_600_000);

    await stage.run('stop', [A, B]);

    expect(repliedWith(stage.replies.only.message).change).toMatchObject({ watchEnd: 'limit' });
  });

  test('what was there already is answered by its post alone', async () => {
    const stage = new Stage();
    stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' });

    await stage.run('stop', [A]);

    expect(stage.replies.made).toEqual([]);
  });

  test('one that AWS was not asked for, since it could not be recorded, says so', async () => {
    const stage = running();
    stage.records.faults.add({ call: 'replace', error: mattermostError('api.kv', 500) });

    await stage.run('stop', [A]);

    expect(told(stage).outcomes).toEqual({ [A]: 'failed' });
  });

  test('who was told that nothing was begun is not told again when the lost post turns up', async () => {
    const stage = running();
    stage.posts.faults.add({ call: 'create', applied: true, error: mattermostError('DeadlineExceeded') });

    expect(await stage.ask('stop', [A])).toMatchObject({ kind: 'not-begun' });
    await stage.clock.until(stage.operations.idle(), 120_000);

    expect(lastSaid(stage.posts.only).lines[0]).toMatchObject({ outcome: 'failed' });
    expect(stage.replies.made).toEqual([]);
  });
});

describe('whom it names', () => {
  test('the person as they are called at the end', async () => {
    const stage = running();
    await stage.ask('stop', [A]);
    stage.usernames.set(PERSON, 'robert');

    await stage.clock.until(stage.operations.idle(), 60_000);

    expect(told(stage).username).toBe('robert');
  });

  test.each(['direct', 'group'] as const)('nobody in a %s message', async (kind) => {
    const stage = running();
    stage.replies.kind = kind;

    await stage.run('stop', [A]);

    expect(told(stage)).toEqual({ username: undefined, outcomes: { [A]: 'arrived' } });
  });

  test('nobody is left out since Mattermost did not answer once; while it does not, it is asked again', async () => {
    const stage = running();
    stage.replies.faults.add({ call: 'channelKind', times: 1, error: mattermostError('DeadlineExceeded') });
    await stage.run('stop', [A]);
    expect(told(stage).username).toBe('bob');

    const other = running();
    other.replies.faults.add({ call: 'channelKind', error: mattermostError('DeadlineExceeded') });
    await other.ask('stop', [A]);
    await other.clock.advance(300_000);
    expect([other.replies.made, other.records.stored.size]).toEqual([[], 1]);
    other.replies.faults.clear();
    await other.clock.until(other.operations.idle(), 60_000);
    expect(told(other).username).toBe('bob');
    expect(other.records.stored.size).toBe(0);
  });

  test('there is none for a person who is not here any longer', async () => {
    const stage = running();
    stage.usernames.clear();

    await stage.run('stop', [A]);

    expect(stage.replies.made).toEqual([]);
    expect(stage.records.stored.size).toBe(0);
  });
});

describe('where there is no post to reply to', () => {
  test('the person is told alone, once', async () => {
    const stage = running();
    await stage.ask('stop', [A]);
    stage.posts.only.deleted = true;

    await stage.clock.until(stage.operations.idle(), 60_000);

    expect(stage.replies.made).toEqual([]);
    expect(stage.posts.ephemerals).toHaveLength(1);
    expect(stage.records.stored.size).toBe(0);
  });

  test('a post that Mattermost would not edit is replied to, and nobody is told alone', async () => {
    const stage = running();
    stage.posts.faults.add({ call: 'edit', error: mattermostError('DeadlineExceeded') });

    await stage.ask('stop', [A]);
    await stage.clock.advance(300_000);

    expect(told(stage).outcomes).toEqual({ [A]: 'arrived' });
    expect(stage.posts.ephemerals).toEqual([]);
    expect(stage.records.stored.size).toBe(1);
    stage.posts.faults.clear();
    await stage.clock.until(stage.operations.idle(), 60_000);
    expect(stage.replies.made).toHaveLength(1);
    expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
    expect(stage.records.stored.size).toBe(0);
  });

  test('a reply that Mattermost refuses leaves the end to the post that shows it', async () => {
    const stage = running();
    stage.replies.faults.add({ call: 'make', error: mattermostError('api.post.create', 403) });

    await stage.run('stop', [A]);

    expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
    expect(stage.posts.ephemerals).toEqual([]);
    expect(stage.records.stored.size).toBe(0);
  });
});
