/** The process ends without a word while it has a command: whoever comes after says so, once, and says nothing that is not so. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { LEASE_MS } from '../operations/journal.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CardStage, WEB_1 } from './testing/card-stage.ts';

const LOOK = '**ec2ctl was interrupted in the middle of this.** Type it again.';
/** What was read, and of the rest that it was not. */
const STOPPED = expect.stringMatching(
  /1 of 2 regions read in .*Not read: `eu-west-1` \(the plugin was interrupted\)\.[^]*`web-1`/,
);
const CHANGE =
  '**ec2ctl was interrupted in the middle of this.** Where no other post tells of it, nothing was changed: type it again.';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

/** The records of commands that are not answered. */
function recorded(): string[] {
  return [...stage.bridge.host.store.keys()].filter((key) => key.startsWith('errand/'));
}

function toldAlone(): readonly string[] {
  return stage.bridge.host.ephemerals.map(({ post }) => post.message);
}

describe('a change', () => {
  test('that was taken has a record before Mattermost is told so', async () => {
    stage.ec2.faults.add({ call: 'listInstances', hang: true });
    stage.ec2.faults.add({ call: 'listNamed', hang: true });
    await stage.bridge.type('bob', '/ec2ctl stop web-1');
    expect(recorded()).toHaveLength(1);
  });

  test('that had not begun: its person is told alone, once', async () => {
    stage.ec2.faults.add({ call: 'listNamed', hang: true });
    await stage.type('/ec2ctl stop web-1');
    await stage.restart();
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', says: CHANGE });
    expect(toldAlone()).toHaveLength(1);
    expect([recorded(), stage.posts]).toEqual([[], []]);
    await stage.clock.advance(120_000);
    expect(toldAlone()).toHaveLength(1);
  });

  test('that has begun goes on, and nobody is told anything', async () => {
    await stage.type('/ec2ctl stop web-1');
    expect(recorded()).toEqual([]);
    await stage.restart();
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('Continued after a restart.');
    expect([toldAlone(), stage.asked]).toEqual([[], [[WEB_1]]]);
  });

  test('that waits for an answer of its person goes on waiting', async () => {
    await stage.type('/ec2ctl stop web-*');
    expect(recorded()).toEqual([]);
    await stage.restart();
    expect([toldAlone(), stage.buttons]).toEqual([[], ['Stop 2 instances', 'Cancel']]);
  });

  test('that was refused leaves no record', async () => {
    await stage.type('/ec2ctl stop web-1', { who: 'carol' });
    expect(recorded()).toEqual([]);
  });

  test.each([false, true])('is recorded as soon as that can be (at first made unseen: %s)', async (applied) => {
    const heal = stage.silence('KVSetWithOptions', { at: 'errand/', applied });
    stage.ec2.faults.add({ call: 'listNamed', hang: true });
    await stage.type('/ec2ctl stop web-1');
    await stage.clock.advance(3_000);
    heal();
    await stage.clock.advance(1_000);
    expect(recorded()).toHaveLength(1);
    await stage.restart();
    expect([stage.told.says, recorded()]).toEqual([CHANGE, []]);
  });

  test('leaves no record where it is answered before that can be', async () => {
    const heal = stage.silence('KVSetWithOptions', { at: 'errand/' });
    await stage.type('/ec2ctl stop web-1');
    await stage.clock.advance(60_000);
    heal();
    await stage.clock.advance(120_000);
    expect([recorded(), toldAlone()]).toEqual([[], []]);
  });

  test('is carried out also where no record of it is kept', async () => {
    stage.silence('KVSetWithOptions', { at: 'errand/' });
    await stage.type('/ec2ctl stop web-1');
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('`web-1` is stopped');
    expect(stage.bridge.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'A command could not be recorded' }),
    );
  });
});

describe('a listing', () => {
  beforeEach(() => {
    stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', hang: true });
  });

  test('whose post waits for a region: the post says that nobody waits any longer', async () => {
    await stage.type('/ec2ctl ls');
    await stage.clock.advance(2_000);
    expect(stage.post).toContain('waiting for');
    await stage.restart();
    expect(stage.post).toContain('〉ec2ctl ls` · bob');
    expect([stage.answer, recorded(), toldAlone()]).toEqual([STOPPED, [], []]);
  });

  test('the same where the process ended between the post and its id in the record', async () => {
    stage.silence('KVSetWithOptions', { at: '"OldValue"' });
    await stage.type('/ec2ctl ls');
    await stage.clock.advance(2_000);
    await stage.restart();
    expect([stage.answer, recorded()]).toEqual([LOOK, []]);
  });

  test('that its person sees alone: the message says so', async () => {
    await stage.type('/ec2ctl ls --private');
    await stage.clock.advance(2_000);
    expect(stage.told.says).toContain('waiting for');
    await stage.restart();
    expect([stage.told.says, stage.told.who, recorded()]).toEqual([STOPPED, 'bob', []]);
    expect(new Set(stage.bridge.host.ephemeralIds).size).toBe(1);
  });

  test('that has shown nothing after half a second: its person is told alone', async () => {
    await stage.type('/ec2ctl ls');
    expect(recorded()).toEqual([]);
    await stage.clock.advance(500);
    await stage.restart();
    expect([stage.told.says, stage.posts, recorded()]).toEqual([LOOK, [], []]);
  });

  test('that was deleted meanwhile is left alone', async () => {
    await stage.type('/ec2ctl ls');
    await stage.clock.advance(2_000);
    for (const post of stage.posts) stage.bridge.host.posts.set(post.id, { ...post, delete_at: 1 });
    await stage.restart();
    expect([recorded(), toldAlone()]).toEqual([[], []]);
  });

  test('that ends leaves no record', async () => {
    await stage.type('/ec2ctl ls');
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('`web-1`');
    expect(recorded()).toEqual([]);
  });
});

describe('who says so', () => {
  beforeEach(async () => {
    stage.ec2.faults.add({ call: 'listNamed', hang: true });
    await stage.type('/ec2ctl stop web-1');
  });

  test('another server, not before the lease has run out', async () => {
    stage.nextInstanceId = 'another';
    await stage.restart();
    await stage.clock.advance(LEASE_MS - 1_000);
    expect(toldAlone()).toEqual([]);
    await stage.clock.advance(5_000);
    expect(stage.told.says).toBe(CHANGE);
    expect(recorded()).toEqual([]);
  });

  test.each([
    [2, 10_000],
    [20, 600_000],
  ])('again while Mattermost does not answer, %d times', async (times, withinMs) => {
    stage.inNextHost = (host) => {
      const send = host.SendEphemeralPost.bind(host);
      let failing = times;
      host.SendEphemeralPost = (...args) => {
        failing -= 1;
        return failing >= 0 ? Promise.reject(mattermostError('Unreachable')) : send(...args);
      };
    };
    await stage.restart();
    await stage.clock.advance(withinMs);
    expect([stage.told.says, recorded()]).toEqual([CHANGE, []]);
  });

  test('nobody to a person who was deactivated', async () => {
    stage.inNextHost = (host) => host.users.delete('bob');
    await stage.restart();
    expect([toldAlone(), recorded()]).toEqual([[], []]);
  });

  test('nobody of what cannot be understood: it is set aside with a line in the log', async () => {
    const [key = ''] = recorded();
    stage.inNextHost = (host) =>
      host.store.set(key, { value: Buffer.from('{"version":99}').toString('base64'), expiresInSeconds: 60 });
    await stage.restart();
    expect(toldAlone()).toEqual([]);
    expect(stage.bridge.logged).toContainEqual(
      expect.objectContaining({ message: 'Record of an operation set aside: not understood' }),
    );
  });
});
