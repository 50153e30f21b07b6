import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMessages } from '../messages/messages.ts';
import { type ListName, type Lists, NO_LISTS } from './list.ts';
import { idOf } from './testing/fake-directory.ts';
import { createStage, type Stage } from './testing/stage.ts';

const ALICE = `@alice (id ${idOf('person', 'alice')})`;
const SRE = `team:sre (id ${idOf('team', 'sre')})`;
const IN_DEPLOYS = `~sre/deploys (id ${idOf('channel', 'sre/deploys')})`;

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

/** What a save makes of the viewers, or why it is refused. */
async function saved(viewers: string): Promise<string> {
  return await outcome({ viewers }, 'viewers');
}

async function savedOperators(operators: string): Promise<string> {
  return await outcome({ operators }, 'operators');
}

async function outcome(lists: Partial<Lists>, list: ListName): Promise<string> {
  const settled = await stage.access.settle({ ...NO_LISTS, ...lists });
  if (settled.kind === 'settled') return settled.lists[list];
  const sentence = createMessages('en').text(settled.problem);
  expect(sentence.length).toBeLessThan(140);
  return sentence;
}

/** These lists are in force; what they begin in the background has ended. */
async function inForce(viewers: string, operators = ''): Promise<void> {
  stage.access.change({ ...NO_LISTS, viewers, operators });
  await stage.access.idle();
  // All answers are there already: whatever is done with them ends in this turn.
  await new Promise((resolve) => setImmediate(resolve));
}

describe('what is added', () => {
  test.each([
    ['@alice', ALICE],
    ['@ALICE', ALICE],
    ['team:sre', SRE],
    ['~sre/deploys', IN_DEPLOYS],
    ['~deploys', IN_DEPLOYS],
    ['team:sre in ~deploys', `${SRE} in ${IN_DEPLOYS}`],
    ['everyone', 'everyone'],
    [ALICE, ALICE],
    [`~deploys (id ${idOf('channel', 'sre/deploys')})`, IN_DEPLOYS],
    ['# us\n @alice ,team:sre# them', `# us\n ${ALICE} ,${SRE}# them`],
  ])('%s becomes %s', async (typed, stored) => {
    expect(await saved(typed)).toBe(stored);
  });

  test('@platform is the group, if there is no such person', async () => {
    const id = stage.directory.add('group', 'platform');
    expect(await saved('@platform')).toBe(`group:platform (id ${id})`);
  });

  test('a channel that two teams have must be written with its team', async () => {
    stage.directory.add('team', 'ops');
    stage.directory.addChannel('ops/deploys');
    expect(await saved('~deploys')).toBe(
      'Viewers: 2 teams have a channel ~deploys. Write its team, too, like ~ops/deploys.',
    );
  });

  test('an archived channel of that name does not make it ambiguous', async () => {
    stage.directory.add('team', 'ops');
    stage.directory.addChannel('ops/deploys', { gone: 'archived' });
    expect(await saved('~deploys')).toBe(IN_DEPLOYS);
  });
});

describe('what is refused when it is added', () => {
  test.each([
    ['@alcie', 'Viewers: nobody is called @alcie. Did you mean @alice?'],
    ['@xyz', 'Viewers: nobody is called @xyz.'],
    ['team:sra', 'Viewers: no team is called sra. Did you mean team:sre?'],
    ['~sre/deplos', 'Viewers: no channel is called sre/deplos. Did you mean ~sre/deploys?'],
    ['group:x', 'Viewers: no group is called x.'],
    ['alice', 'Viewers: alice has no kind. Write @name, team:name, ~team/channel, group:name or everyone.'],
    ['@everyone', 'Viewers: @everyone is no person. For every user write everyone, without the @.'],
    ['@here', 'Viewers: @here is no person. For every user write everyone, without the @.'],
    ['@a b', 'Viewers: @a b is not understood. One entry a line, such as @alice or team:sre in ~sre/deploys'],
    [
      `@bob (id ${idOf('person', 'alice')})`,
      'Viewers: the id behind @bob belongs to another name. Delete the bracket, or correct the name.',
    ],
    [`@alice (id ${'x'.repeat(26)})`, 'Viewers: the id behind @alice belongs to nothing that is there.'],
    ['@alice, @bob, @nobody, everyone', 'Viewers: nobody is called @nobody.'],
    [`@${'x'.repeat(100)}`, `Viewers: nobody is called @${'x'.repeat(31)}….`],
  ])('%s', async (typed, sentence) => {
    expect(await saved(typed)).toBe(sentence);
  });

  test('whom nobody is called, also while no name like it can be found', async () => {
    stage.directory.similar = () => Promise.reject(new Error('away'));
    expect(await saved('@alcie')).toBe('Viewers: nobody is called @alcie.');
  });

  test('who is deactivated or of another server, and what is archived', async () => {
    stage.directory.add('person', 'alice', { gone: 'archived' });
    stage.directory.add('person', 'bob', { gone: 'remote' });
    stage.directory.add('team', 'sre', { gone: 'archived' });
    expect(await saved('@alice')).toBe('Viewers: @alice is deactivated.');
    expect(await saved('@bob')).toBe('Viewers: @bob belongs to another server.');
    expect(await saved('team:sre')).toBe('Viewers: team:sre is archived.');
  });

  test('for operators whatever people let themselves into', async () => {
    stage.directory.add('team', 'open', { isOpen: true });
    stage.directory.add('group', 'loose', { isOpen: true });
    expect(await savedOperators('~sre/square')).toBe(
      'Operators: ~sre/square is a public channel, which anyone can join.',
    );
    expect(await savedOperators('team:sre in ~sre/square')).toContain('public channel');
    expect(await savedOperators('team:open')).toBe('Operators: team:open is a team that anyone can join.');
    expect(await savedOperators('group:loose')).toBe(
      'Operators: group:loose is a group whose members ordinary users may change.',
    );
    expect(await savedOperators('everyone')).toMatch(/^Operators: everyone is too many\./);
    expect(await savedOperators('everyone in ~sre/deploys')).toBe(`everyone in ${IN_DEPLOYS}`);
    expect(await saved('~sre/square, team:open, group:loose')).not.toMatch(/^Viewers:/);
  });
});

describe('what was there before', () => {
  test.each([
    ['is deactivated', () => stage.directory.add('person', 'alice', { gone: 'archived' })],
    ['is gone altogether', () => stage.directory.things.delete(`person ${idOf('person', 'alice')}`)],
  ])('never refuses a save: @alice %s', async (_name, happen) => {
    await inForce(ALICE);
    happen();
    expect(await saved(`${ALICE}, @bob`)).toBe(`${ALICE}, @bob (id ${idOf('person', 'bob')})`);
  });

  test('never refuses a save, even what is no entry', async () => {
    await inForce('alice, @here', 'everyone');
    expect(await outcome({ viewers: 'alice, @here', operators: 'everyone' }, 'operators')).toBe('everyone');
  });

  test('keeps its id, and gets the present name', async () => {
    await inForce(ALICE);
    stage.directory.add('person', 'alicia', { id: idOf('person', 'alice') });
    expect(await saved(ALICE)).toBe(`@alicia (id ${idOf('person', 'alice')})`);
  });

  test('without its bracket means whoever has the name now, if it was written with it', async () => {
    await inForce(ALICE);
    stage.directory.add('person', 'alicia', { id: idOf('person', 'alice') });
    const other = stage.directory.add('person', 'alice', { id: 'x'.repeat(26) });
    expect(await saved('@alice')).toBe(`@alice (id ${other})`);
  });

  test('whose name meant nobody when it was first read is looked up anew', async () => {
    await inForce('@dave');
    expect(await saved('@dave # again')).toBe('@dave # again');
    const dave = stage.directory.add('person', 'dave');
    expect(await saved('@dave # again')).toBe(`@dave (id ${dave}) # again`);
  });

  test('whose name meant nobody stays as it is while something else is saved, whoever has the name by then', async () => {
    await inForce('@dave');
    stage.directory.add('person', 'dave');
    expect(await saved('@dave')).toBe('@dave');
  });

  describe('on a page that was opened before its id was written', () => {
    const id = idOf('person', 'alice');

    beforeEach(async () => {
      expect(await saved('@alice, team:sre in ~deploys')).toBe(`${ALICE}, ${SRE} in ${IN_DEPLOYS}`);
      await inForce(`${ALICE}, ${SRE} in ${IN_DEPLOYS}`);
      stage.directory.add('person', 'alicia', { id });
      stage.directory.add('person', 'alice', { id: 'x'.repeat(26) });
    });

    test('means what it meant, whoever has taken the name, and however its list was changed', async () => {
      const now = `@alicia (id ${id}), ${SRE} in ${IN_DEPLOYS}`;
      expect(await saved('@alice, team:sre in ~deploys')).toBe(now);
      expect(await saved('@alice, @bob')).toBe(`@alicia (id ${id}), @bob (id ${idOf('person', 'bob')})`);
      await inForce(now);
      expect(await saved('@alice, team:sre in ~deploys')).toBe(now);
    });

    test('refuses nothing when nobody has the name any longer', async () => {
      stage.directory.things.delete(`person ${'x'.repeat(26)}`);
      expect(await saved('@alice')).toBe(`@alicia (id ${id})`);
    });

    test('of another process or node, as well', async () => {
      const other = createStage(stage.store, stage.directory);
      other.access.change({ ...NO_LISTS, viewers: ALICE, operators: '' });
      expect(await other.access.settle({ ...NO_LISTS, viewers: '@alice' })).toMatchObject({
        lists: { viewers: `@alicia (id ${id})` },
      });
    });

    test('means whoever has the name once its line was taken out, and on the other list', async () => {
      expect(await savedOperators('@alice')).toBe(`@alice (id ${'x'.repeat(26)})`);
      await inForce(SRE);
      expect(await saved('@alice')).toBe(`@alice (id ${'x'.repeat(26)})`);
    });

    test('is not kept of a save that did not come to be', async () => {
      await saved('@bob');
      await inForce(ALICE);
      stage.directory.add('person', 'robert', { id: idOf('person', 'bob') });
      stage.directory.add('person', 'bob', { id: 'y'.repeat(26) });
      expect(await saved('@bob')).toBe(`@bob (id ${'y'.repeat(26)})`);
    });
  });

  test('never refuses a save from a page that still has the name of before', async () => {
    const id = idOf('person', 'alice');
    await inForce(`@alicia (id ${id})`);
    stage.directory.add('person', 'alicia', { id });
    expect(await saved(ALICE)).toBe(`@alicia (id ${id})`);
    expect(await saved(`@alicia (id ${id}) in ~deploys`)).toBe(`@alicia (id ${id}) in ${IN_DEPLOYS}`);
    expect(await saved(`${ALICE} in ~deploys`)).toBe(
      'Viewers: the id behind @alice belongs to another name. Delete the bracket, or correct the name.',
    );
  });

  test('is not what is left of it when its name is deleted: that is refused', async () => {
    await inForce(ALICE);
    const left = ALICE.replace('alice', '');
    expect(await saved(left)).toMatch(/^Viewers: @ \(id personalice.* is not understood\./);
  });

  test('keeps its name where Mattermost has none, as of some groups: without one it would be no entry', async () => {
    const platform = `group:platform (id ${stage.directory.add('group', 'platform')})`;
    await inForce(platform);
    stage.directory.add('group', '', { id: idOf('group', 'platform') });
    expect(await saved(platform)).toBe(platform);
  });

  test('whose name meant nobody gets no id of what must not stand there', async () => {
    await inForce('', 'team:later');
    stage.directory.add('team', 'later', { isOpen: true });
    expect(await outcome({ operators: 'team:later # x' }, 'operators')).toBe('team:later # x');
  });
});
