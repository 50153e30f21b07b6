import { expect, test } from '@jest/globals';
import { awsError, FakeEc2 } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { history, lastSaid, outcomes, PERSON, PLACE, said, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const C = 'i-0d87e6a1b5c3f2940';

function running(...ids: string[]): Stage {
  const stage = new Stage();
  for (const id of ids) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  return stage;
}

test('record, post, the post id in the record, and only then AWS', async () => {
  const stage = running(A);
  const order: string[] = [];
  const { records, posts, ec2 } = stage;
  const insert = records.insert.bind(records);
  const replace = records.replace.bind(records);
  const create = posts.create.bind(posts);
  const change = ec2.change.bind(ec2);
  records.insert = (key, value, seconds) => {
    order.push(`insert ${JSON.stringify((value as { postId?: string }).postId)} for ${String(seconds)} s`);
    return insert(key, value, seconds);
  };
  records.replace = (key, before, value, seconds) => {
    order.push(`replace ${JSON.stringify((value as { postId?: string }).postId)}`);
    return replace(key, before, value, seconds);
  };
  posts.create = (post) => {
    order.push('post');
    return create(post);
  };
  ec2.change = (...call) => {
    order.push('AWS');
    return change(...call);
  };

  await stage.run('stop', [A]);

  expect(order.slice(0, 4)).toEqual(['insert undefined for 86400 s', 'post', 'replace "post-1"', 'AWS']);
});

test('the record says who, where, what and with which credentials, under the id that the post carries', async () => {
  const stage = running(A);

  await stage.ask('stop', [A], { place: { channelId: 'channel-1', rootId: 'root-1' } });

  const [[key, stored] = ['', undefined]] = stage.records.stored;
  const post = stage.posts.only;
  expect(key).toMatch(/^op\/[0-9a-f]{32}$/);
  expect(key).toBe(`op/${String(post.operationId)}`);
  expect(JSON.parse(stored?.json ?? '')).toMatchObject({
    version: 1,
    operationId: post.operationId,
    personId: PERSON,
    head: { typed: `ec2ctl stop -i ${A}`, username: 'bob' },
    place: { channelId: 'channel-1', rootId: 'root-1' },
    verb: 'stop',
    lines: [{ instance: { id: A, region: 'eu-1' }, before: 'running' }],
    fingerprint: 'fake',
    deadline: stage.clock.now() + 600_000,
    postId: post.id,
  });
  expect(post).toMatchObject({ channelId: 'channel-1', rootId: 'root-1' });
});

test('the first text says asked, and the record is gone in the end', async () => {
  const stage = running(A);

  const change = await stage.run('stop', [A]);

  expect(outcomes(history(stage.posts.only)[0] ?? change)).toEqual({ [A]: 'asked' });
  expect(outcomes(change)).toEqual({ [A]: 'arrived' });
  expect(lastSaid(stage.posts.only)).toEqual(JSON.parse(JSON.stringify(change)));
  expect(stage.records.stored.size).toBe(0);
});

test.each([
  ['the record cannot be made', 'insert', mattermostError('api.kv', 500)],
  ['making the record is not answered', 'insert', mattermostError('DeadlineExceeded')],
] as const)('nothing is changed when %s', async (_name, call, error) => {
  const stage = running(A);
  stage.records.faults.add({ call, error });

  const answer = await stage.ask('stop', [A]);

  expect(answer).toEqual({ kind: 'not-begun', failure: { code: error.code, requestId: undefined } });
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.posts.posts).toEqual([]);
  expect(stage.changesLogged).toHaveLength(1);
});

test('nothing is changed and no record is left when the post is refused', async () => {
  const stage = running(A);
  stage.posts.faults.add({ call: 'create', error: mattermostError('api.post.create', 400) });

  const answer = await stage.ask('stop', [A]);

  expect(answer).toMatchObject({ kind: 'not-begun', failure: { code: 'api.post.create' } });
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});

test('nothing is changed when the post id does not get into the record, and the post says so', async () => {
  const stage = running(A);
  stage.records.faults.add({ call: 'replace', error: mattermostError('api.kv', 500) });

  const change = await stage.run('stop', [A]);

  expect(change.lines[0]).toMatchObject({ outcome: 'failed', failure: { code: 'NotRecorded' } });
  expect(lastSaid(stage.posts.only)).toMatchObject({ lines: [{ outcome: 'failed' }] });
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});

test('a change acts as soon as every id is found, without waiting for a region that hangs', async () => {
  const stage = running(A);
  stage.ec2.faults.add({ call: 'findInstances', at: 'us-1', hang: true });
  const startedAt = stage.clock.now();

  await stage.ask('stop', [A]);
  await stage.clock.advance(0);

  expect(stage.ec2.callsOf('change').map((call) => call.at)).toEqual([startedAt]);
});

test('already there is an answer: a post without a record, and nothing is asked of AWS', async () => {
  const stage = running(A);
  stage.records.faults.add({ error: mattermostError('api.kv', 500) });

  const change = await stage.run('start', [A]);

  expect(outcomes(change)).toEqual({ [A]: 'already' });
  expect(stage.posts.only.versions).toHaveLength(1);
  expect(said(stage.posts.only.versions[0]?.message ?? '').head.username).toBe('bob');
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
  expect(stage.changesLogged).toMatchObject([{ level: 'info', fields: { outcome: 'already' } }]);
});

test('only those not yet there are asked of AWS; one on its way already is watched', async () => {
  const stage = running(A, B, C);
  stage.ec2.become(B, 'stopped');
  stage.ec2.become(C, 'stopping');
  const asking = stage.ask('stop', [A, B, C]);
  await asking;
  await stage.clock.advance(3_000);
  stage.ec2.become(C, 'stopped');
  await stage.clock.until(stage.operations.idle(), 60_000);

  expect(stage.ec2.callsOf('change').map((call) => call.ids)).toEqual([[A]]);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived', [B]: 'already', [C]: 'arrived' });
  expect(lastSaid(stage.posts.only).lines.map((line) => line.before)).toEqual(['running', 'stopped', 'stopping']);
});

test('one call a region, side by side, and the lines stay in the order of asking', async () => {
  const stage = running(A, C);
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', at: 'eu-1', delayMs: 700 });

  const change = await stage.run('stop', [C, B, A]);

  const calls = stage.ec2.callsOf('change');
  expect(calls.map(({ region, ids }) => [region, ids])).toEqual([
    ['eu-1', [C, A]],
    ['us-1', [B]],
  ]);
  expect(calls[0]?.at).toBe(calls[1]?.at);
  for (const version of history(stage.posts.only)) {
    expect(version.lines.map((line) => line.instance.id)).toEqual([C, B, A]);
  }
  expect(outcomes(change)).toEqual({ [C]: 'arrived', [B]: 'arrived', [A]: 'arrived' });
});

test('each operation keeps the EC2 it began with', async () => {
  const stage = running(A);
  const later = new FakeEc2(stage.clock, ['eu-1']);
  later.add({ id: B, region: 'eu-1', state: 'running' });
  await stage.ask('stop', [A]);
  await stage.ask('stop', [B], { ec2: later });

  await stage.clock.until(stage.operations.idle(), 60_000);

  expect(stage.posts.posts.map((post) => outcomes(lastSaid(post)))).toEqual([{ [A]: 'arrived' }, { [B]: 'arrived' }]);
  expect(new Set(stage.ec2.calls.flatMap((call) => call.ids ?? []))).toEqual(new Set([A]));
  expect(new Set(later.calls.flatMap((call) => call.ids ?? []))).toEqual(new Set([B]));
});

test('every change is one log line: who, where, verb, ids, outcome, request ids', async () => {
  const stage = running(A, B);
  stage.ec2.add({ id: C, region: 'eu-1', state: 'running' }, { refusal: awsError('OperationNotPermitted') });

  await stage.run('stop', [A, C]);

  expect(stage.changesLogged).toEqual([
    {
      level: 'warn',
      message: 'Change of instances',
      fields: {
        userId: PERSON,
        username: 'bob',
        channelId: PLACE.channelId,
        verb: 'stop',
        ids: `${A},${C}`,
        outcome: 'partly-failed',
        states: `${A} arrived stopped, ${C} failed running`,
        failures: `${C} OperationNotPermitted req-1`,
        requestIds: 'req-1',
      },
    },
  ]);
});
