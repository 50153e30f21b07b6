import { beforeEach, describe, expect, test } from '@jest/globals';
import { text } from '../messages/text.ts';
import type { Change } from '../views.ts';
import { crash, survivors } from './testing/crash.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { lastSaid, outcomes, PERSON, Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-04c2be71f90d3a58e';
const CHANNEL = 'audit-1';

let stage: Stage;

beforeEach(() => {
  stage = newStage();
});

/** A stage with a channel that is told, and a machine that takes its time to stop. */
function newStage(): Stage {
  const made = new Stage();
  made.audit.goesTo = { kind: 'channel', id: CHANNEL };
  made.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  return made;
}

async function resume(on: Stage): Promise<void> {
  await on.clock.until(
    on.operations.resume((work) => work(on.ec2)),
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

/** What the only line says. */
function told(on = stage): { readonly personId: string; readonly postId: string; readonly change: Change } {
  return JSON.parse(on.audit.only.message) as ReturnType<typeof told>;
}

/** What the log says of the channel, by the operation. */
function warnings(on = stage): (string | undefined)[] {
  return on.log
    .filter(({ level, fields }) => level === 'warn' && fields['operationId'] !== undefined)
    .map(({ message }) => message);
}

describe('a line for every change', () => {
  test('at its end, once, with who and which post', async () => {
    await stage.ask('stop', [A]);
    await stage.clock.advance(10_000);
    expect(stage.audit.made).toEqual([]);
    await stage.clock.until(stage.operations.idle(), 60_000);

    expect(stage.audit.only.channelId).toBe(CHANNEL);
    expect(outcomes(told().change)).toEqual({ [A]: 'arrived' });
    expect(told()).toMatchObject({ personId: PERSON, postId: stage.posts.only.id });
    expect(stage.records.stored.size).toBe(0);
  });

  test.each(['start', 'reboot'] as const)('a %s as well', async (verb) => {
    stage.ec2.add({ id: B, region: 'us-1', state: verb === 'start' ? 'stopped' : 'running' });
    await stage.run(verb, [B]);

    expect(told().change).toMatchObject({ verb });
  });

  test('one that AWS refuses as well', async () => {
    stage.ec2.faults.add({ call: 'change', error: mattermostError('UnauthorizedOperation', 403) });
    await stage.run('stop', [A]);

    expect(outcomes(told().change)).toEqual({ [A]: 'failed' });
  });

  test('none where there was nothing to do: nothing was changed', async () => {
    stage.ec2.add({ id: B, region: 'us-1', state: 'stopped' });
    await stage.run('stop', [B]);

    expect(stage.audit.made).toEqual([]);
  });

  test('none where no channel is named, and that is nothing to warn of', async () => {
    stage.audit.goesTo = { kind: 'none' };
    await stage.run('stop', [A]);

    expect(stage.audit.made).toEqual([]);
    expect(warnings()).toEqual([]);
    expect(stage.records.stored.size).toBe(0);
  });

  test('none where the channel that was named is gone: the log says of which change, and why', async () => {
    stage.audit.goesTo = { kind: 'idle', problem: text('people.archived', { setting: 'Audit channel', name: '~a/b' }) };
    await stage.run('stop', [A]);

    expect(stage.audit.made).toEqual([]);
    expect(stage.log).toContainEqual({
      level: 'warn',
      message: 'No channel is told of a change',
      fields: { operationId: expect.any(String), problem: 'Audit channel: ~a/b is archived.' },
    });
    expect(stage.records.stored.size).toBe(0);
  });
});

describe('once, whatever process ends it', () => {
  test('a process that is stopped leaves the line to the next one', async () => {
    await stage.ask('stop', [A]);
    await stage.clock.advance(10_000);
    await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
    expect(stage.audit.made).toEqual([]);
    stage.newProcess();
    await resume(stage);

    expect(outcomes(told().change)).toEqual({ [A]: 'arrived' });
    expect(stage.records.stored.size).toBe(0);
  });

  test('a process that died after the line: the next one finds it, and makes no other', async () => {
    stage.records.faults.add({ call: 'remove', hang: true });
    const next = await crash(stage, 40_000, [A]);
    expect(next.audit.made).toHaveLength(1);
    await resume(next);

    expect(next.audit.made).toHaveLength(1);
    expect(next.records.stored.size).toBe(0);
  });

  test('a process that died before the line: the next one makes it', async () => {
    stage.audit.faults.add({ call: 'make', hang: true });
    const next = await crash(stage, 40_000, [A]);
    expect(next.audit.made).toEqual([]);
    await resume(next);

    expect(outcomes(told(next).change)).toEqual({ [A]: 'arrived' });
  });

  test('one whose making is not answered is looked for, and not made again when it is there', async () => {
    stage.audit.faults.add({ call: 'make', applied: true, error: mattermostError('DeadlineExceeded') });
    await stage.run('stop', [A]);

    expect(stage.audit.made).toHaveLength(1);
    expect(stage.records.stored.size).toBe(0);
  });

  test('one that did not come about is made again, once it is sure', async () => {
    stage.audit.faults.add({ call: 'make', times: 1, error: mattermostError('DeadlineExceeded') });
    await stage.run('stop', [A]);

    const lastEdit = stage.posts.only.versions.at(-1)?.at ?? 0;
    expect(stage.audit.only.at - lastEdit).toBe(37_000);
  });

  test('one that does not come about a second time either is tried until it does', async () => {
    stage.audit.faults.add({ call: 'make', times: 5, error: mattermostError('DeadlineExceeded') });
    await stage.run('stop', [A]);

    expect(warnings().filter((line) => line === 'Making an audit line was not answered')).toHaveLength(5);
    expect(stage.audit.made).toHaveLength(1);
    expect([stage.replies.made.length, stage.changesLogged.length, stage.trail.audited.length]).toEqual([1, 1, 1]);
    expect(stage.records.stored.size).toBe(0);
  });

  test('one of which Mattermost does not say whether it is there is looked for, and left to the next process', async () => {
    stage.audit.faults.add({ call: 'make', applied: true, error: mattermostError('DeadlineExceeded') });
    stage.audit.faults.add({ call: 'find', error: mattermostError('DeadlineExceeded') });
    await stage.ask('stop', [A]);
    await stage.clock.advance(600_000);
    expect(warnings()).toContain('Whether the audit channel was told of a change is not known');
    await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
    expect(stage.records.stored.size).toBe(1);
    const next = survivors(stage);
    await resume(next);

    expect(next.audit.made).toHaveLength(1);
    expect(next.records.stored.size).toBe(0);
    // The first process did that.
    expect([next.changesLogged, next.trail.audited]).toEqual([[], []]);
  });

  test('a process that is stopped while it asks for the channel leaves the line to the next one', async () => {
    stage.audit.faults.add({ call: 'target', times: 1, error: mattermostError('DeadlineExceeded') });
    await stage.ask('stop', [A]);
    await untilShown(stage);
    await stage.clock.until(stage.operations.shutdown(3_000), 3_000);
    expect(stage.records.stored.size).toBe(1);
    expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
    const next = survivors(stage);
    await resume(next);

    expect(next.audit.made).toHaveLength(1);
  });
});

describe('what goes wrong does not touch the change', () => {
  test('a line that Mattermost refuses is logged, and not tried again', async () => {
    stage.audit.faults.add({ call: 'make', error: mattermostError('Archived', 400) });
    const change = await stage.run('stop', [A]);

    expect(outcomes(change)).toEqual({ [A]: 'arrived' });
    expect(stage.replies.made).toHaveLength(1);
    expect(warnings()).toEqual(['The audit channel cannot be told of a change']);
    expect(stage.records.stored.size).toBe(0);
  });

  test('nor does it hold the reply up', async () => {
    stage.audit.faults.add({ call: 'make', hang: true });
    await stage.ask('stop', [A]);
    await stage.clock.advance(40_000);

    expect(stage.replies.made).toHaveLength(1);
  });
});
