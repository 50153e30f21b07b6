import { expect, test } from '@jest/globals';
import { mattermostError } from './testing/fake-posts.ts';
import { history, lastSaid, outcomes, PERSON, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';

test('what AWS answers within 2 s is the first edit, and arrival the last, with how long it took', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  const startedAt = stage.clock.now();

  const change = await stage.run('stop', [A]);

  const { versions } = stage.posts.only;
  expect(versions.slice(0, 2).map((version) => version.at - startedAt)).toEqual([0, 2_000]);
  expect(versions).toHaveLength(3);
  expect(history(stage.posts.only).map(outcomes)).toEqual([{ [A]: 'asked' }, { [A]: 'moving' }, { [A]: 'arrived' }]);
  const seenAt = stage.ec2.callsOf('findInstances').at(-1)?.answeredAt ?? 0;
  expect(change.lines[0]?.tookMs).toBe(seenAt - startedAt);
  expect(change.elapsedMs).toBe(seenAt - startedAt);
});

test('the first 2 s count from the asking, not from the answer', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  stage.ec2.faults.add({ call: 'change', delayMs: 1_500 });
  const startedAt = stage.clock.now();

  await stage.run('stop', [A]);

  expect(stage.posts.only.versions[1]?.at).toBe(startedAt + 2_000);
});

test('a slow edit does not come after the last one', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 2_400 });
  stage.posts.faults.add({ call: 'edit', times: 1, delayMs: 9_000 });

  await stage.run('stop', [A]);
  await stage.clock.advance(60_000);

  expect(history(stage.posts.only).map(outcomes)).toEqual([{ [A]: 'asked' }, { [A]: 'moving' }, { [A]: 'arrived' }]);
});

test('no edit is made for the clock', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 300_000 });

  await stage.run('stop', [A]);

  expect(stage.posts.only.versions).toHaveLength(3);
});

test('no edit is made for an address that EC2 takes away or gives on the way', async () => {
  const stage = new Stage();
  // For 5 s after the change was accepted EC2 still shows it with its address; after that without.
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 60_000, staleForMs: 5_000 });

  await stage.run('stop', [A]);

  expect(history(stage.posts.only).map(outcomes)).toEqual([{ [A]: 'asked' }, { [A]: 'moving' }, { [A]: 'arrived' }]);
});

test('an address that comes after the arrival is waited for, and is the last edit', async () => {
  const stage = new Stage();
  const behaviour = { movesForMs: 20_000, addressAfterMs: 6_000 };
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, behaviour);

  await stage.run('start', [A]);

  const shown = history(stage.posts.only).map(({ lines: [line] }) => [line?.outcome, line?.instance.publicAddress]);
  expect(shown.slice(-2)).toEqual([
    ['arrived', undefined],
    ['arrived', '203.0.113.2'],
  ]);
  expect(shown).toHaveLength(4);
  expect(stage.replies.only.message).toContain('203.0.113.2');
});

test('what happens within 2 s is one edit', async () => {
  const stage = new Stage();
  const ids = Array.from({ length: 12 }, (_, index) => `i-0000000${index.toString(16)}`);
  for (const [index, id] of ids.entries()) {
    stage.ec2.add({ id, region: index % 2 === 0 ? 'eu-1' : 'us-1', state: 'running' }, { movesForMs: 9_000 + index });
  }
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' }, { movesForMs: 40_000 });

  await stage.run('stop', [...ids, B]);

  const { versions } = stage.posts.only;
  expect(versions.length).toBeLessThanOrEqual(5);
  const edits = versions.slice(1, -1);
  for (const [index, edit] of edits.entries()) {
    expect(edit.at - (edits[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
  }
});

test('there are never more than 20 edits, and the last one tells the end', async () => {
  const stage = new Stage();
  const ids = Array.from({ length: 50 }, (_, index) => `i-000000${index.toString(16).padStart(2, '0')}`);
  for (const [index, id] of ids.entries()) {
    stage.ec2.add({ id, region: 'eu-1', state: 'running' }, { movesForMs: 5_000 + index * 10_000 });
  }

  const change = await stage.run('stop', ids);

  const { versions } = stage.posts.only;
  expect(versions.length - 1).toBeLessThanOrEqual(20);
  expect(versions.length - 1).toBeGreaterThan(10);
  // They last: even late there is news.
  const [late = 0, end = 0] = versions.slice(-2).map((version) => version.at);
  expect(end - late).toBeLessThanOrEqual(101_000);
  expect(lastSaid(stage.posts.only)).toEqual(JSON.parse(JSON.stringify(change)));
  expect(change.lines.every((line) => line.outcome === 'arrived')).toBe(true);
});

test('a refused edit ends the editing, not the watch; the end goes to the person alone', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  await stage.ask('stop', [A]);
  stage.posts.only.deleted = true;

  await stage.clock.until(stage.operations.idle(), 60_000);

  expect(stage.posts.only.versions).toHaveLength(1);
  expect(stage.posts.ephemerals).toHaveLength(1);
  expect(stage.posts.ephemerals[0]).toMatchObject({ userId: PERSON });
  expect(stage.posts.ephemerals[0]?.message).toContain('"arrived"');
  expect(stage.changesLogged).toMatchObject([{ fields: { outcome: 'arrived' } }]);
  expect(stage.records.stored.size).toBe(0);
});

test('an edit that Mattermost does not answer is made up for', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.posts.faults.add({ call: 'edit', times: 2, error: mattermostError('DeadlineExceeded') });

  const change = await stage.run('stop', [A]);

  expect(lastSaid(stage.posts.only)).toEqual(JSON.parse(JSON.stringify(change)));
  expect(stage.posts.ephemerals).toEqual([]);
});

test('while Mattermost answers no last edit, the person is told once, and the post as soon as it does', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.posts.faults.add({ call: 'edit', error: mattermostError('DeadlineExceeded') });

  await stage.ask('stop', [A]);
  await stage.clock.advance(1_800_000);

  expect(stage.posts.ephemerals).toHaveLength(1);
  expect(stage.records.stored.size).toBe(1);
  stage.posts.faults.clear();
  await stage.clock.until(stage.operations.idle(), 60_000);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect([stage.posts.ephemerals.length, stage.records.stored.size]).toEqual([1, 0]);
});

test('processes that used up all edits without an answer: the next one shows the end nevertheless', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.posts.faults.add({ call: 'edit', error: mattermostError('DeadlineExceeded') });
  await stage.ask('stop', [A]);
  for (let life = 0; life < 5; life += 1) {
    await stage.clock.advance(20_000);
    await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
    stage.newProcess();
    void stage.operations.resume((work) => work(stage.ec2));
  }
  stage.posts.faults.clear();
  await stage.clock.until(stage.operations.idle(), 700_000);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect(stage.records.stored.size).toBe(0);
});

test('a record that is being saved while the last edit is refused does not come back', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  // The first saving puts the post's id into the record.
  stage.records.faults.add({ call: 'replace', after: 1, times: 1, delayMs: 20_000 });
  await stage.ask('stop', [A]);
  stage.posts.only.deleted = true;

  await stage.clock.until(stage.operations.idle(), 60_000);
  await stage.clock.advance(60_000);

  expect(stage.records.stored.size).toBe(0);
});
