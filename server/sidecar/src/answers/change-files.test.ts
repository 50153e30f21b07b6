/** Questions and changes of many instances, with their files, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { readCsv } from '../render/testing/read-csv.ts';
import { CardStage } from './testing/card-stage.ts';

const LINE = '/ec2ctl stop app-*';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
});

function addMany(count: number): string[] {
  const ids = Array.from({ length: count }, (_, number) => `i-${String(number).padStart(17, '0')}`);
  for (const [number, id] of ids.entries()) stage.add(id, 'running', { name: `app-${String(number)}` });
  return ids;
}

/** The second cell of each row in the only file of the only post. */
function idsInFile(): (string | undefined)[] {
  const [post] = stage.posts.filter(({ root_id: rootId }) => rootId === '');
  const files = post === undefined ? [] : stage.bridge.host.filesOf(post);
  expect(files).toHaveLength(1);
  return readCsv(files[0] ?? '')
    .slice(1)
    .map(([, id]) => id);
}

function filesOfPost(): readonly string[] {
  return stage.posts.find(({ root_id: rootId }) => rootId === '')?.file_ids ?? [];
}

describe('a question about more than 20', () => {
  test('names them by region, and has their ids in a file', async () => {
    const ids = addMany(21);
    await stage.type(LINE);
    expect(stage.post).toContain('🟢 us-west-2, 21: `app-0`, `app-1`');
    expect(stage.post).toMatch(/\nThe ids are in the file\.$/);
    expect(idsInFile()).toEqual(ids);
  });

  test.each(['Cancel', 'Stop 21 instances'])('the file goes with %s', async (button) => {
    addMany(21);
    await stage.type(LINE);
    await stage.press(button);
    expect(filesOfPost()).toEqual([]);
    expect(stage.post).not.toContain('file');
  });

  test('has a line with its id for each where Mattermost does not take the file', async () => {
    const ids = addMany(21);
    stage.silence('UploadFile');
    await stage.type(LINE);
    for (const [number, id] of ids.entries()) expect(stage.post).toContain(`🟢 \`app-${String(number)}\` \`${id}\``);
    expect(filesOfPost()).toEqual([]);
  });

  test.each([
    { took: 1_900, files: 1 },
    { took: 9_000, files: 0 },
  ])('waits two seconds for its file, and is valid for its whole time: %j', async ({ took, files }) => {
    addMany(21);
    stage.takeFilesAfter(took);
    await stage.type(LINE);
    expect(stage.posts).toEqual([]);
    await stage.clock.advance(2_000);
    expect(filesOfPost()).toHaveLength(files);
    await stage.clock.advance(298_000);
    expect(stage.post).toContain('Stop these 21 instances?');
    await stage.clock.advance(3_000);
    expect(stage.post).toContain('Not answered within 5 minutes.');
    expect(filesOfPost()).toEqual([]);
  });

  test('of 20 has no file', async () => {
    addMany(20);
    await stage.type(LINE);
    expect(stage.bridge.host.files.size).toBe(0);
  });
});

describe('a change of more than 30', () => {
  async function stopAll(count: number): Promise<string[]> {
    const ids = addMany(count);
    await stage.type(LINE);
    await stage.press(`Stop ${String(count)} instances`);
    return ids;
  }

  test('counts them by region in the end, and has what became of each in a file', async () => {
    const ids = await stopAll(31);
    await stage.clock.advance(60_000);
    expect(stage.post.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^\*\*Stopped 31 instances\*\* in/),
      '⚪ us-west-2: 31 stopped',
      'All 31 are in the file.',
    ]);
    expect(idsInFile()).toEqual(ids);
  });

  test('has the file with the last edit alone', async () => {
    await stopAll(31);
    await stage.clock.advance(4_000);
    expect(stage.post).toContain('**Stopping 31 instances');
    expect(filesOfPost()).toEqual([]);
  });

  test('has a line for each where Mattermost does not take the file', async () => {
    await stopAll(31);
    stage.silence('UploadFile');
    await stage.clock.advance(60_000);
    expect(stage.post.split('\n')).toHaveLength(33);
    expect(stage.post).not.toContain('file');
  });

  test('has one file, also where the process ended in between', async () => {
    const ids = await stopAll(31);
    await stage.restart();
    await stage.clock.advance(60_000);
    expect(stage.post).toContain('All 31 are in the file.');
    expect(idsInFile()).toEqual(ids);
  });

  test('of 30 has a line for each, and no file', async () => {
    await stopAll(30);
    await stage.clock.advance(60_000);
    expect(stage.post.split('\n').filter((line) => line.startsWith('⚪ `app-'))).toHaveLength(30);
    expect(filesOfPost()).toEqual([]);
  });
});
