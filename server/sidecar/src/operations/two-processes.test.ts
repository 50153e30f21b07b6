/** Two servers on one database, each with its own process of ours. */
import { expect, test } from '@jest/globals';
import { BEAT_MS, LEASE_MS } from './journal.ts';
import type { Operations } from './operations.ts';
import { history, lastSaid, outcomes, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';

function running(movesForMs = 60_000): Stage {
  const stage = new Stage();
  stage.audit.goesTo = { kind: 'channel', id: 'audit' };
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' }, { movesForMs: 3_000 });
  return stage;
}

function watchOver(stage: Stage, operations: Operations): void {
  void operations.watchOver(() => (work) => work(stage.ec2));
}

/** Everything has been told, once. */
function expectToldOnce(stage: Stage): void {
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived', [B]: 'arrived' });
  expect(stage.replies.made).toHaveLength(1);
  expect(stage.audit.made).toHaveLength(1);
  expect(stage.ec2.callsOf('change').map(({ ids }) => ids)).toEqual([[A], [B]]);
  expect(stage.records.stored.size).toBe(0);
}

test("another that starts in the middle leaves to the first what is the first's", async () => {
  const stage = running();
  watchOver(stage, stage.operations);
  await stage.ask('stop', [A, B]);
  await stage.clock.advance(7_000);
  const second = stage.processOf('bridge-2');
  watchOver(stage, second);
  await stage.clock.advance(120_000);
  expectToldOnce(stage);
  expect(history(stage.posts.only).every(({ continued }) => !continued)).toBe(true);
});

test('one that is suspended is followed within the lease, and says nothing when it wakes', async () => {
  const stage = running();
  const second = stage.processOf('bridge-2');
  watchOver(stage, second);
  // Without `watchOver` its records are not renewed: it is as if it slept but for its watching.
  await stage.ask('stop', [A, B]);
  await stage.clock.advance(5_000 + BEAT_MS + LEASE_MS + BEAT_MS);
  const versions = history(stage.posts.only);
  expect(versions.at(-1)?.continued).toBe(true);
  await stage.clock.advance(120_000);
  expectToldOnce(stage);
  const afterTakeOver = history(stage.posts.only).slice(versions.findIndex(({ continued }) => continued));
  expect(afterTakeOver.every(({ continued }) => continued)).toBe(true);
});

test('one that ends in order is followed at once', async () => {
  const stage = running();
  watchOver(stage, stage.operations);
  const second = stage.processOf('bridge-2');
  watchOver(stage, second);
  await stage.ask('stop', [A, B]);
  await stage.clock.advance(7_000);
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  await stage.clock.advance(BEAT_MS);
  expect(lastSaid(stage.posts.only)).toMatchObject({ continued: true });
  await stage.clock.advance(120_000);
  expectToldOnce(stage);
});

test('one that lost an operation before AWS was asked does not ask', async () => {
  const stage = running();
  const second = stage.processOf('bridge-2');
  watchOver(stage, second);
  // The post is made, but it sleeps before it hears of that.
  const create = stage.posts.create.bind(stage.posts);
  stage.posts.create = async (post) => {
    const id = await create(post);
    await stage.clock.sleep(LEASE_MS + 3 * BEAT_MS);
    return id;
  };
  const asking = stage.begin('stop', [A, B]);
  await stage.clock.advance(300_000);
  await asking;
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
  expect(lastSaid(stage.posts.only).lines.map(({ failure }) => failure?.code)).toEqual(['Interrupted', 'Interrupted']);
});
