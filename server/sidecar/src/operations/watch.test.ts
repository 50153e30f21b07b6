import { expect, test } from '@jest/globals';
import { awsError, lostAnswer } from './testing/fake-ec2.ts';
import { history, lastSaid, outcomes, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';

test('the looks come after 1 s at first, then ever more seldom, down to one in 5 s', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 40_000 });
  await stage.ask('stop', [A]);
  const startedAt = stage.clock.now();
  const before = stage.ec2.calls.length;

  await stage.clock.until(stage.operations.idle(), 60_000);

  const looks = stage.ec2.calls.slice(before).filter((call) => call.call === 'findInstances');
  const pauses = looks.map((call, index) => call.at - (looks[index - 1]?.at ?? startedAt));
  expect(pauses.slice(0, 6)).toEqual([1_000, 1_500, 2_250, 3_375, 5_000, 5_000]);
  expect(Math.max(...pauses)).toBe(5_000);
});

test('all open instances of a region are looked at by one call, those that arrived no longer', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 2_000 });
  stage.ec2.add({ id: B, region: 'eu-1', state: 'running' }, { movesForMs: 8_000 });
  await stage.ask('stop', [A, B]);
  const before = stage.ec2.calls.length;

  await stage.clock.until(stage.operations.idle(), 60_000);

  const looks = stage.ec2.calls.slice(before).filter((call) => call.call === 'findInstances');
  expect(looks.map((call) => call.ids)).toEqual([[A, B], [A, B], [B], [B]]);
});

test('the record shows what the post shows, and never lives longer than a day', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 60_000 });
  const startedAt = stage.clock.now();

  await stage.ask('stop', [A]);
  await stage.clock.advance(30_000);

  const [record] = stage.records.stored.values();
  expect(JSON.parse(record?.json ?? '')).toMatchObject({ lines: lastSaid(stage.posts.only).lines });
  expect(record?.expiresAt).toBeLessThanOrEqual(startedAt + 86_400_000);
});

test('nothing is left running after the end', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });

  await stage.run('stop', [A]);

  expect(stage.clock.sleeping).toBe(0);
});

test('looks that fail are repeated', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  await stage.ask('stop', [A]);
  stage.ec2.faults.add({ call: 'findInstances', times: 4, error: lostAnswer() });
  stage.ec2.faults.add({ call: 'findInstances', times: 1, hang: true });

  await stage.clock.until(stage.operations.idle(), 120_000);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
});

test('after 10 minutes the watch ends with what it last saw', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 3_600_000 });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' });
  const startedAt = stage.clock.now();

  const change = await stage.run('stop', [A, B]);

  expect(stage.clock.now() - startedAt).toBe(600_000);
  expect(change).toMatchObject({ watchEnd: 'limit', elapsedMs: 600_000 });
  expect(outcomes(change)).toEqual({ [A]: 'moving', [B]: 'arrived' });
  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'limit' });
  expect(stage.records.stored.size).toBe(0);
  expect(stage.changesLogged).toMatchObject([{ fields: { outcome: 'limit' } }]);
});

test('a change that EC2 never shows, since it cannot be read, ends by the limit and not as an arrival', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  await stage.ask('stop', [A]);
  stage.ec2.faults.add({ call: 'findInstances', error: lostAnswer() });

  await stage.clock.until(stage.operations.idle(), 700_000);

  expect(lastSaid(stage.posts.only)).toMatchObject({ watchEnd: 'limit', lines: [{ outcome: 'moving' }] });
});

test('a start that AWS gives up on the way has failed', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 4_000, endsIn: 'stopped' });

  const change = await stage.run('start', [A]);

  expect(change.lines[0]).toMatchObject({
    outcome: 'failed',
    instance: { state: 'stopped' },
    failure: { code: 'WentElsewhere' },
  });
  expect(change.elapsedMs).toBeLessThan(20_000);
});

test('a start that AWS gives up before anybody looks has failed too', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 100, endsIn: 'stopped' });

  const change = await stage.run('start', [A]);

  expect(change.lines[0]).toMatchObject({
    outcome: 'failed',
    instance: { state: 'stopped' },
    failure: { code: 'NotMoved' },
  });
  expect(change.elapsedMs).toBeLessThan(40_000);
});

test('an instance that is terminated meanwhile has failed', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 4_000, endsIn: 'shutting-down' });

  const change = await stage.run('start', [A]);

  expect(change.lines[0]).toMatchObject({ outcome: 'failed', instance: { state: 'shutting-down' } });
});

test('an instance that EC2 does not show any longer has failed, but not at once', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 60_000 });
  await stage.ask('stop', [A]);
  await stage.clock.advance(5_000);
  stage.ec2.remove(A);
  await stage.clock.advance(10_000);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'moving' });

  await stage.clock.until(stage.operations.idle(), 120_000);

  expect(lastSaid(stage.posts.only).lines[0]).toMatchObject({
    outcome: 'failed',
    failure: { code: 'Gone' },
  });
});

test('answers from the past neither fail a change nor turn the post back', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 6_000, staleForMs: 8_000 });

  const change = await stage.run('start', [A]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived' });
  const states = history(stage.posts.only).map((version) => version.lines[0]?.instance.state);
  expect(states).toEqual(['stopped', 'pending', 'running']);
});

test('a start that has arrived waits a little for its public address, and shows it', async () => {
  const stage = new Stage();
  const behaviour = { movesForMs: 3_000, addressAfterMs: 5_000 };
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, behaviour);

  const change = await stage.run('start', [A]);

  expect(change.lines[0]).toMatchObject({ outcome: 'arrived', instance: { publicAddress: '203.0.113.2' } });
  expect(lastSaid(stage.posts.only).lines[0]?.instance.publicAddress).toBe('203.0.113.2');
  expect(change.lines[0]?.tookMs).toBeLessThan(8_000);
});

test('a start without a public address ends all the same, at most 10 s later', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' }, { movesForMs: 20_000, addressAfterMs: Infinity });
  const startedAt = stage.clock.now();

  const change = await stage.run('start', [A]);

  expect(change.lines[0]).toMatchObject({ outcome: 'arrived' });
  expect(stage.clock.now() - startedAt - (change.lines[0]?.tookMs ?? 0)).toBeLessThanOrEqual(10_000);
  expect(change.elapsedMs).toBe(change.lines[0]?.tookMs);
});

test('a stop does not wait for addresses', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  const startedAt = stage.clock.now();

  const change = await stage.run('stop', [A]);

  expect(stage.clock.now() - startedAt).toBe(change.lines[0]?.tookMs);
});

test('looks that fail again and again for one reason are one log line, in its words', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  stage.ec2.faults.add({ call: 'findInstances', at: 'eu-1', after: 1, times: 3, error: lostAnswer() });
  stage.ec2.faults.add({ call: 'findInstances', at: 'eu-1', after: 1, times: 1, error: awsError('AuthFailure', 401) });

  const change = await stage.run('stop', [A]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived' });
  const message = 'A look at instances failed';
  expect(stage.log.filter((line) => line.message === message)).toEqual([
    { level: 'warn', message, fields: { region: 'eu-1', code: 'Unreachable', reason: 'Fake lost answer' } },
    {
      level: 'warn',
      message,
      fields: { region: 'eu-1', code: 'AuthFailure', requestId: 'req-1', status: 401, reason: 'Fake AuthFailure' },
    },
  ]);
});
