/** The one channel that is told of every change: judged and bound at a save as an entry of the lists of people is. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMessages } from '../messages/messages.ts';
import { NO_LISTS } from './list.ts';
import { idOf } from './testing/fake-directory.ts';
import { createStage, type Stage } from './testing/stage.ts';

const DEPLOYS = idOf('channel', 'sre/deploys');
const BOUND = `~sre/deploys (id ${DEPLOYS})`;
const OTHER = 'x'.repeat(26);

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

/** What a save makes of the box, or why it is refused. */
async function saved(auditchannel: string): Promise<string> {
  const settled = await stage.access.settle({ ...NO_LISTS, auditchannel });
  if (settled.kind === 'settled') return settled.lists.auditchannel;
  const sentence = createMessages('en').text(settled.problem);
  expect(sentence.length).toBeLessThan(140);
  return sentence;
}

/** This is in force; what it begins in the background has ended. */
async function inForce(auditchannel: string, on = stage): Promise<void> {
  on.access.change({ ...NO_LISTS, auditchannel });
  await on.access.idle();
  // All answers are there already: whatever is done with them ends in this turn.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Where lines go: an id, nothing, or why not. */
async function target(on = stage): Promise<string | undefined> {
  const found = await on.access.auditChannel();
  if (found.kind === 'idle') return createMessages('en').text(found.problem);
  return found.kind === 'channel' ? found.id : undefined;
}

/** A member renames the channel away, and somebody makes another of its name. */
function takeOver(): void {
  stage.directory.addChannel('sre/before', { id: DEPLOYS });
  stage.directory.addChannel('sre/deploys', { id: OTHER });
}

describe('a save', () => {
  test.each([
    ['~sre/deploys', BOUND],
    ['~deploys', BOUND],
    [BOUND, BOUND],
    ['~sre/square', `~sre/square (id ${idOf('channel', 'sre/square')})`],
    ['', ''],
  ])('takes %s', async (typed, written) => {
    expect(await saved(typed)).toBe(written);
  });

  test.each([
    ['~sre/deplos', 'Audit channel: no channel is called sre/deplos. Did you mean ~sre/deploys?'],
    ['sre/deploys', 'Audit channel: sre/deploys is no channel. Write one with its team, such as ~sre/deploys.'],
    ['@alice', 'Audit channel: @alice is no channel. Write one with its team, such as ~sre/deploys.'],
    ['everyone', 'Audit channel: everyone is no channel. Write one with its team, such as ~sre/deploys.'],
    [
      'team:sre in ~sre/deploys',
      'Audit channel: team:sre in ~sre/deploys is no channel. Write one with its team, such as ~sre/deploys.',
    ],
    ['~sre/deploys, ~sre/square', 'Audit channel: only one channel can be told. Take the others out.'],
    [`~sre/deploys (id ${OTHER})`, 'Audit channel: the id behind ~sre/deploys belongs to nothing that is there.'],
  ])('refuses %s', async (typed, sentence) => {
    expect(await saved(typed)).toBe(sentence);
  });

  test('refuses an archived channel', async () => {
    stage.directory.addChannel('sre/deploys', { gone: 'archived' });
    expect(await saved('~sre/deploys')).toBe('Audit channel: ~sre/deploys is archived.');
  });

  test.each(['@alice', 'nonsense', '~sre/gone', '~sre/deploys, ~sre/square'])(
    'is never refused for what was there before: %s',
    async (typed) => {
      await inForce(typed);
      expect(await saved(typed)).not.toMatch(/^Audit channel:/);
    },
  );

  test('does not refuse a channel that was archived since', async () => {
    await inForce(BOUND);
    stage.directory.addChannel('sre/deploys', { gone: 'archived' });
    expect(await saved(BOUND)).toBe(BOUND);
  });

  test('from a page that has the name alone means the channel that was meant, whoever took its name', async () => {
    expect(await saved('~sre/deploys')).toBe(BOUND);
    await inForce(BOUND);
    takeOver();
    expect(await saved('~sre/deploys')).toBe(`~sre/before (id ${DEPLOYS})`);
  });
});

describe('lines go', () => {
  test('nowhere by default', async () => {
    expect(await target()).toBeUndefined();
  });

  test('to the channel with the id, whatever it is called', async () => {
    await inForce(BOUND);
    takeOver();
    expect(await target()).toBe(DEPLOYS);
  });

  test('by a name that came past the save to what it meant when it was first read, on every node', async () => {
    await inForce('~sre/deploys');
    takeOver();
    expect(await target()).toBe(DEPLOYS);
    const another = createStage(stage.store, stage.directory);
    await inForce('~sre/deploys', another);
    expect(await target(another)).toBe(DEPLOYS);
  });

  test('by a name that meant nothing then nowhere, whoever makes such a channel, until it is saved again', async () => {
    await inForce('~sre/audit');
    stage.directory.addChannel('sre/audit');
    expect(await target()).toBe(
      'Audit channel: ~sre/audit meant nobody when it was first read. Take it out, save, and enter it again.',
    );
    await inForce('');
    expect(stage.store.stored.size).toBe(0);
    expect(await saved('~sre/audit')).toBe(`~sre/audit (id ${idOf('channel', 'sre/audit')})`);
  });

  test.each([
    ['is archived', () => stage.directory.addChannel('sre/deploys', { gone: 'archived' }), '~sre/deploys is archived.'],
    [
      'is gone',
      () => stage.directory.things.delete(`channel ${DEPLOYS}`),
      'the id behind ~sre/deploys belongs to nothing that is there.',
    ],
  ])('nowhere once the channel %s, and why is said', async (_what, happen, why) => {
    await inForce(BOUND);
    happen();
    expect(await target()).toBe(`Audit channel: ${why}`);
  });

  test.each([
    ['@alice', '@alice is no channel'],
    ['~sre/deploys, ~sre/square', 'only one channel'],
  ])('nowhere by %s, which came past the save; the log says so', async (typed, why) => {
    await inForce(typed);
    expect(await target()).toContain(why);
    expect(stage.logged).toContainEqual({
      message: 'No channel is told of changes',
      problem: expect.stringContaining(why),
    });
  });

  test('and give nobody a right there', async () => {
    await inForce(BOUND);
    const alice = { id: idOf('person', 'alice'), username: 'alice', locale: 'en' };
    const rights = await stage.access.rightsOf({ ...alice, isSystemAdmin: false, isOutsider: false }, DEPLOYS);
    expect(rights).toBe('none');
  });
});

test('what a name meant is kept while the lists of people are changed, and forgotten with its line', async () => {
  await inForce('~sre/deploys');
  stage.access.change({ ...NO_LISTS, viewers: '@alice', auditchannel: '~sre/deploys' });
  await stage.access.idle();
  await new Promise((resolve) => setImmediate(resolve));
  expect(stage.store.stored.size).toBe(2);
  takeOver();
  expect(await target()).toBe(DEPLOYS);
  await inForce('');
  expect(stage.store.stored.size).toBe(0);
  await inForce('~sre/deploys');
  expect(await target()).toBe(OTHER);
});
