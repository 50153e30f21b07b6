import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person } from '../harness/person.ts';
import { type Right, rightOf } from '../harness/rights.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;
let mallory: Person;

beforeAll(async () => {
  world = await World.start({ environment: { MM_SERVICESETTINGS_ENABLEAPIUSERDELETION: 'true' } });
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.admin.configure(PLUGIN_ID, { viewers: '', operators: '', regions: '' });
  mallory = await world.person(`mallory${String(Date.now())}`);
});

/** What somebody may do in a channel, of which they are a member. */
async function rightIn(channelId: string, person: Person): Promise<Right> {
  return rightOf(person, { ...world.channel, channelId });
}

/** What the log has said since of an entry that grants nothing. */
function unfitSince(since: number, entry: string): unknown[] {
  return world.server.log
    .entries()
    .slice(since)
    .filter(({ plugin_id: id, entry: written }) => id === PLUGIN_ID && String(written).startsWith(entry))
    .map(({ why }) => why);
}

describe('the name of a person', () => {
  test('that has become free by renaming gives its next owner nothing', async () => {
    const ivan = await world.person('ivan');
    await world.admin.configure(PLUGIN_ID, { operators: '@ivan' });
    await ivan.client.patchMe({ username: 'ivan-before' });
    await mallory.client.patchMe({ username: 'ivan' });
    expect(await rightOf(mallory, world.channel)).toBe('none');
    expect(await rightOf(ivan, world.channel)).toBe('change');
  });

  test('that has become free by deletion gives who signs up with it nothing', async () => {
    const judy = await world.person('judy');
    await world.admin.configure(PLUGIN_ID, { operators: '@judy' });
    expect(await rightOf(judy, world.channel)).toBe('change');
    const deleted = await fetch(`${world.server.url}/api/v4/users/${judy.id}?permanent=true`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${world.root.token}` },
    });
    expect(deleted.status).toBe(200);
    const next = await world.person('judy');
    expect(await rightOf(next, world.channel)).toBe('none');

    const admin = await world.anotherAdmin();
    const version = await (await admin.command(world.channel, '/ec2ctl version')).ephemeral();
    expect(version.message).toContain('`Operators`: the id behind `@judy` belongs to nothing that is there.');
    // Nor does a save of something else give it to them.
    await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
    expect(await rightOf(next, world.channel)).toBe('none');
  });

  test('that is a word of our own is not meant by it', async () => {
    await mallory.client.patchMe({ username: 'everyone' });
    expect(await world.admin.refusal(PLUGIN_ID, { operators: '@everyone' })).toMatch(
      /^Operators: @everyone is no person\./,
    );
    // The word stays the word, and gets no id.
    expect(await world.admin.configure(PLUGIN_ID, { viewers: 'everyone' })).toMatchObject({ viewers: 'everyone' });
    expect(await rightOf(world.bob, world.channel)).toBe('look');
    expect(await rightOf(mallory, world.channel)).toBe('look');
    await mallory.client.patchMe({ username: 'mallory-again' });
  });
});

describe('a private channel', () => {
  test('renamed away by a member and made anew gives the members of the new one nothing', async () => {
    const ken = await world.person('ken');
    const ops = await world.admin.createChannel(world.teamId, 'ops', [ken, mallory], 'P');
    await world.admin.configure(PLUGIN_ID, { operators: '~crew/ops' });
    // Mallory is a member, too: what she wants is to let in whom she likes, without being seen.
    await mallory.client.patchChannel(ops, { name: 'ops-before' });
    const accomplice = await world.person('accomplice');
    const { id: anew } = await mallory.client.createChannel({
      team_id: world.teamId,
      name: 'ops',
      display_name: 'ops',
      type: 'P',
    } as never);
    await mallory.client.addToChannel(accomplice.id, anew);
    expect(await rightIn(anew, accomplice)).toBe('none');
    expect(await rightIn(anew, mallory)).toBe('none');
    expect(await rightIn(ops, ken)).toBe('change');
  });

  test('of the same name in a team that somebody makes later gives its members nothing', async () => {
    const first = await world.admin.createChannel(world.teamId, 'bridge', [world.bob], 'P');
    // Without the team, as long as there is one alone.
    await world.admin.configure(PLUGIN_ID, { operators: '~bridge' });
    const team = await mallory.client.createTeam({ name: 'lair', display_name: 'lair', type: 'I' } as never);
    const { id } = await mallory.client.createChannel({
      team_id: team.id,
      name: 'bridge',
      display_name: 'bridge',
      type: 'P',
    } as never);
    expect(await rightOf(mallory, { channelId: id, teamId: team.id })).toBe('none');
    expect(await rightIn(first, world.bob)).toBe('change');
    // What is saved later still means the first.
    await world.admin.configure(PLUGIN_ID, { regions: 'us-east-1' });
    expect(await rightOf(mallory, { channelId: id, teamId: team.id })).toBe('none');
    expect(await rightIn(first, world.bob)).toBe('change');
  });

  test('turned public gives operators nothing from that moment, and the log says so once', async () => {
    const lee = await world.person('lee');
    const deck = await world.admin.createChannel(world.teamId, 'deck', [lee], 'P');
    await world.admin.configure(PLUGIN_ID, { operators: '~crew/deck', viewers: '~crew/deck' });
    expect(await rightIn(deck, lee)).toBe('change');
    const since = world.server.log.entries().length;
    await world.root.client.updateChannelPrivacy(deck, 'O');
    // Viewers may be those of a public channel.
    expect(await rightIn(deck, lee)).toBe('look');
    await mallory.client.addToChannel(mallory.id, deck);
    expect(await rightIn(deck, mallory)).toBe('look');
    expect(unfitSince(since, '~crew/deck')).toEqual(['open']);

    await world.root.client.updateChannelPrivacy(deck, 'P');
    expect(await rightIn(deck, lee)).toBe('change');
  });
});

test('a team opened to all gives operators nothing from that moment, and the log says so once', async () => {
  const guild = await world.admin.createTeam('guild', 'I');
  const mia = await world.admin.createPerson('mia', guild);
  await world.root.client.addToTeam(world.teamId, mia.id);
  await world.root.client.addToChannel(mia.id, world.channel.channelId);
  await world.admin.configure(PLUGIN_ID, { operators: 'team:guild' });
  expect(await rightOf(mia, world.channel)).toBe('change');
  const since = world.server.log.entries().length;
  await world.root.client.patchTeam({ id: guild, allow_open_invite: true });
  // Whoever likes joins now, and gets nothing by it.
  await mallory.client.addToTeam(guild, mallory.id);
  expect(await rightOf(mallory, world.channel)).toBe('none');
  expect(await rightOf(mia, world.channel)).toBe('none');
  expect(unfitSince(since, 'team:guild')).toEqual(['open']);

  await world.root.client.patchTeam({ id: guild, allow_open_invite: false });
  expect(await rightOf(mia, world.channel)).toBe('change');
  mia.close();
});
