import { beforeEach, expect, test } from '@jest/globals';
import { mattermostError } from './testing/fake-posts.ts';
import { Stage } from './testing/stage.ts';

const A = 'i-0a1f39c5d2e84b7f6';

let stage: Stage;

/** A change whose post and thread are closed before it ends. */
beforeEach(async () => {
  stage = new Stage();
  stage.ec2.add({ id: A, region: 'eu-1', state: 'running' }, { movesForMs: 20_000 });
  await stage.ask('stop', [A]);
  stage.posts.faults.add({ call: 'edit', error: mattermostError('ChannelArchived', 403) });
  stage.replies.faults.add({ call: 'make', error: mattermostError('ChannelArchived', 403) });
});

test('an end that neither post nor reply can tell is told to the asker alone', async () => {
  await stage.clock.advance(60_000);

  expect(stage.posts.ephemerals.map(({ userId }) => userId)).toEqual(['person-1']);
  expect(stage.records.stored.size).toBe(0);
});

test('where they cannot be told either, the log has it, and the operation is over', async () => {
  stage.posts.faults.add({ call: 'ephemeral', error: mattermostError('DeadlineExceeded') });
  await stage.clock.advance(60_000);

  expect(stage.log).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'End of an operation cannot be told' }),
  );
  expect(stage.records.stored.size).toBe(0);
});
