import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Directory } from '../ports.ts';
import { createDirectory } from './directory.ts';
import { refused } from './testing/fake-town.ts';
import { FakeHost } from './testing/fake-host.ts';

let host: FakeHost;
let directory: Directory;

beforeEach(() => {
  host = new FakeHost();
  directory = createDirectory(host);
  host.addUser('alice');
  host.addTeam('sre', ['alice']);
  host.addChannel('deploys', 'sre', ['alice']);
});

describe('people', () => {
  test.each([
    [{}, undefined],
    [{ delete_at: 5 }, 'archived'],
    [{ remote_id: 'r' }, 'remote'],
  ])('%j', async (facts, gone) => {
    host.addUser('bob', { username: 'bobby', ...facts });
    const bob = { id: 'bob', name: 'bobby', gone, isOpen: false, teamId: undefined };
    expect(await directory.byId('person', 'bob')).toEqual(bob);
    expect(await directory.byName('person', 'bobby')).toEqual([bob]);
  });

  test('there is nobody', async () => {
    expect(await directory.byId('person', 'x')).toBeUndefined();
    expect(await directory.byName('person', 'x')).toEqual([]);
  });
});

describe('teams', () => {
  test.each([
    [{}, { gone: undefined, isOpen: false }],
    [{ type: 'O' }, { gone: undefined, isOpen: true }],
    [{ allow_open_invite: true }, { gone: undefined, isOpen: true }],
    [{ delete_at: 5 }, { gone: 'archived', isOpen: false }],
  ] as const)('%j', async (facts, expected) => {
    host.addTeam('ops', [], facts);
    expect(await directory.byId('team', 'ops')).toMatchObject(expected);
    expect(await directory.byName('team', 'ops')).toMatchObject([expected]);
  });

  test('of a person are those that they have not left, as they are now', async () => {
    expect(await directory.teamsOf('alice')).toEqual([await directory.byId('team', 'sre')]);
    host.addTeam('ops', ['alice'], { type: 'O' });
    host.members.delete('sre alice');
    host.members.add('sre alice left');
    expect(await directory.teamsOf('alice')).toMatchObject([{ id: 'ops', isOpen: true }]);
    expect(await directory.teamsOf('bob')).toEqual([]);
  });
});

describe('channels', () => {
  test.each([
    [{}, { gone: undefined, isOpen: false }],
    [{ type: 'O' }, { gone: undefined, isOpen: true }],
    [{ delete_at: 5 }, { gone: 'archived', isOpen: false }],
  ] as const)('%j', async (facts, expected) => {
    host.addChannel('ops', 'sre', [], facts);
    expect(await directory.byName('channel', 'sre/ops')).toMatchObject([
      { ...expected, name: 'sre/ops', teamId: 'sre' },
    ]);
    expect(await directory.byId('channel', 'ops')).toMatchObject(expected);
  });

  test('of an archived team is archived', async () => {
    host.addTeam('sre', [], { delete_at: 5 });
    expect(await directory.byId('channel', 'deploys')).toMatchObject({ gone: 'archived' });
  });

  test('of every team, where none is written', async () => {
    host.addTeam('ops');
    host.addChannel('ops-deploys', 'ops', [], { name: 'deploys' });
    const found = await directory.byName('channel', 'deploys');
    expect(found.map(({ name }) => name)).toEqual(['sre/deploys', 'ops/deploys']);
  });

  test('a direct message is none, although the server finds it by its name in every team', async () => {
    host.addChannel('alice__bob', '', ['alice', 'bob'], { type: 'D' });
    expect(await directory.byName('channel', 'sre/alice__bob')).toEqual([]);
    expect(await directory.byId('channel', 'alice__bob')).toBeUndefined();
  });

  test('members', async () => {
    expect(await directory.isInChannel('deploys', 'alice')).toBe(true);
    expect(await directory.isInChannel('deploys', 'bob')).toBe(false);
  });
});

describe('groups', () => {
  test.each([
    ['ldap', true, false],
    ['custom', false, false],
    ['custom', true, true],
  ])('of the source %s, where users may edit members: %s', async (source, mayEdit, isOpen) => {
    host.addGroup('g', ['alice'], { name: 'platform', source });
    if (mayEdit) host.permissions.add('manage_custom_group_members');
    expect(await directory.byName('group', 'platform')).toMatchObject([{ id: 'g', gone: undefined, isOpen }]);
    expect((await directory.groupsOf('alice')).has('g')).toBe(true);
    expect((await directory.groupsOf('bob')).has('g')).toBe(false);
  });

  test('deleted ones have no members', async () => {
    host.addGroup('g', ['alice'], { delete_at: 5 });
    expect(await directory.byId('group', 'g')).toMatchObject({ gone: 'archived' });
    expect((await directory.groupsOf('alice')).has('g')).toBe(false);
  });
});

describe('readers', () => {
  test.each([
    ['O', 'public'],
    ['P', 'private'],
    ['D', 'direct'],
    ['G', 'group'],
  ] as const)('of a channel of type %s', async (type, kind) => {
    host.addChannel('c', type === 'O' || type === 'P' ? 'sre' : '', [], { type, name: 'alice__bot' });
    expect(await directory.readers('c')).toEqual({
      kind,
      teamId: type === 'O' || type === 'P' ? 'sre' : undefined,
      people: type === 'D' ? ['alice', 'bot'] : [],
      hasOutsiders: false,
    });
  });

  test('a guest counts where they are a member, and while they are active', async () => {
    host.addUser('guest', { roles: 'system_guest' });
    expect(await directory.readers('deploys')).toMatchObject({ hasOutsiders: false });
    host.members.add('deploys guest');
    expect(await directory.readers('deploys')).toMatchObject({ hasOutsiders: true });
    host.addUser('guest', { roles: 'system_guest', delete_at: 5 });
    expect(await directory.readers('deploys')).toMatchObject({ hasOutsiders: false });
  });

  test('guests are looked for page by page, and with very many there may be one', async () => {
    for (let index = 0; index < 450; index += 1) host.addUser(`guest${String(index)}`, { roles: 'system_guest' });
    expect(await directory.readers('deploys')).toMatchObject({ hasOutsiders: false });
    host.members.add('deploys guest449');
    expect(await directory.readers('deploys')).toMatchObject({ hasOutsiders: true });
    host.members.delete('deploys guest449');
    for (let index = 450; index < 1000; index += 1) host.addUser(`guest${String(index)}`, { roles: 'system_guest' });
    expect(await directory.readers('deploys')).toMatchObject({ hasOutsiders: true });
  });

  test('a channel that is shared with another server has outsiders', async () => {
    host.addChannel('c', 'sre', [], { shared: true });
    expect(await directory.readers('c')).toMatchObject({ hasOutsiders: true });
  });

  test('of what is not there or archived nobody knows', async () => {
    host.addChannel('c', 'sre', [], { delete_at: 5 });
    expect(await directory.readers('c')).toBeUndefined();
    expect(await directory.readers('x')).toBeUndefined();
  });
});

describe('similar names', () => {
  test('people that begin alike', async () => {
    for (const name of ['alba', 'axel', 'bob']) host.addUser(name);
    const names = await directory.similar('person', 'alcie');
    expect(names).toEqual(expect.arrayContaining(['alice', 'alba']));
    expect(names).not.toContain('bob');
  });

  test('teams that are there, groups of both kinds, public channels alone', async () => {
    host.addTeam('old', [], { delete_at: 5 });
    host.addGroup('a');
    host.addGroup('b', [], { source: 'custom' });
    host.addChannel('square', 'sre', [], { type: 'O' });
    expect(await directory.similar('team', 'x')).toEqual(['sre']);
    expect(await directory.similar('group', 'x')).toEqual(['a', 'b']);
    expect(await directory.similar('channel', 'sre/x')).toEqual(['sre/square']);
    expect(await directory.similar('channel', 'srx/deploys')).toEqual(['sre/deploys']);
  });
});

test('a server that does not answer is no answer', async () => {
  const away = (): Promise<never> => Promise.reject(refused('app.team.get.finding.app_error', 500));
  host.GetTeam = away;
  host.GetTeamsForUser = away;
  await expect(directory.byId('team', 'sre')).rejects.toMatchObject({ status: 500 });
  await expect(directory.teamsOf('alice')).rejects.toMatchObject({ status: 500 });
});
