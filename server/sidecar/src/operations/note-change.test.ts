import { expect, test } from '@jest/globals';
import { crash, resume, survivors } from './testing/crash.ts';
import { awsError } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { SeverableRecords } from './testing/severable-records.ts';
import { lastSaid, PERSON, PLACE, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';

let stage: Stage;

function begin(): Stage {
  stage = new Stage();
  stage.ec2.add({ id: A, name: 'web-1', region: 'eu-1', state: 'running' });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' }, { refusal: awsError('OperationNotPermitted') });
  return stage;
}

test('a change is noted once: who, where, which instances, what became of each, and the request ids', async () => {
  begin();
  const at = stage.clock.now();
  await stage.run('stop', [A, B]);
  expect(stage.trail.changes).toEqual([
    {
      kind: 'change',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      at,
      personId: PERSON,
      username: 'bob',
      channelId: PLACE.channelId,
      verb: 'stop',
      force: false,
      hibernate: false,
      dryRun: false,
      instances: [
        { id: A, name: 'web-1', region: 'eu-1', outcome: 'arrived', code: undefined },
        { id: B, name: undefined, region: 'us-1', outcome: 'failed', code: 'OperationNotPermitted' },
      ],
      leftOut: 0,
      tookMs: expect.any(Number),
      requestIds: [expect.stringMatching(/^request-/), 'req-1'],
      end: undefined,
    },
  ]);
  expect(stage.trail.refusals).toEqual([]);
});

test('also where nothing was to be done', async () => {
  begin();
  await stage.run('start', [A]);
  expect(stage.trail.changes).toMatchObject([{ verb: 'start', instances: [{ outcome: 'already' }], requestIds: [] }]);
});

test('also when somebody deleted its post', async () => {
  begin();
  const answer = await stage.ask('stop', [A]);
  stage.posts.only.deleted = true;
  if (answer.kind === 'begun') await stage.clock.until(answer.ended, 700_000);
  expect(stage.trail.changes).toMatchObject([{ instances: [{ id: A, outcome: 'arrived' }] }]);
});

test('what this process leaves to the next is noted as that, and by the next as it ended, with the request ids', async () => {
  begin();
  await stage.ask('stop', [A]);
  await stage.clock.advance(1_000);
  await stage.clock.until(stage.operations.shutdown(2_800), 3_000);
  expect(stage.trail.changes).toMatchObject([{ end: 'shutdown', instances: [{ outcome: 'moving' }] }]);
  stage.newProcess();
  await stage.clock.until(
    stage.operations.resume((work) => work(stage.ec2)),
    700_000,
  );
  const [left, ended] = stage.trail.changes;
  expect(ended).toMatchObject({ id: left?.id, at: left?.at, end: undefined, instances: [{ outcome: 'arrived' }] });
  expect(ended?.requestIds).toEqual([expect.stringMatching(/^request-/)]);
  expect(ended?.requestIds).toEqual(left?.requestIds);
  expect(stage.trail.audited).toEqual([ended]);
  expect(stage.changesLogged.map(({ message, fields }) => [message, fields['outcome']])).toEqual([
    ['Change of instances left to the next process', 'shutdown'],
    ['Change of instances', 'arrived'],
  ]);
});

test('its record stays until it is kept', async () => {
  begin();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  stage.trail.kept = promise;
  await stage.ask('stop', [A]);
  await stage.clock.advance(60_000);
  expect(stage.trail.changes).toHaveLength(1);
  expect(stage.records.stored.size).toBe(1);
  resolve(undefined);
  await stage.clock.until(stage.operations.idle(), 1_000);
  expect(stage.records.stored.size).toBe(0);
});

test('one whose process is killed while its end is told is in the logs once, and in the history by the same id', async () => {
  begin();
  stage.ec2.add({ id: A, name: 'web-1', region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  stage.replies.faults.add({ call: 'make', hang: true });
  const next = await crash(stage, 60_000, [A]);
  expect([stage.changesLogged.length, stage.trail.audited.length]).toEqual([1, 1]);
  await resume(next);
  expect(next.replies.made).toHaveLength(1);
  expect([next.changesLogged, next.trail.audited]).toEqual([[], []]);
  expect(next.trail.changes.map(({ id }) => id)).toEqual(stage.trail.changes.map(({ id }) => id));
  expect(next.records.stored.size).toBe(0);
});

test('one of which the record could not say at once that it is in the logs says so later', async () => {
  begin();
  stage.ec2.add({ id: A, name: 'web-1', region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  void stage.operations.watchOver(() => (work) => work(stage.ec2));
  const replace = stage.records.replace.bind(stage.records);
  stage.records.replace = async (...asked) => {
    if (stage.changesLogged.length === 0) return await replace(...asked);
    stage.records.replace = replace;
    throw mattermostError('DeadlineExceeded');
  };
  stage.replies.faults.add({ call: 'make', error: mattermostError('DeadlineExceeded') });
  await stage.ask('stop', [A]);
  await stage.clock.advance(120_000);
  await stage.clock.until(stage.operations.shutdown(2_800), 3_000);
  stage.replies.faults.clear();
  const next = survivors(stage);
  await resume(next);
  expect(next.replies.made).toHaveLength(1);
  expect([stage.changesLogged.length, stage.trail.audited.length]).toEqual([1, 1]);
  expect([next.changesLogged, next.trail.audited]).toEqual([[], []]);
});

test('one that ends when its day is over is told nevertheless, also where the store is away at first', async () => {
  begin();
  const records = new SeverableRecords(stage.records);
  stage.operations = stage.processOf('bridge-1', records);
  stage.ec2.add({ id: A, name: 'web-1', region: 'eu-1', state: 'running' }, { movesForMs: 60_000 });
  void stage.operations.watchOver(() => (work) => work(stage.ec2));
  await stage.ask('stop', [A]);
  await stage.clock.advance(5_000);
  // The machine sleeps, or its clock is set.
  const now = stage.clock.now.bind(stage.clock);
  stage.clock.now = () => now() + 90_000_000;
  for (const [key, record] of stage.records.stored) {
    stage.records.stored.set(key, { ...record, expiresAt: record.expiresAt + 90_000_000 });
  }
  records.isCutOff = true;
  await stage.clock.advance(20_000);
  records.isCutOff = false;
  await stage.clock.advance(300_000);
  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'arrived' }]);
  expect([stage.changesLogged.length, stage.trail.audited.length, stage.replies.made.length]).toEqual([1, 1, 1]);
  expect(stage.records.stored.size).toBe(0);
});

test('what was not begun is a refusal, also when its post turns up', async () => {
  begin();
  stage.posts.faults.add({ call: 'create', times: 1, applied: true, error: mattermostError('DeadlineExceeded') });
  await stage.ask('stop', [A]);
  await stage.clock.until(stage.operations.idle(), 120_000);
  expect(stage.trail.refusals).toEqual([
    { personId: PERSON, username: 'bob', channelId: PLACE.channelId, verb: 'stop', words: [A], reason: 'not-begun' },
  ]);
  expect(stage.trail.changes).toEqual([]);
});
