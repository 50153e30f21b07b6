/** A listing fails after it was shown early: nothing waits for ever, and its person is not told twice. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PostDraft } from '../mattermost/host-api.ts';
import type { FakeHost } from '../mattermost/testing/fake-host.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CardStage } from './testing/card-stage.ts';

const DEFECT = expect.stringContaining('**Something went wrong in ec2ctl.**');
/** What was read early, and of the rest that it was not. */
const PART = expect.stringMatching(
  /1 of 2 regions read in .*Not read: `eu-west-1` \(the plugin was interrupted\)\.[^]*`web-1`/,
);
/** All of it. */
const WHOLE = expect.stringMatching(/^\*\*3 instances in 2 regions:\*\*[^]*2 regions read in 3\.0s\.[^]*`web-1`/);

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', delayMs: 3_000 });
});

/** The records of commands that are not answered. */
function recorded(): string[] {
  return [...stage.bridge.host.store.keys()].filter((key) => key.startsWith('errand/'));
}

function toldAlone(): readonly string[] {
  return stage.bridge.host.ephemerals.map(({ post }) => post.message);
}

/** Asks for all, until a part of it is shown. */
async function listPart(line = '/ec2ctl ls'): Promise<void> {
  await stage.type(line);
  await stage.clock.advance(2_000);
}

describe('the rest is not taken', () => {
  test('the post gets it later, and nobody is told anything else', async () => {
    await listPart();
    stage.silence('UpdatePost');
    await stage.clock.advance(10_000);
    expect([stage.post, toldAlone(), recorded().length]).toEqual([
      expect.stringContaining('waiting for: `eu-west-1`'),
      [DEFECT],
      1,
    ]);
    await stage.restart();
    expect([stage.answer, toldAlone(), recorded()]).toEqual([WHOLE, [DEFECT], []]);
  });

  test.each([
    ['UpdatePost', '/ec2ctl ls'],
    ['UpdateEphemeralPost', '/ec2ctl ls --private'],
  ] as const)('by %s, and is as soon as it can be, without another process', async (method, line) => {
    await listPart(line);
    const heal = stage.silence(method);
    await stage.clock.advance(120_000);
    expect(recorded()).toHaveLength(1);
    heal();
    await stage.clock.advance(60_000);
    expect([line.endsWith('ls') ? stage.answer : stage.told.says, recorded()]).toEqual([WHOLE, []]);
  });

  test('nor is a record of it: the post says of the rest that it was not read', async () => {
    await listPart();
    stage.silence('UpdatePost');
    stage.silence('KVSetWithOptions');
    await stage.clock.advance(10_000);
    await stage.restart();
    expect([stage.answer, toldAlone(), recorded()]).toEqual([PART, [DEFECT], []]);
  });

  test('as it seems, but it is there: it stays', async () => {
    await listPart();
    stage.bridge.host.onPost = () => {
      stage.silence('GetPost');
    };
    stage.silence('UpdatePost', { applied: true });
    await stage.clock.advance(10_000);
    expect([stage.answer, toldAlone(), recorded().length]).toEqual([WHOLE, [DEFECT], 1]);
    await stage.restart();
    expect([stage.answer, toldAlone(), recorded()]).toEqual([WHOLE, [DEFECT], []]);
  });

  test('with the file that was to follow: the post gets both', async () => {
    stage.takeFilesAfter(2_000);
    await listPart('/ec2ctl ls --csv');
    await stage.clock.advance(2_000);
    expect(stage.answer).toContain('The file will follow. 2 regions read');
    stage.silence('UpdatePost');
    await stage.clock.advance(10_000);
    await stage.restart();
    expect([stage.answer, recorded()]).toEqual([expect.stringContaining('All 3 are in the file as well.'), []]);
    const [post] = stage.posts;
    expect(post === undefined ? [] : stage.bridge.host.filesOf(post)).toHaveLength(1);
  });

  test('by a message to its person alone: it gets it later, without a button', async () => {
    await listPart('/ec2ctl ls --private');
    stage.silence('UpdateEphemeralPost');
    await stage.clock.advance(10_000);
    expect([stage.told.says, stage.openCards, recorded().length]).toEqual([DEFECT, [], 1]);
    const [waiting] = stage.bridge.host.ephemeralIds;
    await stage.restart();
    expect(stage.told).toMatchObject({ who: 'bob', says: WHOLE, buttons: [] });
    expect([stage.bridge.host.ephemeralIds.at(-1), stage.tellings, recorded()]).toEqual([waiting, 3, []]);
  });

  test('after a press of *Show in channel*: the post gets it later, and the button is gone', async () => {
    await stage.type('/ec2ctl ls --private');
    await stage.clock.advance(9_000);
    stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', delayMs: 3_000 });
    await stage.press('Show in channel');
    await stage.clock.advance(2_000);
    expect(stage.post).toContain('waiting for: `eu-west-1`');
    stage.silence('UpdatePost');
    await stage.clock.advance(10_000);
    expect([stage.told.says, stage.openCards]).toEqual([DEFECT, []]);
    await stage.restart();
    expect([stage.answer, stage.buttons, recorded()]).toEqual([WHOLE, [], []]);
    expect(toldAlone().join('\n')).not.toContain('Shown in the channel.');
  });
});

describe('what is shown early is not answered', () => {
  test('but made: it is found, and says of the rest that it was not read', async () => {
    stage.silence('CreatePost', { times: 1, applied: true });
    await listPart();
    expect([stage.post, toldAlone()]).toEqual([expect.stringContaining('waiting for: `eu-west-1`'), [DEFECT]]);
    await stage.restart();
    expect([stage.answer, toldAlone(), recorded()]).toEqual([PART, [DEFECT], []]);
  });

  test('and not made: nobody is told anything else', async () => {
    stage.silence('CreatePost');
    await listPart();
    expect(recorded()).toHaveLength(1);
    await stage.restart();
    await stage.clock.advance(60_000);
    expect([toldAlone(), stage.posts, recorded()]).toEqual([[DEFECT], [], []]);
  });

  test('and made only later: it is found then', async () => {
    const drafts: PostDraft[] = [];
    stage.bridge.host.CreatePost = (draft) => {
      drafts.push(draft);
      return Promise.reject(mattermostError('Unreachable'));
    };
    await listPart();
    stage.inNextHost = (host) => {
      for (const draft of drafts) void stage.clock.sleep(20_000).then(() => host.CreatePost(draft));
    };
    await stage.restart();
    await stage.clock.advance(60_000);
    expect([stage.answer, toldAlone(), recorded()]).toEqual([PART, [DEFECT], []]);
  });

  test('and whether it is made is not told either: whoever comes after that asks again', async () => {
    stage.silence('CreatePost', { times: 1, applied: true });
    await listPart();
    stage.inNextHost = (host: FakeHost) => {
      host.GetPostsForChannel = () => Promise.reject(mattermostError('Unreachable'));
    };
    await stage.restart();
    await stage.clock.advance(300_000);
    expect([stage.post, recorded().length]).toEqual([expect.stringContaining('waiting for'), 1]);
    stage.inNextHost = () => undefined;
    await stage.restart();
    expect([stage.answer, toldAlone(), recorded()]).toEqual([PART, [DEFECT], []]);
  });

  test('before the process ends in order: the one that was not seen does not wait either', async () => {
    const { host } = stage.bridge;
    const create = host.CreatePost.bind(host);
    host.CreatePost = async (draft) => {
      host.CreatePost = create;
      await create(draft);
      await stage.clock.sleep(500);
      throw mattermostError('Unreachable');
    };
    await listPart();
    await Promise.all([stage.bridge.shutdown(), stage.clock.advance(500)]);
    await stage.restart();
    expect(stage.posts.map(({ message }) => message)).toEqual([PART, PART]);
    expect([toldAlone(), recorded()]).toEqual([[], []]);
  });
});

test('what was shown before its command could be recorded is ended as well', async () => {
  const heal = stage.silence('KVSetWithOptions', { at: 'errand/' });
  await listPart();
  expect([stage.post, recorded()]).toEqual([expect.stringContaining('waiting for: `eu-west-1`'), []]);
  heal();
  await stage.clock.advance(900);
  expect(recorded()).toHaveLength(1);
  await stage.restart();
  expect([stage.answer, toldAlone(), recorded()]).toEqual([PART, [], []]);
});

test('what could not even be recorded, nor answered, nor told to fail is told as soon as it can be', async () => {
  const heals = (['CreatePost', 'SendEphemeralPost', 'KVSetWithOptions'] as const).map((method) =>
    stage.silence(method),
  );
  await listPart('/ec2ctl ls -r us-west-2,eu-west-1');
  await stage.clock.advance(10_000);
  expect([toldAlone(), recorded()]).toEqual([[], []]);
  for (const heal of heals) heal();
  await stage.clock.advance(60_000);
  expect(stage.told.says).toBe('**ec2ctl was interrupted in the middle of this.** Type it again.');
  expect([stage.tellings, recorded()]).toEqual([1, []]);
});

test('what is answered stays as it is, whatever fails after that', async () => {
  await stage.type('/ec2ctl ls --private');
  await stage.clock.advance(9_000);
  stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', delayMs: 3_000 });
  await stage.press('Show in channel');
  await stage.clock.advance(2_000);
  stage.silence('UpdateEphemeralPost');
  await stage.clock.advance(10_000);
  expect([stage.answer, stage.told.says, recorded()]).toEqual([WHOLE, DEFECT, []]);
});

test('who can be told of no failure is told later', async () => {
  stage.silence('CreatePost');
  stage.silence('SendEphemeralPost');
  await listPart('/ec2ctl ls -r us-west-2,eu-west-1');
  await stage.clock.advance(10_000);
  expect([toldAlone(), recorded().length]).toEqual([[], 1]);
  await stage.restart();
  expect(stage.told.says).toBe('**ec2ctl was interrupted in the middle of this.** Type it again.');
  expect([stage.tellings, recorded()]).toEqual([1, []]);
});
