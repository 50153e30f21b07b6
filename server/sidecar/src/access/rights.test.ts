import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Found, NamedKind } from '../ports.ts';
import { NO_LISTS } from './list.ts';
import { idOf } from './testing/fake-directory.ts';
import { createStage, person, type Stage } from './testing/stage.ts';

const DEPLOYS = idOf('channel', 'sre/deploys');
const SQUARE = idOf('channel', 'sre/square');
const TEAM = idOf('team', 'sre');
const alice = person('alice');

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

/** An entry with its ids. */
function withId(kind: NamedKind, mark: string, name: string): string {
  return `${mark}${name} (id ${idOf(kind, name)})`;
}

const ALICE = withId('person', '@', 'alice');
const SRE = withId('team', 'team:', 'sre');
const IN_DEPLOYS = withId('channel', '~', 'sre/deploys');
const IN_SQUARE = withId('channel', '~', 'sre/square');
const GROUP = withId('group', 'group:', 'platform');

async function operator(entry: string, who = alice, channelId = DEPLOYS): Promise<string> {
  stage.access.change({ ...NO_LISTS, operators: entry });
  return await stage.access.rightsOf(who, channelId);
}

async function viewer(entry: string, who = alice, channelId = DEPLOYS): Promise<string> {
  stage.access.change({ ...NO_LISTS, viewers: entry, operators: '' });
  return await stage.access.rightsOf(who, channelId);
}

test('closed by default: system admins may do everything, nobody else anything', async () => {
  expect(await stage.access.rightsOf(person('carol', { isSystemAdmin: true }), DEPLOYS)).toBe('admin');
  expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
  stage.access.change(NO_LISTS);
  expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
});

describe('what an entry grants', () => {
  test.each([
    [ALICE, SQUARE],
    [SRE, SQUARE],
    [IN_DEPLOYS, DEPLOYS],
    [`${SRE} in ${IN_DEPLOYS}`, DEPLOYS],
    [`${ALICE} in ${IN_DEPLOYS}`, DEPLOYS],
    [`everyone in ${IN_DEPLOYS}`, DEPLOYS],
  ])('%s, to operators and viewers', async (entry, channelId) => {
    expect(await operator(entry, alice, channelId)).toBe('change');
    expect(await viewer(entry, alice, channelId)).toBe('look');
  });

  test('operators need not be viewers as well, and the wider right wins', async () => {
    stage.access.change({ ...NO_LISTS, viewers: SRE, operators: ALICE });
    expect(await stage.access.rightsOf(alice, SQUARE)).toBe('change');
  });

  test.each([IN_SQUARE, `${SRE} in ${IN_SQUARE}`, `everyone in ${IN_SQUARE}`])(
    '%s, to viewers alone: the channel is public',
    async (entry) => {
      expect(await viewer(entry, alice, SQUARE)).toBe('look');
      expect(await operator(entry, alice, SQUARE)).toBe('none');
    },
  );

  test('everyone, to viewers alone', async () => {
    expect(await viewer('everyone', person('bob'))).toBe('look');
    expect(await operator('everyone', person('bob'))).toBe('none');
  });

  test('a group, by its members', async () => {
    stage.directory.join(alice.id, stage.directory.add('group', 'platform'));
    expect(await operator(GROUP)).toBe('change');
    expect(await operator(GROUP, person('bob'))).toBe('none');
  });
});

describe('what an entry does not grant', () => {
  test('a channel, in another channel', async () => {
    expect(await operator(IN_DEPLOYS, alice, SQUARE)).toBe('none');
    expect(await operator(`${SRE} in ${IN_DEPLOYS}`, alice, SQUARE)).toBe('none');
    expect(await operator(`${ALICE} in ${IN_DEPLOYS}`, alice, SQUARE)).toBe('none');
  });

  test.each([SRE, IN_DEPLOYS, `${SRE} in ${IN_DEPLOYS}`, `everyone in ${IN_DEPLOYS}`])(
    '%s, to one who is no member',
    async (entry) => {
      expect(await operator(entry, person('bob'))).toBe('none');
    },
  );

  test('a person, to another with that name', async () => {
    expect(await operator(ALICE, { ...person('bob'), username: 'alice' })).toBe('none');
  });

  test('a channel, to a member who has left its team', async () => {
    stage.directory.leave(alice.id, TEAM);
    expect(await operator(IN_DEPLOYS)).toBe('none');
    expect(await operator(SRE)).toBe('none');
  });

  test.each([SRE, IN_DEPLOYS, 'everyone', `everyone in ${IN_DEPLOYS}`])(
    '%s, to a guest or bot who is a member',
    async (entry) => {
      expect(await viewer(entry, { ...alice, isOutsider: true })).toBe('none');
    },
  );

  test('but a guest or bot has a right if named', async () => {
    expect(await viewer(ALICE, { ...alice, isOutsider: true })).toBe('look');
    expect(await viewer(`${ALICE} in ${IN_DEPLOYS}`, { ...alice, isOutsider: true })).toBe('look');
  });

  test.each(['alice', '@here', 'team:sre extra'])('%s is no entry', async (entry) => {
    expect(await viewer(entry)).toBe('none');
  });
});

describe('how things are now counts', () => {
  const opened: readonly (readonly [string, NamedKind, string, Partial<Found>])[] = [
    [SRE, 'team', 'sre', { isOpen: true }],
    [IN_DEPLOYS, 'channel', 'sre/deploys', { isOpen: true, teamId: TEAM }],
    [IN_DEPLOYS, 'channel', 'sre/deploys', { gone: 'archived', teamId: TEAM }],
  ];

  test.each(opened)('%s: %s %s became %j, which takes the right at once and is logged once', async (...given) => {
    const [entry, kind, name, facts] = given;
    expect(await operator(entry)).toBe('change');
    stage.logged.length = 0;
    stage.directory.add(kind, name, facts);
    expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
    expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
    expect(stage.logged).toEqual([
      expect.objectContaining({ message: 'An entry of a list of people grants nothing', list: 'operators', entry }),
    ]);
  });

  test('a team that is archived takes the right at once, and administrators are told of it', async () => {
    expect(await operator(SRE)).toBe('change');
    stage.directory.add('team', 'sre', { gone: 'archived' });
    expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
    expect(await stage.access.idle()).toHaveLength(1);
  });

  test('a group whose members ordinary users may change', async () => {
    stage.directory.join(alice.id, stage.directory.add('group', 'platform', { isOpen: true }));
    expect(await operator(GROUP)).toBe('none');
    expect(await viewer(GROUP)).toBe('look');
  });

  test('leaving takes the right at once', async () => {
    expect(await operator(IN_DEPLOYS)).toBe('change');
    stage.directory.leave(alice.id, DEPLOYS);
    expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
  });

  test('a right that was had by an entry is gone with it, and another entry counts', async () => {
    expect(await operator(`${SRE}, ${ALICE}`)).toBe('change');
    expect(await operator(IN_SQUARE)).toBe('none');
    expect(await operator(`${IN_SQUARE}, ${ALICE}`)).toBe('change');
    stage.directory.leave(alice.id, TEAM);
    expect(await operator(`${SRE}, ${ALICE}`)).toBe('change');
    expect(await operator(SRE)).toBe('none');
  });
});

test('a failure on the way is a refusal', async () => {
  stage.access.change({ ...NO_LISTS, operators: SRE });
  stage.directory.failure = new Error('away');
  expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('none');
  expect(await stage.access.everyReaderMayLook(DEPLOYS)).toBe(false);
  stage.directory.failure = undefined;
  expect(await stage.access.rightsOf(alice, DEPLOYS)).toBe('change');
});
