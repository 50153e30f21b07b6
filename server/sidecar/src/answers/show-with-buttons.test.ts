/** Mattermost does not keep the buttons of an answer that stands by itself. */
import { beforeEach, expect, test } from '@jest/globals';
import { CardStage } from './testing/card-stage.ts';

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin({ listings: 'private' });
});

test.each(['/ec2ctl ls web-1', '/ec2ctl info web-1'])('%s is answered without them', async (line) => {
  for (const [at, applied] of [
    ['card/', false],
    ['card/', true],
    ['"OldValue"', false],
  ] as const) {
    stage.silence('KVSetWithOptions', { at, applied, times: 1 });
    await stage.type(line);
    expect(stage.told).toMatchObject({ who: 'bob', says: expect.stringContaining('`web-1`'), buttons: [] });
    expect(stage.openCards).toEqual([]);
    expect(stage.bridge.logged.at(-1)).toMatchObject({
      level: 'warn',
      message: 'An answer has no buttons: they could not be kept',
      userId: 'bob',
      code: 'Unreachable',
    });
    await stage.clock.advance(6_000);
  }
  const said = stage.bridge.host.ephemerals.map(({ post }) => post.message).join('\n');
  expect(said).not.toContain('Something went wrong');
});

test('what cannot be shown itself is not shown again without them', async () => {
  stage.silence('SendEphemeralPost', { at: 'attachments', applied: true });
  await stage.type('/ec2ctl ls web-1');
  const said = stage.bridge.host.ephemerals.map(({ post }) => post.message);
  expect(said).toEqual([expect.stringContaining('`web-1`'), expect.stringContaining('Something went wrong')]);
  expect(stage.openCards).toEqual([]);
});
