/** Listings with a file, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StoredPost } from '../mattermost/host-api.ts';
import { readCsv } from '../render/testing/read-csv.ts';
import { SITE } from '../testing/fake-bridge.ts';
import { awsError } from '../operations/testing/fake-ec2.ts';
import { CardStage, DB, WEB_1, WEB_2 } from './testing/card-stage.ts';

const SHOW = 'Show in channel';
const MANY = 600;

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin({ listings: 'channel' });
});

function addMany(): void {
  for (let number = 0; number < MANY; number += 1) {
    stage.add(`i-${String(number).padStart(17, '0')}`, 'running', { name: `app-${String(number)}` });
  }
}

async function list(line: string, typing: Parameters<CardStage['type']>[1] = {}): Promise<void> {
  await stage.type(line, typing);
  await stage.clock.advance(9_000);
}

/** The rows of the only file of a post, the names of the columns first. */
function fileOf(post: StoredPost | undefined): string[][] {
  const files = post === undefined ? [] : stage.bridge.host.filesOf(post);
  expect(files).toHaveLength(1);
  return readCsv(files[0] ?? '');
}

describe('in the channel', () => {
  test('--csv adds a file to what fits without as well', async () => {
    await list('/ec2ctl ls web-* --csv');
    expect(stage.answer).toContain('Both are in the file as well. 2 regions read in');
    const [titles, ...rows] = fileOf(stage.posts.at(-1));
    expect(titles?.join()).toBe('name,id,type,state,region,zone,private,public,launched,tags');
    expect(rows.map(([name, id, , state]) => [name, id, state])).toEqual([
      ['web-1', WEB_1, 'running'],
      ['web-2', WEB_2, 'running'],
    ]);
    expect([...stage.bridge.host.files.values()][0]?.name).toMatch(/^ec2-instances-\d{8}-\d{4}\.csv$/);
  });

  test('has the columns that were asked for, all rows in their order, and no formula', async () => {
    stage.add('i-00000000000000001', 'stopped', { name: '=HYPERLINK("http://e.org")' });
    await list('/ec2ctl ls --csv --sort state --columns name,state');
    const [titles, ...rows] = fileOf(stage.posts.at(-1));
    expect(titles).toEqual(['name', 'state']);
    expect(rows).toEqual([
      ['web-1', 'running'],
      ['web-2', 'running'],
      ['db', 'stopped'],
      ['\'=HYPERLINK("http://e.org")', 'stopped'],
    ]);
  });

  test('what does not fit is cut at a whole row, and all is in the file', async () => {
    addMany();
    await list('/ec2ctl ls');
    const shown = stage.answer.split('\n').filter((line) => line.startsWith('| 🟢') || line.startsWith('| ⚪')).length;
    expect(shown).toBeGreaterThan(100);
    expect(stage.answer).toContain(`Showing the first ${String(shown)}; all 603 are in the file. 2 regions read in`);
    expect(fileOf(stage.posts.at(-1))).toHaveLength(604);
  });

  test('what fits has none, nor has what is nothing', async () => {
    await list('/ec2ctl ls');
    await list('/ec2ctl ls nothing-* --csv');
    expect(stage.bridge.host.files.size).toBe(0);
    expect(stage.posts.map((post) => post.file_ids ?? [])).toEqual([[], []]);
    expect(stage.posts.map(({ message }) => message.includes('file'))).toEqual([false, false]);
  });

  test('a listing that is shown before all regions have answered gets it with the rest', async () => {
    stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', delayMs: 4_000 });
    await stage.type('/ec2ctl ls --csv');
    await stage.clock.advance(3_000);
    expect(stage.answer).toContain('The file will follow. 1 of 2 regions read');
    expect(stage.posts.at(-1)?.file_ids ?? []).toEqual([]);
    await stage.clock.advance(3_000);
    expect(stage.post).toContain('All 3 are in the file as well.');
    expect(
      fileOf(stage.posts.at(-1))
        .slice(1)
        .map(([, id]) => id),
    ).toEqual([DB, WEB_1, WEB_2]);
  });

  test('in lines, as in a thread, it is the same', async () => {
    addMany();
    const [root] = [
      await stage.bridge.host.CreatePost({ user_id: 'bob', channel_id: 'c', root_id: '', message: 'hi' }),
    ];
    await list('/ec2ctl ls', { rootId: root.id });
    const post = stage.posts.at(-1);
    const shown = stage.answer.split('\n').filter((line) => /^[🟢⚪] /u.test(line)).length;
    expect(post?.root_id).toBe(root.id);
    expect(shown).toBeGreaterThan(300);
    expect(stage.answer).toContain(`Showing the first ${String(shown)}; all 603 are in the file. 2 regions read in`);
    expect(stage.answer).not.toContain('|:--');
    expect(fileOf(post)).toHaveLength(604);
  });

  test('regions that fail are told above, and the file has the rest', async () => {
    stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', error: awsError('UnauthorizedOperation', 403) });
    await list('/ec2ctl ls --csv');
    expect(stage.answer).toMatch(
      /\n⚠️ 1 of 2 regions read in .*Not read: `eu-west-1` .*\nBoth are in the file as well\.\n\n\| INSTANCE/,
    );
    expect(fileOf(stage.posts.at(-1))).toHaveLength(3);
  });

  test('while AWS names no region, no file is spoken of, nor where it names none at all', async () => {
    stage.ec2.knownRegions = () => [];
    stage.ec2.faults.add({ call: 'regions', delayMs: 3_000, error: awsError('UnauthorizedOperation', 403) });
    await stage.type('/ec2ctl ls --csv');
    await stage.clock.advance(2_500);
    expect(stage.answer).toBe('**No region has answered yet.** Waiting for the list of regions.');
    await stage.clock.advance(9_000);
    expect(stage.answer).toContain('**The regions of this account could not be read:**');
    expect(stage.answer).not.toMatch(/file/i);
    expect(stage.bridge.host.files.size).toBe(0);
  });

  test('where Mattermost takes its time for it, what is known is shown before', async () => {
    const { sleeping } = stage.clock;
    stage.takeFilesAfter(9_000);
    await stage.type('/ec2ctl ls web-* --csv');
    await stage.clock.advance(2_500);
    expect(stage.post).toContain('**2 instances in us-west-2:**');
    expect(stage.answer).toContain('The file will follow. 2 regions read');
    await stage.clock.advance(7_000);
    expect(stage.post).toContain('Both are in the file as well.');
    expect(fileOf(stage.posts.at(-1))).toHaveLength(3);
    expect(stage.clock.sleeping).toBe(sleeping);
  });

  test('what took its time to be read does not wait for it as well', async () => {
    stage.ec2.faults.add({ call: 'listInstances', at: 'us-west-2', delayMs: 1_000 });
    stage.takeFilesAfter(100);
    await stage.type('/ec2ctl ls web-* --csv');
    await stage.clock.advance(1_050);
    expect(stage.answer).toContain('The file will follow. 2 regions read');
    await stage.clock.advance(100);
    expect(stage.post).toContain('Both are in the file as well.');
    // What is read already comes with its file.
    const told: string[] = [];
    stage.bridge.host.onPost = (post) => told.push(post.message);
    await list('/ec2ctl ls web-* --csv');
    expect(told).toEqual([expect.stringContaining('Both are in the file as well.')]);
  });

  test('where Mattermost does not take it, that is said, and what is left out is counted', async () => {
    addMany();
    stage.silence('UploadFile');
    await list('/ec2ctl ls');
    expect(stage.answer).toMatch(
      /Showing the first \d+ of 603; \d+ more do not fit\.\n⚠️ Mattermost did not take the file\./,
    );
    await list('/ec2ctl ls web-* --csv');
    expect(stage.answer).toContain('⚠️ Mattermost did not take the file.');
    expect(stage.posts.map((post) => post.file_ids ?? [])).toEqual([[], []]);
    expect(stage.bridge.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'A file was not taken' }),
    );
  });
});

describe('to the asker alone', () => {
  beforeEach(async () => {
    await stage.configure({ listings: 'private' });
  });

  /** What the bot's direct messages with somebody have. */
  function direct(who = 'bob'): StoredPost[] {
    return stage.posts.filter(({ channel_id: channel }) => channel.startsWith(`direct-${who}-`));
  }

  test('a listing with a file goes to the direct messages, and a line says where it is', async () => {
    addMany();
    await list('/ec2ctl ls');
    const [post, ...more] = direct();
    expect(more).toEqual([]);
    expect(post?.message.split('\n')[0]).toBe('`〉ec2ctl ls`');
    expect(post?.message).toContain('all 603 are in the file');
    expect(fileOf(post)).toHaveLength(604);
    expect(stage.told).toMatchObject({ who: 'bob', place: 'c', buttons: [SHOW] });
    expect(stage.told.says).toBe(
      `The listing and its file are in [your direct messages with ec2ctl](${SITE}/_redirect/pl/${post?.id ?? ''}).`,
    );
    expect(stage.posts).toHaveLength(1);
  });

  test('its button shows listing and file in the channel', async () => {
    await list('/ec2ctl ls web-* --csv');
    await stage.press(SHOW);
    await stage.clock.advance(9_000);
    const post = stage.posts.at(-1);
    expect([post?.channel_id, post?.message.includes('Both are in the file as well.')]).toEqual(['c', true]);
    expect(fileOf(post)).toHaveLength(3);
    expect(stage.told).toMatchObject({ says: 'Shown in the channel.', buttons: [] });
  });

  test('who may only look gets no button', async () => {
    await list('/ec2ctl ls web-* --csv', { who: 'carol' });
    expect(stage.told).toMatchObject({ who: 'carol', buttons: [] });
    expect(stage.posts.map(({ channel_id: channel }) => channel)).toEqual([expect.stringMatching(/^direct-carol-/)]);
  });

  test('that it may not be public is said where it was wished, not there', async () => {
    await list('/ec2ctl ls web-* --csv --public', { who: 'carol' });
    expect(stage.told.says).toMatch(
      /^The listing and its file are in \[.*\)\.\n⚠️ Only operators may show this to everyone here\.$/,
    );
    const [post] = direct('carol');
    expect(post?.message).toContain('Both are in the file as well.');
    expect(post?.message).not.toContain('Only operators');
  });

  test.each(['--private', '--private --columns tags'])('an operator may wish it so with %s', async (options) => {
    await stage.configure({ listings: 'channel' });
    await list(`/ec2ctl ls web-* --csv ${options}`);
    expect(stage.told.says).toContain('The listing and its file are in');
    expect(fileOf(direct()[0])).toHaveLength(3);
  });

  test('where the direct message is not taken, the listing comes without its file', async () => {
    stage.silence('CreatePost');
    await list('/ec2ctl ls web-* --csv --public', { who: 'carol' });
    expect(stage.told.says).toContain('**2 instances in us-west-2:**');
    expect(stage.told.says).toContain('⚠️ Only operators may show this to everyone here.');
    expect(stage.told.says).toContain('⚠️ Mattermost did not take the file.');
    expect(stage.bridge.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'A listing with a file was not taken', code: 'Unreachable' }),
    );
  });

  test('where there are no direct messages, the listing comes without its file', async () => {
    stage.silence('GetDirectChannel');
    await list('/ec2ctl ls web-* --csv');
    expect(stage.told.says).toContain('**2 instances in us-west-2:**');
    expect(stage.told.says).toContain('⚠️ Mattermost did not take the file.');
    expect(stage.posts).toEqual([]);
  });
});

test('the process ends while Mattermost takes the file: the post waits for nothing any longer', async () => {
  stage.ec2.faults.add({ call: 'listInstances', at: 'eu-west-1', delayMs: 4_000 });
  stage.bridge.host.UploadFile = () => new Promise(() => undefined);
  await list('/ec2ctl ls --csv');
  expect(stage.answer).toContain('The file will follow. 2 regions read');

  const startedAt = stage.clock.now();
  await stage.bridge.shutdown();

  expect(stage.clock.now()).toBe(startedAt);
  expect(stage.post).toContain('2 regions read in 4.0s.\n⚠️ Mattermost did not take the file.');
  expect(stage.post).not.toMatch(/follow|waiting/);
});
