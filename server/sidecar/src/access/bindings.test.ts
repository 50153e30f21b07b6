/** Entries without an id, which came past the check of a save. */
import { beforeEach, expect, test } from '@jest/globals';
import { createMessages } from '../messages/messages.ts';
import { NO_LISTS } from './list.ts';
import { idOf } from './testing/fake-directory.ts';
import { createStage, person, type Stage } from './testing/stage.ts';

const PLACE = idOf('channel', 'sre/deploys');
const mallory = person('mallory');

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

/** Puts lists in force; what that begins in the background has ended. */
async function inForce(on: Stage, viewers: string): Promise<void> {
  on.access.change({ ...NO_LISTS, viewers, operators: '' });
  await on.access.idle();
  // All answers are there already: whatever is done with them ends in this turn.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Alice is called otherwise, and Mallory takes her name. */
function takeOver(): void {
  stage.directory.add('person', 'alicia', { id: idOf('person', 'alice') });
  stage.directory.add('person', 'alice', { id: mallory.id });
}

test('mean what they meant when they were first read, for every process and node', async () => {
  await inForce(stage, '@alice');
  takeOver();
  const another = createStage(stage.store, stage.directory);
  await inForce(another, '@alice');
  for (const { access } of [stage, another]) {
    expect(await access.rightsOf(person('alice'), PLACE)).toBe('look');
    expect(await access.rightsOf(mallory, PLACE)).toBe('none');
  }
});

test('a save writes down what they mean, not who has the name now', async () => {
  await inForce(stage, '@alice');
  takeOver();
  expect(await stage.access.settle({ ...NO_LISTS, viewers: '@alice' })).toMatchObject({
    kind: 'settled',
    lists: { viewers: `@alicia (id ${idOf('person', 'alice')})`, operators: '' },
  });
});

test('that meant nobody grant nothing to whoever takes the name, and administrators see it', async () => {
  await inForce(stage, '@mallory');
  stage.directory.add('person', 'mallory', { id: mallory.id });
  const another = createStage(stage.store, stage.directory);
  await inForce(another, '@mallory');
  expect(await another.access.rightsOf(mallory, PLACE)).toBe('none');
  const [idle] = await another.access.idle();
  expect(idle && createMessages('en').text(idle)).toMatch(/^Viewers: @mallory meant nobody when it was first read\./);
});

test('are forgotten when their line is removed', async () => {
  await inForce(stage, '@alice, team:sre');
  expect(stage.store.stored.size).toBe(2);
  await inForce(stage, 'team:sre');
  expect(stage.store.stored.size).toBe(1);
  takeOver();
  await inForce(stage, '@alice');
  expect(await stage.access.rightsOf(mallory, PLACE)).toBe('look');
});

test('are forgotten at the next command, when the store did not answer as their line was removed', async () => {
  await inForce(stage, '@alice');
  const keys = stage.store.keys.bind(stage.store);
  stage.store.keys = () => Promise.reject(new Error('away'));
  await inForce(stage, '');
  expect(stage.store.stored.size).toBe(1);
  stage.store.keys = keys;
  await stage.access.rightsOf(mallory, PLACE);
  await new Promise((resolve) => setImmediate(resolve));
  expect(stage.store.stored.size).toBe(0);
});

test('are forgotten when their line was removed while nobody looked', async () => {
  await inForce(stage, '@alice');
  await inForce(createStage(stage.store, stage.directory), '');
  expect(stage.store.stored.size).toBe(0);
});

test('of a list that comes while an earlier one is cleared up after are kept', async () => {
  const keys = stage.store.keys.bind(stage.store);
  const asked = Promise.withResolvers<undefined>();
  stage.store.keys = async (prefix) => {
    stage.store.keys = keys;
    await asked.promise;
    return await keys(prefix);
  };
  stage.access.change({ ...NO_LISTS, viewers: 'team:sre', operators: '' });
  await inForce(stage, '@alice, team:sre');
  asked.resolve(undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(stage.store.stored.size).toBe(2);
});

test('are looked up again when the store or the server did not answer', async () => {
  stage.directory.failure = new Error('away');
  stage.access.change({ ...NO_LISTS, viewers: '@alice' });
  expect(await stage.access.rightsOf(person('alice'), PLACE)).toBe('none');
  stage.directory.failure = undefined;
  stage.store.failure = new Error('away');
  expect(await stage.access.rightsOf(person('alice'), PLACE)).toBe('none');
  stage.store.failure = undefined;
  expect(await stage.access.rightsOf(person('alice'), PLACE)).toBe('look');
});

test('what another node has bound meanwhile counts', async () => {
  const insert = stage.store.insert.bind(stage.store);
  stage.store.insert = async (key) => {
    await insert(key, { kind: 'person', id: mallory.id });
    return false;
  };
  await inForce(stage, '@alice');
  expect(await stage.access.rightsOf(person('alice'), PLACE)).toBe('none');
  expect(await stage.access.rightsOf(mallory, PLACE)).toBe('look');
});

test('what another node has bound just now counts as soon as the copy that is read from has it', async () => {
  const get = stage.store.get.bind(stage.store);
  const insert = stage.store.insert.bind(stage.store);
  stage.store.get = () => Promise.resolve(undefined);
  stage.store.insert = async (key) => {
    await insert(key, { kind: 'person', id: mallory.id });
    return false;
  };
  stage.access.change({ ...NO_LISTS, viewers: '@alice' });
  expect(await stage.access.rightsOf(mallory, PLACE)).toBe('none');
  stage.store.get = get;
  expect(await stage.access.rightsOf(mallory, PLACE)).toBe('look');
});

test.each([[{ kind: 'team', id: 'x' }], ['text'], [{}], [null]])(
  'a record that is none grants nothing: %j',
  async (record) => {
    stage.store.get = () => Promise.resolve(record);
    stage.access.change({ ...NO_LISTS, viewers: '@alice' });
    expect(await stage.access.rightsOf(person('alice'), PLACE)).toBe('none');
  },
);
