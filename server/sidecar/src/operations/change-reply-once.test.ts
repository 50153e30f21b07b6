import { expect, test } from '@jest/globals';
import { mattermostError } from './testing/fake-posts.ts';
import { crash, survivors } from './testing/crash.ts';
import { lastSaid, outcomes, repliedWith, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';

/** A stage with a machine that takes its time to stop. */
function running(): Stage {
  const stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  return stage;
}

async function resume(stage: Stage): Promise<void> {
  await stage.clock.until(
    stage.operations.resume((work) => work(stage.ec2)),
    700_000,
  );
}

/** Moves the clock until the post says that all is over, and not much further. */
async function untilShown(on: Stage): Promise<void> {
  for (let tried = 0; outcomes(lastSaid(on.posts.only))[A] !== 'arrived'; tried += 1) {
    if (tried === 100) throw new Error('The post never told the end');
    await on.clock.advance(500);
  }
}

/** What became of each instance, as the only reply says. */
function told(stage: Stage): Record<string, string> {
  return outcomes(repliedWith(stage.replies.only.message).change);
}

test('a process that ends does not reply; the next one does', async () => {
  const stage = running();
  await stage.ask('stop', [A]);
  await stage.clock.advance(18_000);
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  expect(stage.replies.made).toEqual([]);

  stage.newProcess();
  await resume(stage);

  expect(told(stage)).toEqual({ [A]: 'arrived' });
});

test('a process that died after the reply: the next one finds it, and makes no other', async () => {
  const first = running();
  first.records.faults.add({ call: 'remove', hang: true });
  const stage = await crash(first, 40_000, [A]);
  expect(stage.replies.made).toHaveLength(1);

  await resume(stage);

  expect(stage.replies.made).toHaveLength(1);
  expect(stage.posts.ephemerals).toEqual([]);
  expect(stage.records.stored.size).toBe(0);
});

test('a process that died between the last edit and the reply: the next one makes it', async () => {
  const first = running();
  first.replies.faults.add({ call: 'make', hang: true });
  const stage = await crash(first, 40_000, [A]);
  expect(outcomes(lastSaid(stage.posts.only))).toEqual({ [A]: 'arrived' });
  expect(stage.replies.made).toEqual([]);

  await resume(stage);

  expect(told(stage)).toEqual({ [A]: 'arrived' });
  expect(stage.records.stored.size).toBe(0);
});

test('one whose making is not answered is looked for, and not made again when it is there', async () => {
  const stage = running();
  stage.replies.faults.add({ call: 'make', applied: true, error: mattermostError('DeadlineExceeded') });

  await stage.run('stop', [A]);

  expect(stage.replies.made).toHaveLength(1);
  expect(stage.records.stored.size).toBe(0);
});

test('one that did not come about is made again, once it is sure', async () => {
  const stage = running();
  stage.replies.faults.add({ call: 'make', times: 1, error: mattermostError('DeadlineExceeded') });

  await stage.run('stop', [A]);

  const lastEdit = stage.posts.only.versions.at(-1)?.at ?? 0;
  expect(stage.replies.only.at - lastEdit).toBe(37_000);
  expect(stage.records.stored.size).toBe(0);
});

test('one of which Mattermost does not say whether it is there is looked for, and left to the next process', async () => {
  const stage = running();
  stage.replies.faults.add({ call: 'make', applied: true, error: mattermostError('DeadlineExceeded') });
  stage.replies.faults.add({ call: 'find', error: mattermostError('DeadlineExceeded') });

  await stage.ask('stop', [A]);
  await stage.clock.advance(600_000);
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  expect(stage.records.stored.size).toBe(1);
  const next = survivors(stage);
  await resume(next);

  expect(next.replies.made).toHaveLength(1);
  expect(next.records.stored.size).toBe(0);
});

test('the search for it does not keep the process from ending', async () => {
  const stage = running();
  stage.replies.faults.add({ call: 'make', error: mattermostError('DeadlineExceeded') });
  await stage.ask('stop', [A]);
  await stage.clock.advance(35_000);

  const done = await stage.clock.until(stage.operations.shutdown(3_000), 3_000);

  expect(done).toBe(true);
  expect(stage.records.stored.size).toBe(1);
});

test('a process that is stopped while it asks how to reply leaves it to the next one', async () => {
  const stage = running();
  stage.replies.faults.add({ call: 'channelKind', times: 1, error: mattermostError('DeadlineExceeded') });
  await stage.ask('stop', [A]);
  await untilShown(stage);
  await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
  expect(stage.posts.ephemerals).toEqual([]);
  expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
  const next = survivors(stage);
  await resume(next);

  expect(told(next)).toEqual({ [A]: 'arrived' });
});

test('with other settings the end is told as what was last seen, once', async () => {
  const stage = await crash(running(), 6_000, [A]);

  await stage.clock.until(stage.operations.resume(undefined), 60_000);

  expect(repliedWith(stage.replies.only.message).change).toMatchObject({ watchEnd: 'settings-changed' });
  expect(stage.records.stored.size).toBe(0);
});
