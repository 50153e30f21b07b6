import { expect, test } from '@jest/globals';
import { crash } from './testing/crash.ts';
import { awsError } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { history, lastSaid, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';

function running(movesForMs = 20_000): Stage {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' }, { movesForMs: 3_000 });
  return stage;
}

test('an orderly end: every open post says so within the time given, and the records stay', async () => {
  const stage = running();
  await stage.ask('stop', [A]);
  await stage.ask('stop', [B]);
  await stage.clock.advance(1_200);
  const startedAt = stage.clock.now();

  const done = await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(done).toBe(true);
  expect(stage.clock.now()).toBe(startedAt);
  for (const post of stage.posts.posts) {
    expect(lastSaid(post)).toMatchObject({ watchEnd: 'shutdown', lines: [{ instance: { state: 'stopping' } }] });
  }
  expect(stage.records.stored.size).toBe(2);
  expect(stage.changesLogged.map((line) => line.fields['outcome'])).toEqual(['shutdown', 'shutdown']);
});

test('what has arrived but still waits for an address is over, not stopped', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 2_000, addressAfterMs: Infinity });
  await stage.ask('start', [A]);
  await stage.clock.advance(2_600);

  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(lastSaid(stage.posts.only).watchEnd).toBeUndefined();
  expect(lastSaid(stage.posts.only)).toMatchObject({ lines: [{ outcome: 'arrived' }] });
  expect(stage.records.stored.size).toBe(0);
});

test('an operation that is being taken up when the process ends is left to the next one', async () => {
  const stage = await crash(running(), 4_000, [A]);
  // Of the two writes when it is taken up: that it is ours now, and how many edits are left.
  stage.records.faults.add({ call: 'replace', after: 1, times: 1, delayMs: 500 });
  const resuming = stage.operations.resume((work) => work(stage.ec2));
  await stage.clock.advance(100);

  const done = await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  await resuming;
  expect(done).toBe(true);
  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'shutdown' });
  expect(stage.records.stored.size).toBe(1);
});

test('a process that ends before the records of an earlier one are read leaves them, which is no error', async () => {
  const stage = await crash(running(), 4_000, [A]);
  stage.records.faults.add({ call: 'keys', times: 1, error: mattermostError('DeadlineExceeded') });
  const resuming = stage.operations.resume((work) => work(stage.ec2));
  await stage.clock.advance(100);

  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  await resuming;
  expect(stage.records.stored.size).toBe(1);
  expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
});

test('after an orderly end the next process goes on', async () => {
  const stage = running();
  await stage.ask('stop', [A]);
  await stage.clock.advance(4_000);
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  stage.newProcess();

  await stage.clock.until(
    stage.operations.resume((work) => work(stage.ec2)),
    700_000,
  );

  const texts = history(stage.posts.only);
  expect(texts.map((text) => text.watchEnd)).toContain('shutdown');
  expect(texts.at(-1)).toMatchObject({ continued: true, lines: [{ outcome: 'arrived' }] });
  expect(texts.at(-1)?.watchEnd).toBeUndefined();
  expect(stage.ec2.callsOf('change')).toHaveLength(1);
});

test('an orderly end does not wait longer than it may for Mattermost', async () => {
  const stage = running();
  await stage.ask('stop', [A]);
  stage.posts.faults.add({ call: 'edit', hang: true });

  const done = await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(done).toBe(false);
});

test('an orderly end tries each last edit once', async () => {
  const stage = running();
  await stage.ask('stop', [A]);
  stage.posts.faults.add({ call: 'edit', error: mattermostError('DeadlineExceeded') });
  const startedAt = stage.clock.now();

  const done = await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(done).toBe(true);
  expect(stage.clock.now()).toBe(startedAt);
  expect(stage.records.stored.size).toBe(1);
});

test.each(['insert', 'create', 'replace'] as const)(
  'AWS is not asked when the process ends during `%s`, and nothing is left open',
  async (call) => {
    const stage = running();
    stage.records.faults.add({ call, delayMs: 500 });
    stage.posts.faults.add({ call, delayMs: 500 });
    const asking = stage.begin('stop', [A]);
    await stage.clock.advance(100);

    const done = await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
    const answer = await asking;

    expect(done).toBe(true);
    expect(stage.ec2.callsOf('change')).toEqual([]);
    expect(stage.records.stored.size).toBe(0);
    expect(answer.kind).toBe(call === 'insert' ? 'not-begun' : 'begun');
    for (const post of stage.posts.posts) {
      expect(lastSaid(post).lines[0]).toMatchObject({ failure: { code: 'NotAsked' } });
    }
  },
);

test('no change is taken any more once the process is ending', async () => {
  const stage = running();
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(await stage.ask('stop', [A])).toMatchObject({ kind: 'not-begun' });
  expect(stage.ec2.callsOf('change')).toEqual([]);
});

test('once the process is ending, nothing is asked one by one any more', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { refusal: awsError('OperationNotPermitted') });
  stage.ec2.add({ id: B, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', times: 1, delayMs: 1_000, error: awsError('OperationNotPermitted') });
  await stage.ask('stop', [A, B]);
  await stage.clock.advance(500);

  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  await stage.clock.advance(60_000);

  expect(stage.ec2.callsOf('change')).toHaveLength(1);
  expect(stage.ec2.state(B)).toBe('running');
});
