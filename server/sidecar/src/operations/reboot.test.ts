/** A reboot leaves no trace in EC2: what is not answered can be neither looked up nor asked again. */
import { expect, test } from '@jest/globals';
import { survivors } from './testing/crash.ts';
import { awsError, lostAnswer } from './testing/fake-ec2.ts';
import { history, lastSaid, outcomes, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const C = 'i-0f3a8f0c2b7d41e95';

function stageOf(...ids: readonly string[]): Stage {
  const stage = new Stage();
  for (const id of ids) stage.ec2.add({ id, region: 'eu-1', state: 'running' });
  return stage;
}

/** The ids of each call, one after another. */
function told(stage: Stage): (readonly string[] | undefined)[] {
  return stage.ec2.callsOf('reboot').map(({ ids }) => ids);
}

/** How often EC2 was read after it was told: nothing that it shows could say more. */
function readAfterwards(stage: Stage): number {
  const { calls } = stage.ec2;
  const first = calls.findIndex(({ call }) => call === 'reboot');
  return calls.slice(first).filter(({ call }) => call === 'findInstances').length;
}

test('is told once, has arrived then, and is not watched', async () => {
  const stage = stageOf(A, B);
  const end = await stage.run('reboot', [A, B]);
  expect(end.lines).toMatchObject([
    { outcome: 'arrived', instance: { state: 'running' } },
    { outcome: 'arrived', instance: { state: 'running' } },
  ]);
  expect([told(stage), readAfterwards(stage)]).toEqual([[[A, B]], 0]);
  expect(stage.records.stored.size).toBe(0);
});

test('of several of which AWS refuses one is told one by one, and the others go', async () => {
  const stage = stageOf(A, C);
  stage.ec2.add({ id: B, region: 'eu-1', state: 'running' }, { refusal: awsError('UnauthorizedOperation', 403) });
  const end = await stage.run('reboot', [A, B, C]);
  expect(outcomes(end)).toEqual({ [A]: 'arrived', [B]: 'failed', [C]: 'arrived' });
  expect([told(stage), readAfterwards(stage)]).toEqual([[[A, B, C], [A], [B], [C]], 0]);
});

test('whose answer is lost is told as that, and AWS is not asked again', async () => {
  const stage = stageOf(A, B);
  stage.ec2.faults.add({ call: 'reboot', applied: true, error: lostAnswer() });
  const end = await stage.run('reboot', [A, B]);
  expect(end.lines).toMatchObject([
    { outcome: 'failed', failure: { code: 'Unreachable' } },
    { outcome: 'failed', failure: { code: 'Unreachable' } },
  ]);
  expect([told(stage), readAfterwards(stage)]).toEqual([[[A, B]], 0]);
});

test('of what does not run is not asked of AWS', async () => {
  const stage = stageOf();
  for (const [id, state] of [[A, 'stopped'] as const, [B, 'pending'] as const]) {
    stage.ec2.add({ id, region: 'eu-1', state });
  }
  expect(outcomes(await stage.run('reboot', [A, B]))).toEqual({ [A]: 'unfit', [B]: 'unfit' });
  expect(told(stage)).toEqual([]);
});

test('in which the process dies is ended by the next one, which neither asks nor looks nor claims anything', async () => {
  const first = stageOf(A);
  first.ec2.faults.add({ call: 'reboot', applied: true, hang: true });
  first.begin('reboot', [A]).catch(() => undefined);
  await first.clock.advance(3_000);
  expect(told(first)).toEqual([[A]]);

  const stage = survivors(first);
  await stage.clock.until(
    stage.operations.resume((work) => work(stage.ec2)),
    700_000,
  );
  expect(lastSaid(stage.posts.only)).toMatchObject({
    continued: true,
    lines: [{ outcome: 'failed', failure: { code: 'Interrupted' } }],
  });
  expect(history(stage.posts.only).flatMap(({ lines }) => lines.map(({ outcome }) => outcome))).not.toContain(
    'arrived',
  );
  expect(stage.ec2.calls).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});
