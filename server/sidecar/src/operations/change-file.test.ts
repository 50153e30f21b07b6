/** The file of a large change for which Mattermost takes its time, or that no post can have. */
import { beforeEach, expect, test } from '@jest/globals';
import type { ChangeFile } from '../views.ts';
import { crash } from './testing/crash.ts';
import { mattermostError } from './testing/fake-posts.ts';
import { lastSaid, repliedWith, said, Stage } from './testing/stage.ts';

const IDS = Array.from({ length: 31 }, (_, number) => `i-${String(number).padStart(17, '0')}`);

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

function add(movesForMs: number): void {
  for (const id of IDS) stage.ec2.add({ id, region: 'eu-1', state: 'running' }, { movesForMs });
}

/** What the post says of its file. */
function fileSaid(): ChangeFile | undefined {
  const message = stage.posts.only.versions.at(-1)?.message ?? '{}';
  return (JSON.parse(message) as { file?: ChangeFile }).file;
}

test('the process ends meanwhile: the post tells all without it, in the time that there is', async () => {
  add(3_000);
  stage.files.faults.add({ call: 'upload', hang: true });
  await stage.ask('stop', IDS);
  await stage.clock.advance(12_000);
  expect(fileSaid()).toBeUndefined();
  const startedAt = stage.clock.now();

  expect(await stage.clock.until(stage.operations.shutdown(3_000), 3_000)).toBe(true);

  expect(stage.clock.now()).toBe(startedAt);
  expect(fileSaid()).toBe('none');
  expect(new Set(lastSaid(stage.posts.only).lines.map(({ outcome }) => outcome))).toEqual(new Set(['arrived']));
  expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
});

test('post, reply and audit line tell one time, however long it takes', async () => {
  add(Infinity);
  stage.audit.goesTo = { kind: 'channel', id: 'audit-1' };
  stage.files.faults.add({ call: 'upload', delayMs: 9_000 });
  const { watchEnd, elapsedMs } = await stage.run('stop', IDS);

  expect(watchEnd).toBe('limit');
  expect(fileSaid()).toBe('attached');
  expect(stage.posts.only.versions.at(-1)?.fileIds).toEqual(['file-1']);
  const told = [
    lastSaid(stage.posts.only),
    repliedWith(stage.replies.only.message).change,
    said(stage.audit.only.message).change,
  ];
  expect(told.map((change) => change.elapsedMs)).toEqual([elapsedMs, elapsedMs, elapsedMs]);
});

test('there is no post: it is not uploaded', async () => {
  add(3_000);
  stage.posts.faults.add({ call: 'create', hang: true });
  stage = await crash(stage, 100, IDS);
  stage.posts.faults.add({ call: 'create', error: mattermostError('ChannelArchived', 403) });

  await stage.clock.until(
    stage.operations.resume((work) => work(stage.ec2)),
    60_000,
  );

  expect(stage.posts.ephemerals.map(({ message }) => (JSON.parse(message) as { file?: ChangeFile }).file)).toEqual([
    'none',
  ]);
  expect(stage.files.uploaded).toEqual([]);
});
