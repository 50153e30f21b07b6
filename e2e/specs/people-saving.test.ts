import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Cloud } from '../harness/cloud.ts';
import { always } from '../harness/eventually.ts';
import { createGroup, letUsersEditGroups } from '../harness/groups.ts';
import { rightOf } from '../harness/rights.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const ASTERISKS = '*'.repeat(32);

let cloud: Cloud;
let world: World;
/** Names of what is there, as they are written, with the ids behind them. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
  ids['@bob'] = world.bob.id;
  ids['@carol'] = (await world.person('carol')).id;
  ids['team:crew'] = world.teamId;
  const sre = await world.admin.createTeam('sre', 'I');
  ids['team:sre'] = sre;
  ids['~sre/deploys'] = await world.admin.createChannel(sre, 'deploys', [], 'P');
  ids['~crew/machines'] = world.channel.channelId;
  // In both teams there is one of this name.
  await world.admin.createChannel(sre, 'lobby', []);
  await world.admin.createChannel(world.teamId, 'lobby', []);
  ids['group:platform'] = await createGroup(world, 'platform', 'ldap', [world.bob]);
  ids['group:friends'] = await createGroup(world, 'friends', 'custom', [world.bob]);
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(() => world.admin.configure(PLUGIN_ID, { viewers: '', operators: '' }));

/** An entry as the box shows it after a save. */
function bound(name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`There is no ${name}`);
  return `${name} (id ${id})`;
}

/** Saves one list, and waits until its box holds this. */
async function save(list: 'viewers' | 'operators', typed: string, shown: string): Promise<void> {
  await world.admin.configureTo(PLUGIN_ID, { [list]: typed }, { [list]: shown });
}

describe('after a save the box holds what was meant:', () => {
  test.each([
    ['@bob', () => bound('@bob')],
    ['@BOB', () => bound('@bob')],
    ['team:crew', () => bound('team:crew')],
    ['~sre/deploys', () => bound('~sre/deploys')],
    ['~deploys', () => bound('~sre/deploys')],
    ['team:sre in ~sre/deploys', () => `${bound('team:sre')} in ${bound('~sre/deploys')}`],
    ['@bob in ~machines', () => `${bound('@bob')} in ${bound('~crew/machines')}`],
    ['everyone', () => 'everyone'],
    ['everyone in ~deploys', () => `everyone in ${bound('~sre/deploys')}`],
    ['group:platform', () => bound('group:platform')],
    ['@platform', () => bound('group:platform')],
  ])('%s', async (typed, shown) => {
    await save('viewers', typed, shown());
  });

  test('all that operators may be', async () => {
    const typed = ['@bob', 'team:sre', '~sre/deploys', 'team:crew in ~deploys', 'group:platform'];
    // An open team lets everybody in, wherever it is narrowed to.
    expect(await world.admin.refusal(PLUGIN_ID, { operators: typed.join('\n') })).toMatch(
      /^Operators: team:crew is a team that anyone can/,
    );
    await save(
      'operators',
      '@bob\nteam:sre\n~sre/deploys\nteam:sre in ~deploys, group:platform',
      `${bound('@bob')}\n${bound('team:sre')}\n${bound('~sre/deploys')}\n${bound('team:sre')} in ${bound('~sre/deploys')}, ${bound('group:platform')}`,
    );
  });

  test('comments, empty lines, commas and blanks stay where they are', async () => {
    const typed = '# who looks\n\n  @bob ,@carol  # both of them, for now\n\nteam:crew';
    await save(
      'viewers',
      typed,
      `# who looks\n\n  ${bound('@bob')} ,${bound('@carol')}  # both of them, for now\n\n${bound('team:crew')}`,
    );
  });

  test('saved again it is as it was', async () => {
    const shown = `${bound('@bob')}, ${bound('team:crew')} # ours`;
    await save('viewers', '@bob, team:crew # ours', shown);
    expect(await world.admin.configure(PLUGIN_ID, { viewers: shown })).toMatchObject({ viewers: shown });
    await always(async () => {
      expect(await world.admin.settings(PLUGIN_ID)).toMatchObject({ viewers: shown });
    }, 1_000);
  });

  test('a secret beside it stays, and works', async () => {
    const changes = { viewers: '@bob', secretaccesskey: ASTERISKS };
    await world.admin.configureTo(PLUGIN_ID, changes, { viewers: bound('@bob'), secretaccesskey: ASTERISKS });
    const admin = await world.anotherAdmin();
    const listing = await (await admin.command(world.channel, '/ec2ctl ls')).post();
    expect(listing.message).toMatch(/4 regions read/);
    // A secret that was saved as asterisks could not sign.
    expect(cloud.proxy.calls().map(({ key }) => key)).toContain(cloud.accessKeyId);
    const stored = await world.admin.person.client.getConfig();
    expect(JSON.stringify(stored)).not.toContain(cloud.secret);
  });

  test('a custom group for operators, while ordinary users may not edit it', async () => {
    await letUsersEditGroups(world, false);
    try {
      await save('operators', 'group:friends', bound('group:friends'));
      expect(await rightOf(world.bob, world.channel)).toBe('change');
    } finally {
      await letUsersEditGroups(world, true);
    }
    // From that moment it lets in whom its members like.
    expect(await rightOf(world.bob, world.channel)).toBe('none');
  });
});

describe('a save is refused', () => {
  test.each([
    ['@alcie', 'Operators: nobody is called @alcie. Did you mean @alice?'],
    ['@carlo', 'Operators: nobody is called @carlo. Did you mean @carol?'],
    ['@xyzzyplugh', 'Operators: nobody is called @xyzzyplugh.'],
    ['team:sree', 'Operators: no team is called sree. Did you mean team:sre?'],
    ['~sre/deplois', 'Operators: no channel is called sre/deplois.'],
    ['group:platfrom', 'Operators: no group is called platfrom. Did you mean group:platform?'],
    ['~lobby', 'Operators: 2 teams have a channel ~lobby. Write its team, too, like ~crew/lobby.'],
    ['bob', 'Operators: bob has no kind. Write @name, team:name, ~team/channel, group:name or everyone.'],
    ['@here', 'Operators: @here is no person. For every user write everyone, without the @.'],
    ['@all', 'Operators: @all is no person. For every user write everyone, without the @.'],
    ['@channel', 'Operators: @channel is no person. For every user write everyone, without the @.'],
    ['@everyone', 'Operators: @everyone is no person. For every user write everyone, without the @.'],
    [
      '@bob and @carol',
      'Operators: @bob and @carol is not understood. One entry a line, such as @alice or team:sre in ~sre/deploys',
    ],
    ['everyone', 'Operators: everyone is too many. Name people, a team by invitation, a private channel or a group.'],
    ['~crew/lobby', 'Operators: ~crew/lobby is a public channel, which anyone can join.'],
    ['@bob in ~crew/lobby', 'Operators: ~crew/lobby is a public channel, which anyone can join.'],
    ['team:crew', 'Operators: team:crew is a team that anyone can join.'],
    ['group:friends', 'Operators: group:friends is a group whose members ordinary users may change.'],
  ])('%s: %s', async (typed, sentence) => {
    if (typed === '@alcie') await world.person('alice');
    const before = await world.admin.settings(PLUGIN_ID);
    expect(await world.admin.refusal(PLUGIN_ID, { operators: typed, regions: 'us-east-1' })).toBe(sentence);
    expect(sentence.length).toBeLessThan(140);
    // Of a save that is refused nothing is taken, also of what was good.
    expect(await world.admin.settings(PLUGIN_ID)).toEqual(before);
  });

  test('for one wrong entry among good ones, by the name of the setting it is in', async () => {
    const wrong = { viewers: '@bob\n# a comment\n@carol, @nobody-at-all', operators: '@bob' };
    expect(await world.admin.refusal(PLUGIN_ID, wrong)).toBe('Viewers: nobody is called @nobody-at-all.');
  });

  test('for who was deactivated, what was archived, and a team open by invitation link', async () => {
    const dora = await world.person('dora');
    await world.root.client.updateUserActive(dora.id, false);
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: '@dora' })).toBe('Viewers: @dora is deactivated.');

    const gone = await world.admin.createTeam('gone', 'I');
    await world.admin.createChannel(gone, 'within', [], 'P');
    const attic = await world.admin.createChannel(world.teamId, 'attic', [], 'P');
    await world.root.client.deleteChannel(attic);
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: '~crew/attic' })).toBe('Viewers: ~crew/attic is archived.');
    await world.root.client.deleteTeam(gone);
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: 'team:gone' })).toBe('Viewers: team:gone is archived.');
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: '~gone/within' })).toBe(
      'Viewers: ~gone/within is archived.',
    );

    const guild = await world.admin.createTeam('guild', 'I');
    await world.root.client.patchTeam({ id: guild, allow_open_invite: true });
    expect(await world.admin.refusal(PLUGIN_ID, { operators: 'team:guild' })).toBe(
      'Operators: team:guild is a team that anyone can join.',
    );
  });

  test('where name and id disagree, or the id is of nothing', async () => {
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: `@carol (id ${world.bob.id})` })).toBe(
      'Viewers: the id behind @carol belongs to another name. Delete the bracket, or correct the name.',
    );
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: `team:crew (id ${world.bob.id})` })).toBe(
      'Viewers: the id behind team:crew belongs to nothing that is there.',
    );
  });

  test('in one line under 140 characters, however long the names', async () => {
    const long = 'x'.repeat(300);
    for (const typed of [`@${long}`, `team:${long}`, `~${long}/${long}`, long, `@bob in ~${long}/${long}`]) {
      const sentence = await world.admin.refusal(PLUGIN_ID, { operators: typed });
      expect(sentence).toMatch(/^Operators: \S/);
      expect(sentence).not.toContain('\n');
      expect(sentence.length).toBeLessThan(140);
    }
  });

  test('and no other save of the server is', async () => {
    await world.admin.refusal(PLUGIN_ID, { operators: '@nobody-at-all' });
    await world.admin.patch({ TeamSettings: { SiteName: 'Untouched' } });
    expect((await world.root.client.getConfig()).TeamSettings.SiteName).toBe('Untouched');
  });
});
