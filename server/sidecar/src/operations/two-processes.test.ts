/** Two servers on one database, each with its own process of ours. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { BEAT_MS, LEASE_MS } from './journal.ts';
import type { Operations } from './operations.ts';
import { awsError } from './testing/fake-ec2.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { crash } from './testing/crash.ts';
import { SeverableRecords } from './testing/severable-records.ts';
import { history, lastSaid, outcomes, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const C = 'i-0d87e6a1b5c3f2940';

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

/** A stage whose only process can be cut off from the store. */
function severable(): { readonly stage: Stage; readonly records: SeverableRecords } {
  const stage = running();
  const records = new SeverableRecords(stage.records);
  stage.operations = stage.processOf('bridge-1', records);
  watchOver(stage, stage.operations);
  return { stage, records };
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

describe('one that is cut off from the store while another takes over', () => {
  const SLOW_MS = 55_000;
  let stage: Stage;
  let records: SeverableRecords;

  beforeEach(() => {
    stage = running();
    records = new SeverableRecords(stage.records);
    stage.operations = stage.processOf('bridge-1', records);
    for (const operations of [stage.operations, stage.processOf('bridge-2')]) watchOver(stage, operations);
  });

  const saidOfFirst = (): unknown => lastSaid(stage.posts.only).lines[0];

  async function expectNotAsked(calls: number): Promise<void> {
    records.isCutOff = true;
    await stage.clock.advance(SLOW_MS - 10_000);
    expect(saidOfFirst()).toMatchObject({ failure: { code: 'Interrupted' } });
    expect(stage.records.stored.size).toBe(0);
    await stage.clock.advance(20_000);
    records.isCutOff = false;
    await stage.clock.advance(120_000);
    expect(stage.ec2.callsOf('change')).toHaveLength(calls);
    expect(saidOfFirst()).toMatchObject({ failure: { code: 'Interrupted' }, instance: { state: 'running' } });
    expect([stage.replies.made.length, stage.changesLogged.length, stage.trail.audited.length]).toEqual([1, 1, 1]);
  }

  test('does not send what waited for its turn, or for credentials', async () => {
    stage.ec2.faults.add({ call: 'send', delayMs: SLOW_MS });
    await stage.ask('stop', [A]);
    await expectNotAsked(0);
  });

  test('does not ask one by one when several were refused', async () => {
    stage.ec2.add({ id: C, region: 'eu-1', state: 'running' });
    stage.ec2.faults.add({ call: 'change', delayMs: SLOW_MS, error: awsError('OperationNotPermitted') });
    await stage.ask('stop', [A, C]);
    await expectNotAsked(1);
  });
});

test('one that was cut off for long while nobody took over asks the store first, and goes on', async () => {
  const { stage, records } = severable();
  stage.ec2.faults.add({ call: 'send', delayMs: 31_000 });
  await stage.ask('stop', [A]);
  records.isCutOff = true;
  await stage.clock.advance(30_500);
  records.isCutOff = false;
  await stage.clock.advance(200_000);
  expect(stage.ec2.callsOf('change')).toHaveLength(1);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect(stage.records.stored.size).toBe(0);
});

test('one that is cut off when its change is to be sent does not send it, and says so when it can', async () => {
  const { stage, records } = severable();
  stage.ec2.faults.add({ call: 'send', delayMs: 31_000 });
  await stage.ask('stop', [A]);
  records.isCutOff = true;
  await stage.clock.advance(60_000);
  records.isCutOff = false;
  await stage.clock.advance(120_000);
  expect(stage.ec2.callsOf('change')).toEqual([]);
  expect(lastSaid(stage.posts.only)).toMatchObject({
    continued: false,
    lines: [{ outcome: 'failed', failure: { code: 'NotAsked' }, instance: { state: 'running' } }],
  });
  expect(stage.records.stored.size).toBe(0);
});

test('what was refused together with others, and may not be asked for alone any longer, keeps that refusal', async () => {
  const { stage, records } = severable();
  stage.ec2.add({ id: C, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', delayMs: 31_000, error: awsError('OperationNotPermitted') });
  await stage.ask('stop', [A, C]);
  records.isCutOff = true;
  await stage.clock.advance(60_000);
  records.isCutOff = false;
  await stage.clock.advance(120_000);
  expect(stage.ec2.callsOf('change')).toHaveLength(1);
  const { lines } = lastSaid(stage.posts.only);
  expect(lines.map(({ failure }) => failure?.code)).toEqual(['OperationNotPermitted', 'OperationNotPermitted']);
});

test('one that cannot remove a record is not followed, and says so once', async () => {
  const stage = running();
  for (const operations of [stage.operations, stage.processOf('bridge-2')]) watchOver(stage, operations);
  stage.records.faults.add({ call: 'remove', error: mattermostError('DeadlineExceeded') });
  await stage.ask('stop', [A, B]);
  await stage.clock.advance(120_000);
  expect(stage.records.stored.size).toBe(1);
  stage.records.faults.clear();
  await stage.clock.advance(BEAT_MS);
  expectToldOnce(stage);
  expect(stage.log.filter(({ level }) => level !== 'info').map(({ message }) => message)).toEqual([
    'Record of an operation cannot be removed',
  ]);
});

test('one that looks for the post in vain, loses it and takes it over again goes on with it once', async () => {
  const first = running();
  first.records.faults.add({ call: 'replace', hang: true });
  const stage = await crash(first, 100, [A]);
  stage.audit.goesTo = { kind: 'channel', id: 'audit' };
  stage.posts.faults.add({ call: 'findByOperation', error: mattermostError('DeadlineExceeded') });
  const [ours, theirs] = [new SeverableRecords(stage.records), new SeverableRecords(stage.records)];
  watchOver(stage, stage.processOf('bridge-1', ours));
  watchOver(stage, stage.processOf('bridge-2', theirs));
  const owner = (): unknown => JSON.parse([...stage.records.stored.values()][0]?.json ?? '{}');
  await stage.clock.advance(2_000);
  ours.isCutOff = true;
  await stage.clock.advance(40_000);
  expect(owner()).toMatchObject({ owner: 'bridge-2' });
  theirs.isCutOff = true;
  ours.isCutOff = false;
  await stage.clock.advance(40_000);
  expect(owner()).toMatchObject({ owner: 'bridge-1' });
  stage.posts.faults.clear();
  await stage.clock.advance(200_000);
  expect(lastSaid(stage.posts.only).lines).toMatchObject([{ failure: { code: 'Interrupted' } }]);
  expect([stage.replies.made.length, stage.audit.made.length, stage.changesLogged.length]).toEqual([1, 1, 1]);
  expect([stage.ec2.callsOf('change'), stage.records.stored.size]).toEqual([[], 0]);
});
