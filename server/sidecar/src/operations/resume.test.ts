import { expect, test } from '@jest/globals';
import { lostAnswer } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { A, B, crash, resume, running, survivors } from './testing/crash.ts';
import { lastSaid, outcomes, PERSON, repliedWith, Stage } from './testing/stage.ts';

test('a later process goes on watching the same post, and never asks for the change again', async () => {
  const stage = await crash(running(), 7_000, [A, B]);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'moving', [B]: 'arrived' });
  const took = lastSaid(stage.posts.only).lines[1]?.tookMs;

  await resume(stage);

  const end = lastSaid(stage.posts.only);
  expect(outcomes(end)).toEqual({ [A]: 'arrived', [B]: 'arrived' });
  expect(end).toMatchObject({ continued: true, lines: [{ tookMs: expect.any(Number) }, { tookMs: took }] });
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
  expect(stage.changesLogged).toMatchObject([{ fields: { userId: PERSON, verb: 'stop', outcome: 'arrived' } }]);
});

test('what ended while nobody watched is told as it is, without a time that nobody knows', async () => {
  const stage = await crash(running(), 6_000, [A]);
  await stage.clock.advance(120_000);

  await resume(stage);

  expect(lastSaid(stage.posts.only).lines[0]).toMatchObject({ outcome: 'arrived', instance: { state: 'stopped' } });
  expect(lastSaid(stage.posts.only).lines[0]?.tookMs).toBeUndefined();
});

test('it looks at once, also when the time of the watch is over', async () => {
  const stage = await crash(running(), 6_000, [A]);
  await stage.clock.advance(700_000);
  const startedAt = stage.clock.now();

  await resume(stage);

  expect(stage.clock.now() - startedAt).toBe(0);
  expect(lastSaid(stage.posts.only).watchEnd).toBeUndefined();
  expect(lastSaid(stage.posts.only)).toMatchObject({ lines: [{ outcome: 'arrived' }] });
});

test('still moving although the time of the watch is over: told soon, as not watched any longer', async () => {
  const stage = await crash(running(3_600_000), 6_000, [A]);
  await stage.clock.advance(700_000);
  const startedAt = stage.clock.now();

  await resume(stage);

  expect(stage.clock.now() - startedAt).toBe(20_000);
  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'limit', lines: [{ outcome: 'moving' }] });
});

test('recorded by a clock that was hours ahead: watched no longer than any other', async () => {
  const stage = await crash(running(7_200_000), 6_000, [A]);
  for (const [key, { json, expiresAt }] of stage.records.stored) {
    const record = JSON.parse(json) as { deadline: number };
    stage.records.stored.set(key, {
      json: JSON.stringify({ ...record, deadline: record.deadline + 7_200_000 }),
      expiresAt,
    });
  }
  const startedAt = stage.clock.now();

  await resume(stage);

  expect(stage.clock.now() - startedAt).toBe(600_000);
  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'limit', lines: [{ outcome: 'moving' }] });
});

test('a process that died before AWS was asked: EC2 shows no change, and the post says so', async () => {
  const first = running();
  first.records.faults.add({ call: 'replace', applied: true, hang: true });
  const stage = await crash(first, 100, [A]);
  expect(first.ec2.callsOf('change')).toEqual([]);

  const startedAt = stage.clock.now();
  await resume(stage);

  expect(stage.clock.now() - startedAt).toBeLessThan(20_000);
  expect(lastSaid(stage.posts.only).lines[0]).toMatchObject({
    outcome: 'failed',
    instance: { state: 'running' },
    failure: { code: 'Interrupted' },
  });
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.ec2.state(A)).toBe('running');
  expect(stage.records.stored.size).toBe(0);
});

test('a process that died while AWS was asked: what EC2 shows is what became of it', async () => {
  const first = running();
  first.ec2.faults.add({ call: 'change', applied: true, hang: true });
  const stage = await crash(first, 100, [A]);

  await resume(stage);

  expect(lastSaid(stage.posts.only)).toMatchObject({ continued: true, lines: [{ outcome: 'arrived' }] });
  expect(stage.ec2.callsOf('change')).toEqual([]);
});

test('with other credentials the post ends with what was last seen, and AWS is asked for nothing', async () => {
  const stage = await crash(running(), 6_000, [A]);
  stage.ec2.fingerprint = 'another';

  await resume(stage);

  expect(lastSaid(stage.posts.only)).toMatchObject({
    watchEnd: 'settings-changed',
    continued: true,
    lines: [{ outcome: 'moving', instance: { state: 'stopping' } }],
  });
  expect(stage.ec2.calls).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});

test('where nothing was left, EC2 is not even opened', async () => {
  const stage = running();
  let opened = 0;

  await stage.operations.resume(async (work) => {
    opened += 1;
    await work(stage.ec2);
  });

  expect(opened).toBe(0);
});

test('with an unusable configuration it is the same', async () => {
  const stage = await crash(running(), 6_000, [A]);

  await stage.clock.until(stage.operations.resume(undefined), 60_000);

  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'settings-changed' });
  expect(stage.records.stored.size).toBe(0);
});

test('a post whose id did not get into the record is found by its operation, and not made twice', async () => {
  const first = running();
  first.records.faults.add({ call: 'replace', hang: true });
  const stage = await crash(first, 100, [A]);

  await resume(stage);

  expect(stage.posts.posts).toHaveLength(1);
  expect(lastSaid(stage.posts.only).lines[0]).toMatchObject({ failure: { code: 'Interrupted' } });
});

test('a post that surely does not exist is made, and tells the end', async () => {
  const first = running();
  first.posts.faults.add({ call: 'create', hang: true });
  const stage = await crash(first, 100, [A]);
  expect(stage.posts.posts).toEqual([]);

  await resume(stage);

  expect(stage.posts.only.operationId).toBeDefined();
  expect(lastSaid(stage.posts.only).lines[0]).toMatchObject({ failure: { code: 'Interrupted' } });
});

test('a post that is not found because Mattermost does not answer is not made, but looked for until it does', async () => {
  const first = running();
  first.records.faults.add({ call: 'replace', hang: true });
  const stage = await crash(first, 100, [A]);
  stage.posts.faults.add({ call: 'findByOperation', error: mattermostError('DeadlineExceeded') });

  const resuming = stage.operations.resume((work) => work(stage.ec2));
  await stage.clock.advance(600_000);
  expect([stage.posts.posts.length, stage.records.stored.size]).toEqual([1, 1]);
  stage.posts.faults.clear();
  await stage.clock.until(resuming, 120_000);

  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'Interrupted' } }]);
  expect([stage.posts.posts.length, stage.records.stored.size]).toEqual([1, 0]);
});

test('a post whose making is not answered and that comes late is gone on with, and is the only one', async () => {
  const first = running();
  first.posts.faults.add({ call: 'create', hang: true });
  const stage = await crash(first, 100, [A]);
  const create = stage.posts.create.bind(stage.posts);
  stage.posts.create = async (post) => {
    stage.posts.create = create;
    void stage.clock.sleep(25_000).then(() => create(post));
    await stage.clock.sleep(10_000);
    throw mattermostError('DeadlineExceeded');
  };

  await resume(stage);

  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'Interrupted' } }]);
  expect(stage.records.stored.size).toBe(0);
});

test('a search that fails once is repeated', async () => {
  const first = running();
  first.records.faults.add({ call: 'replace', hang: true });
  const stage = await crash(first, 100, [A]);
  stage.posts.faults.add({ call: 'findByOperation', times: 1, error: mattermostError('DeadlineExceeded') });

  await resume(stage);

  expect(stage.records.stored.size).toBe(0);
});

test('a deleted post is not brought back; the person is told alone', async () => {
  const stage = await crash(running(), 6_000, [A]);
  stage.posts.only.deleted = true;

  await resume(stage);

  expect(stage.posts.posts).toHaveLength(1);
  expect(stage.posts.ephemerals).toMatchObject([{ userId: PERSON }]);
  expect(stage.records.stored.size).toBe(0);
});

test('however often the process dies, a post gets 20 edits at most, and tells the end', async () => {
  let stage = new Stage();
  const ids = Array.from({ length: 30 }, (_, index) => `i-000000${index.toString(16).padStart(2, '0')}`);
  for (const [index, id] of ids.entries()) {
    stage.ec2.add({ id, region: 'eu-1', state: 'running' }, { movesForMs: 4_000 + index * 18_000 });
  }
  stage = await crash(stage, 90_000, ids);
  for (let life = 0; life < 9; life += 1) {
    const resuming = stage.operations.resume((work) => work(stage.ec2));
    await stage.clock.advance(40_000);
    if (life < 8) stage = survivors(stage);
    else await stage.clock.until(resuming, 700_000);
  }

  expect(stage.posts.only.versions.length - 1).toBeLessThanOrEqual(20);
  expect(lastSaid(stage.posts.only).lines.every(({ outcome }) => outcome === 'arrived')).toBe(true);
  expect(Object.values(outcomes(repliedWith(stage.replies.only.message).change))).toEqual(ids.map(() => 'arrived'));
  expect(stage.posts.ephemerals).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});

test.each([1, 2, 3, 12])('after %d crashes there is still an edit for the end', async (crashes) => {
  let stage = new Stage();
  const ids = Array.from({ length: 30 }, (_, index) => `i-000000${index.toString(16).padStart(2, '0')}`);
  for (const [index, id] of ids.entries()) {
    stage.ec2.add({ id, region: 'eu-1', state: 'running' }, { movesForMs: 4_000 + index * 18_000 });
  }
  stage = await crash(stage, 20_000, ids);
  for (let life = 1; life < crashes; life += 1) {
    void stage.operations.resume((work) => work(stage.ec2));
    await stage.clock.advance(20_000);
    stage = survivors(stage);
  }

  await resume(stage);

  expect(lastSaid(stage.posts.only).lines.every((line) => line.outcome === 'arrived')).toBe(true);
  expect(stage.posts.ephemerals).toEqual([]);
});

test('a later process that cannot read EC2 either does not claim anything', async () => {
  const stage = await crash(running(), 6_000, [A]);
  stage.ec2.faults.add({ call: 'findInstances', error: lostAnswer() });

  await resume(stage);

  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'limit', lines: [{ outcome: 'moving' }] });
});
