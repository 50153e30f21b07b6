/** What changed between a question and its answer, through the whole sidecar: it is said, and what no longer fits is left out. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { CardStage, WEB_1, WEB_2 } from './testing/card-stage.ts';

const WEB_3 = 'i-09f3a7c4e1b2d8560';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  await stage.type('/ec2ctl stop web-*');
});

/** What the card shrank to: nothing was asked, and no button is left. */
function ended(): string {
  expect([stage.asked, stage.buttons, stage.openCards, stage.posts.length]).toEqual([[], [], [], 1]);
  return stage.answer;
}

/** The readings of instances since the call with this number, up to the change that they were made for. */
function readUntilChange(since: number): { region: string; ids: readonly string[] | undefined }[] {
  const calls = stage.ec2.calls.slice(since);
  const asked = calls.findIndex(({ call }) => call === 'change');
  expect(asked).toBeGreaterThan(0);
  const reading = calls.slice(0, asked).filter(({ call }) => call === 'findInstances' || call === 'listInstances');
  return reading.map(({ region, ids }) => ({ region, ids }));
}

describe('the right', () => {
  test('was taken', async () => {
    await stage.configure({ operators: '@alice' });
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('bob may not do this any longer. Nothing was changed.');
  });

  test('went with the membership of the channel', async () => {
    await stage.configure({ operators: '~t/c' });
    stage.bridge.host.members.delete('c bob');
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('bob may not do this any longer. Nothing was changed.');
  });

  test('is not told by Mattermost', async () => {
    await stage.configure({ operators: '~t/c' });
    const heal = stage.silence('GetChannelMember');
    await stage.press('Stop 2 instances');
    heal();
    expect(ended()).toBe('bob may not do this any longer. Nothing was changed.');
  });

  test('is not needed to cancel', async () => {
    await stage.configure({ operators: '@alice' });
    await stage.press('Cancel');
    expect(ended()).toBe('Cancelled. Nothing was changed.');
  });
});

describe('the person', () => {
  test('was deactivated', async () => {
    stage.bridge.host.addUser('bob', { delete_at: 1 });
    expect(await stage.press('Stop 2 instances')).toMatchObject({ status: 403 });
    expect(stage.asked).toEqual([]);
  });

  test('was renamed, and is called so in the post', async () => {
    stage.bridge.host.addUser('bob', { username: 'bob.new' });
    await stage.press('Stop 2 instances');
    expect(stage.post.split('\n')[0]).toBe('`〉ec2ctl stop web-*` · bob.new · us-west-2');
  });
});

describe('the settings', () => {
  test('cannot be used', async () => {
    await stage.configure({ homeregion: 'nowhere' });
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('The settings of ec2ctl cannot be used at present. Nothing was changed.');
  });

  test('allow fewer at once', async () => {
    await stage.configure({ atonce: '1' });
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('The settings allow 1 instance at once now. Nothing was changed.');
  });

  test('name other credentials', async () => {
    stage.ec2.fingerprint = 'another';
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('The AWS settings were changed since this was asked. Nothing was changed.');
  });
});

describe('an instance', () => {
  test.each([
    ['stopped', '1 already stopped: `web-2`'],
    ['terminated', '1 left as it is: `web-2` terminated'],
    ['shutting-down', '1 left as it is: `web-2` shutting down'],
  ] as const)('became %s: it is left out, and that is said', async (state, said) => {
    stage.ec2.become(WEB_2, state);
    await stage.press('Stop 2 instances');
    await stage.clock.advance(60_000);
    expect(stage.answer).toContain(said);
    expect(stage.asked).toEqual([[WEB_1]]);
  });

  test('is gone: it counts as terminated', async () => {
    stage.ec2.remove(WEB_2);
    await stage.press('Stop 2 instances');
    expect(stage.answer).toContain('1 left as it is: `web-2` terminated');
    expect(stage.asked).toEqual([[WEB_1]]);
  });

  test('bears another name: the one that was asked about is meant', async () => {
    stage.add(WEB_2, 'running', { name: 'renamed' });
    await stage.press('Stop 2 instances');
    expect(stage.answer).toContain('`renamed`');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });

  test('came that the pattern fits as well: it was not asked about', async () => {
    stage.add(WEB_3, 'running', { name: 'web-3' });
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
  });
});

describe('all of them', () => {
  test('are there already', async () => {
    for (const id of [WEB_1, WEB_2]) stage.ec2.become(id, 'stopped');
    await stage.press('Stop 2 instances');
    expect(ended()).toContain('already stopped');
  });

  test('are gone', async () => {
    for (const id of [WEB_1, WEB_2]) stage.ec2.remove(id);
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('None of these instances is there any longer. Nothing was changed.');
  });
});

describe('a region', () => {
  test('of theirs cannot be read: it is named', async () => {
    stage.ec2.faults.add({ call: 'findInstances', at: 'us-west-2', error: awsError('UnauthorizedOperation', 403) });
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('The instances could not be read again in `us-west-2`. Nothing was changed.');
  });

  test('of theirs gives no answer', async () => {
    stage.ec2.faults.add({ call: 'findInstances', at: 'us-west-2', hang: true });
    await stage.press('Stop 2 instances');
    await stage.clock.advance(10_000);
    expect(ended()).toBe('The instances could not be read again in `us-west-2`. Nothing was changed.');
  });

  test('of theirs is not among those of the account any longer: nobody says that they are gone', async () => {
    stage.ec2.regions = () => Promise.resolve(['eu-west-1']);
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('The instances could not be read again in `us-west-2`. Nothing was changed.');
  });

  test('of others is not asked at all', async () => {
    stage.ec2.faults.add({ call: 'findInstances', at: 'eu-west-1', hang: true });
    const before = stage.ec2.calls.length;
    await stage.press('Stop 2 instances');
    expect(stage.asked).toEqual([[WEB_1, WEB_2]]);
    expect(readUntilChange(before)).toEqual([{ region: 'us-west-2', ids: [WEB_1, WEB_2] }]);
  });

  test('each of theirs is asked once, and all of them are', async () => {
    stage.add(WEB_3, 'running', { name: 'web-3', region: 'eu-west-1' });
    stage.ec2.regions = () => Promise.resolve(['ap-east-1', 'eu-west-1', 'us-west-2']);
    await stage.type('/ec2ctl stop web-*');
    const before = stage.ec2.calls.length;
    await stage.press('Stop 3 instances');
    const read = readUntilChange(before);
    expect(read.map(({ region }) => region).toSorted()).toEqual(['eu-west-1', 'us-west-2']);
    expect(stage.asked.flat().toSorted()).toEqual([WEB_1, WEB_2, WEB_3].toSorted());
  });

  test('none is named by AWS', async () => {
    stage.ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });
    await stage.press('Stop 2 instances');
    expect(ended()).toBe('The instances could not be read again. Nothing was changed.');
  });
});
