import { expect, test } from '@jest/globals';
import { survivors } from './testing/crash.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { lastSaid, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const LOST = mattermostError('DeadlineExceeded');

/** A stage on which the answer to the making of a post is lost. `applied`: whether the post was made nevertheless. */
function losing(applied: boolean): Stage {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.posts.faults.add({ call: 'create', applied, error: LOST });
  return stage;
}

/** Asks for a change that is not begun, and lets all that goes on after the answer come to its end. */
async function notBegun(stage: Stage): Promise<void> {
  expect(await stage.ask('stop', [A])).toEqual({
    kind: 'not-begun',
    failure: { code: 'DeadlineExceeded', requestId: undefined },
  });
  await stage.clock.until(stage.operations.idle(), 120_000);
  expect(stage.ec2.callsOf('change')).toEqual([]);
}

test('a post that was made nevertheless ends as failed, without a restart', async () => {
  const stage = losing(true);

  await notBegun(stage);

  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'NotRecorded' } }]);
  expect(stage.records.stored.size).toBe(0);
});

test('the person is answered at once, before it is known what became of the post', async () => {
  const stage = losing(false);
  const startedAt = stage.clock.now();

  await stage.ask('stop', [A]);

  expect(stage.clock.now()).toBe(startedAt);
});

test('a post that is made late ends as failed as well', async () => {
  const stage = losing(false);
  await stage.ask('stop', [A]);
  const [key = ''] = stage.records.stored.keys();
  await stage.clock.advance(30_000);
  const record = (await stage.records.get(key)) as { operationId: string; head: object };
  stage.posts.faults.clear();
  const message = JSON.stringify({ head: record.head, change: { lines: [{ outcome: 'asked' }] } });
  await stage.posts.create({ channelId: 'channel-1', rootId: '', message, operationId: record.operationId });

  await stage.clock.until(stage.operations.idle(), 60_000);

  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'NotRecorded' } }]);
  expect(stage.records.stored.size).toBe(0);
});

test('of a post that was not made nothing is left', async () => {
  const stage = losing(false);

  await notBegun(stage);

  expect(stage.posts.posts).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});

test('a search that is not answered is repeated', async () => {
  const stage = losing(true);
  stage.posts.faults.add({ call: 'findByOperation', times: 2, error: LOST });

  await notBegun(stage);

  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'failed' }]);
});

test('while no search is answered it is repeated', async () => {
  const stage = losing(true);
  stage.posts.faults.add({ call: 'findByOperation', error: LOST });
  await stage.ask('stop', [A]);
  await stage.clock.advance(600_000);
  expect(stage.records.stored.size).toBe(1);

  stage.posts.faults.clear();
  await stage.clock.until(stage.operations.idle(), 120_000);

  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'NotRecorded' } }]);
  expect(stage.records.stored.size).toBe(0);
});

test('when no search is answered to the end of the process, the next one finds the post', async () => {
  const stage = losing(true);
  stage.posts.faults.add({ call: 'findByOperation', error: LOST });
  await stage.ask('stop', [A]);
  await stage.clock.advance(600_000);
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(stage.records.stored.size).toBe(1);
  const next = survivors(stage);
  await next.clock.until(
    next.operations.resume((work) => work(next.ec2)),
    60_000,
  );
  expect(lastSaid(next.posts.only).lines).toMatchObject([{ outcome: 'failed', failure: { code: 'Interrupted' } }]);
  expect(next.records.stored.size).toBe(0);
});

test('a process that ends meanwhile does not wait, and leaves the record to the next one', async () => {
  const stage = losing(false);
  await stage.ask('stop', [A]);
  await stage.clock.advance(1_000);
  const startedAt = stage.clock.now();

  expect(await stage.clock.until(stage.operations.shutdown(3_000), 5_000)).toBe(true);

  expect(stage.clock.now()).toBe(startedAt);
  expect(stage.records.stored.size).toBe(1);
});

test('a record whose making was not answered is removed, or the next process would make a post of it', async () => {
  const stage = losing(false);
  stage.records.faults.add({ call: 'insert', applied: true, error: LOST });

  await notBegun(stage);

  expect(stage.posts.posts).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});
