import { expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { awsError, lostAnswer } from './testing/fake-ec2.ts';
import { lastSaid, outcomes, PERSON, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const C = 'i-0d87e6a1b5c3f2940';

/** A and C may be stopped, B refuses as given. */
function withRefusal(refusal: UpstreamError): Stage {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.ec2.add({ id: B, region: 'eu-1', state: 'running' }, { refusal });
  stage.ec2.add({ id: C, region: 'eu-1', state: 'running' });
  return stage;
}

function asked(stage: Stage): (readonly string[] | undefined)[] {
  return stage.ec2.callsOf('change').map((call) => call.ids);
}

test('what AWS refuses fails alone; its neighbours, changed by the refused request, are not asked again', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));

  const change = await stage.run('stop', [A, B, C]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived', [B]: 'failed', [C]: 'arrived' });
  expect(change.lines[1]).toMatchObject({
    instance: { state: 'running' },
    failure: { code: 'OperationNotPermitted', requestId: 'req-1' },
  });
  expect(asked(stage)).toEqual([[A, B, C], [B]]);
});

test('neighbours that the refused request left alone are asked for one by one', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));
  stage.ec2.faults.add({ call: 'change', times: 1, error: awsError('OperationNotPermitted') });

  const change = await stage.run('stop', [A, B, C]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived', [B]: 'failed', [C]: 'arrived' });
  expect(asked(stage)).toEqual([[A, B, C], [A], [B], [C]]);
});

test('every question to AWS says for whom it is asked', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));

  await stage.run('stop', [A, B, C]);

  const userId = PERSON;
  const changes = stage.ec2.callsOf('change').map((call) => call.requester);
  expect(changes).toEqual([
    { userId, username: 'bob' },
    { userId, username: 'bob' },
  ]);
});

test('each line has the id of the request that AWS accepted for it, and the record keeps it', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));
  stage.ec2.faults.add({ call: 'change', times: 1, error: awsError('OperationNotPermitted') });
  const change = await stage.run('stop', [A, B, C]);
  const [first, , third] = change.lines.map(({ requestId }) => requestId);
  expect([first, third]).toEqual([expect.stringMatching(/^request-\d+$/), expect.stringMatching(/^request-\d+$/)]);
  expect(first).not.toBe(third);
  expect(change.lines[1]?.requestId).toBeUndefined();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  expect((await stage.run('reboot', [A])).lines[0]?.requestId).toMatch(/^request-/);
});

test('the state is read between a refusal of several and asking one by one', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));

  await stage.run('stop', [A, B, C]);

  const changes = stage.ec2.calls.flatMap((call, index) => (call.call === 'change' ? [index] : []));
  const between = stage.ec2.calls.slice(changes[0], changes[1]);
  expect(between.filter((call) => call.call === 'findInstances').map((call) => call.ids)).toEqual([[A, B, C]]);
});

test('when the state cannot be read after a refusal of several nothing is asked again', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));
  stage.ec2.faults.add({ call: 'findInstances', at: 'eu-1', after: 1, times: 3, error: lostAnswer() });

  const change = await stage.run('stop', [A, B, C]);

  expect(asked(stage)).toEqual([[A, B, C]]);
  expect(outcomes(change)).toEqual({ [A]: 'arrived', [B]: 'failed', [C]: 'arrived' });
  expect(change.lines[1]?.failure?.code).toBe('OperationNotPermitted');
});

test.each(['AuthFailure', 'RequestExpired', 'OptInRequired', 'CredentialsUnsupported', 'NotSent'])(
  '%s refuses every instance alike, and is not asked again',
  async (code) => {
    const stage = withRefusal(awsError('OperationNotPermitted'));
    stage.ec2.faults.add({ call: 'change', error: awsError(code, 401) });

    const change = await stage.run('stop', [A, B, C]);

    expect(change.lines.map((line) => [line.outcome, line.failure?.code])).toEqual([
      ['failed', code],
      ['failed', code],
      ['failed', code],
    ]);
    expect(asked(stage)).toEqual([[A, B, C]]);
  },
);

test('a lack of capacity for one is told as such, although its status is that of a fault of AWS', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'stopped' });
  const refusal = awsError('InsufficientInstanceCapacity', 500);
  stage.ec2.add({ id: B, region: 'eu-1', state: 'stopped' }, { refusal });

  const change = await stage.run('start', [A, B]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived', [B]: 'failed' });
  expect(asked(stage)).toEqual([[A, B], [B]]);
});

test('a wrong state is a failed line with the state as it is', async () => {
  const stage = new Stage();
  const refusal = awsError('IncorrectInstanceState');
  stage.ec2.add({ id: A, region: 'eu-1', state: 'pending' }, { refusal });

  const change = await stage.run('stop', [A]);

  expect(change.lines[0]).toMatchObject({
    outcome: 'failed',
    before: 'pending',
    instance: { state: 'pending' },
    failure: { code: 'IncorrectInstanceState' },
  });
});

test.each([
  ['a lost answer', lostAnswer()],
  ['a fault of AWS', awsError('InternalError', 500)],
  ['throttling', awsError('RequestLimitExceeded', 503)],
  ['an error without status', new UpstreamError('aws', 'SomethingNew', 'No status')],
] as const)('after %s nothing is asked again, and EC2 tells what became of each', async (_name, error) => {
  const stage = new Stage();
  for (const id of [A, B]) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', error });

  const pursuit = stage.run('stop', [A, B]);
  await stage.clock.advance(4_000);
  stage.ec2.become(A, 'stopping');
  await stage.clock.advance(6_000);
  stage.ec2.become(A, 'stopped');
  const change = await pursuit;

  expect(asked(stage)).toEqual([[A, B]]);
  expect(change.lines.map((line) => [line.outcome, line.failure?.code])).toEqual([
    ['arrived', undefined],
    ['failed', error.code],
  ]);
});

test('a change that waits a minute for its turn is not given up', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', delayMs: 60_000 + 29_000 });

  const change = await stage.run('stop', [A]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived' });
});

test('a change that was not sent has failed: nothing is watched for it', async () => {
  const stage = new Stage();
  for (const id of [A, B]) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', error: new UpstreamError('aws', 'NotSent', 'Fake full budget') });

  const change = await stage.run('stop', [A, B]);

  expect(change.lines.map((line) => [line.outcome, line.failure?.code])).toEqual([
    ['failed', 'NotSent'],
    ['failed', 'NotSent'],
  ]);
  expect(change.elapsedMs).toBe(0);
  expect(asked(stage)).toEqual([[A, B]]);
});

test('a change that is not answered counts as lost after 100 s', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', hang: true });
  const startedAt = stage.clock.now();

  const change = await stage.run('stop', [A]);

  expect(change.lines[0]).toMatchObject({ outcome: 'failed', failure: { code: 'TimedOut' } });
  expect(stage.clock.now() - startedAt).toBeLessThan(140_000);
  expect(asked(stage)).toEqual([[A]]);
});

test('a region whose change hangs does not delay another', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.ec2.add({ id: B, region: 'us-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', at: 'eu-1', hang: true });

  await stage.ask('stop', [A, B]);
  await stage.clock.advance(12_000);

  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'asked', [B]: 'arrived' });
});

test('an answer lost after the change was made is no reason to ask twice', async () => {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', applied: true, error: lostAnswer() });

  const change = await stage.run('stop', [A]);

  expect(outcomes(change)).toEqual({ [A]: 'arrived' });
  expect(asked(stage)).toEqual([[A]]);
});

test('once the process is ending, those whose turn has not come are not asked for', async () => {
  const stage = new Stage();
  const ids = Array.from({ length: 9 }, (_, index) => `i-0000000${String(index)}`);
  for (const id of ids) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  stage.ec2.faults.add({ call: 'change', times: 1, error: awsError('OperationNotPermitted') });
  stage.ec2.faults.add({ call: 'change', delayMs: 1_000 });
  await stage.ask('stop', ids);
  await stage.clock.advance(500);

  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  await stage.clock.advance(60_000);

  expect(asked(stage)).toEqual([ids, ...ids.slice(0, 5).map((id) => [id])]);
});

test('what AWS says to a change that it does not accept is in the log, with its request id', async () => {
  const stage = withRefusal(awsError('OperationNotPermitted'));

  await stage.run('stop', [A, B, C]);

  const refusal = { verb: 'stop', region: 'eu-1', verdict: 'refused', code: 'OperationNotPermitted' };
  const words = { requestId: 'req-1', status: 400, reason: 'Fake OperationNotPermitted' };
  const message = 'AWS did not accept a change';
  expect(stage.log.filter((line) => line.message === message)).toEqual([
    { level: 'warn', message, fields: { ...refusal, ...words, ids: [A, B, C].join(',') } },
    { level: 'warn', message, fields: { ...refusal, ...words, ids: B } },
  ]);
});
