/** Lists of thousands of entries. Each command and each letter typed goes through all of them. */
import { expect, test } from '@jest/globals';
import { NO_LISTS } from './list.ts';
import { idOf } from './testing/fake-directory.ts';
import { createStage, person } from './testing/stage.ts';

const PLACE = idOf('channel', 'sre/deploys');
const NAMES = Array.from({ length: 5_000 }, (_, index) => `person${String(index)}`);

test('do not hold up whoever types', async () => {
  const { access } = createStage();
  const entries = NAMES.map((name) => `@${name} (id ${idOf('person', name)})`).join('\n');
  access.change({ ...NO_LISTS, viewers: entries, operators: entries });
  expect(await access.rightsOf(person('zoe'), PLACE)).toBe('none');
  const began = performance.now();
  // As many as one person may ask of completion within a second.
  for (let count = 0; count < 20; count += 1) await access.rightsOf(person('zoe'), PLACE);
  expect(performance.now() - began).toBeLessThan(400);
});

test('without ids are looked up a few at a time, once', async () => {
  const { access, directory } = createStage();
  let atOnce = 0;
  let most = 0;
  const byName = directory.byName.bind(directory);
  directory.byName = async (kind, name) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    const found = await byName(kind, name);
    atOnce -= 1;
    return found;
  };
  const names = NAMES.slice(0, 500);
  for (const name of names) directory.add('person', name);
  access.change({ ...NO_LISTS, viewers: names.map((name) => `@${name}`).join(', '), operators: '' });
  const asking = ['person0', 'person499', 'zoe'].map((name) => access.rightsOf(person(name), PLACE));
  expect(await Promise.all(asking)).toEqual(['look', 'look', 'none']);
  expect(most).toBeLessThan(100);
  expect(directory.asked.filter((question) => question === 'byName person person499')).toHaveLength(1);
});

/** Thirty groups or teams on the list of operators, of which bob is in the last. */
async function thirty(kind: 'group' | 'team'): Promise<ReturnType<typeof createStage>> {
  const stage = createStage();
  const names = Array.from({ length: 30 }, (_, index) => `${kind}${String(index)}`);
  for (const name of names) stage.directory.add(kind, name);
  stage.directory.join(idOf('person', 'bob'), idOf(kind, `${kind}29`));
  const entries = names.map((name) => `${kind}:${name} (id ${idOf(kind, name)})`).join('\n');
  stage.access.change({ ...NO_LISTS, operators: entries });
  // What is looked through in the background was begun before this.
  await stage.access.idle();
  await stage.access.auditChannel();
  stage.directory.asked.length = 0;
  return stage;
}

test('of teams ask once, for those of which somebody is a member', async () => {
  const { access, directory } = await thirty('team');
  expect(await access.rightsOf(person('bob'), PLACE)).toBe('change');
  expect(directory.asked).toEqual([`teamsOf ${idOf('person', 'bob')}`]);
});

test('of groups ask once of what somebody is a member, and look at those alone', async () => {
  const { access, directory } = await thirty('group');
  const [groups, first, last] = [
    `groupsOf ${idOf('person', 'bob')}`,
    `byId group ${idOf('group', 'group0')}`,
    `byId group ${idOf('group', 'group29')}`,
  ];
  expect(await access.rightsOf(person('bob'), PLACE)).toBe('change');
  // The first group is looked at beside the question.
  expect(directory.asked.toSorted()).toEqual([first, last, groups].toSorted());
  // From then on that one is the first, and it is asked anew each time.
  directory.asked.length = 0;
  expect(await access.rightsOf(person('bob'), PLACE)).toBe('change');
  expect(directory.asked.toSorted()).toEqual([last, groups].toSorted());
  directory.leave(idOf('person', 'bob'), idOf('group', 'group29'));
  expect(await access.rightsOf(person('bob'), PLACE)).toBe('none');
});
