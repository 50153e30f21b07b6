import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { query } from '../harness/database.ts';
import { createGroup, forgetWhatIsCached } from '../harness/groups.ts';
import type { Person } from '../harness/person.ts';
import { type Right, rightOf } from '../harness/rights.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let world: World;
/** A person who is nothing but a member of what a test makes them one of. */
let nina: Person;
let count = 0;

beforeAll(async () => {
  world = await World.start({
    environment: {
      MM_SERVICESETTINGS_ENABLEBOTACCOUNTCREATION: 'true',
      MM_SERVICESETTINGS_ENABLEUSERACCESSTOKENS: 'true',
    },
  });
  await (await world.root.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.admin.configure(PLUGIN_ID, { viewers: '', operators: '', regions: '' });
  count += 1;
  nina = await world.person(`nina${String(count)}`);
});

async function save(lists: { viewers?: string; operators?: string }): Promise<void> {
  await world.admin.configure(PLUGIN_ID, lists);
}

async function rightIn(channelId: string, person = nina): Promise<Right> {
  return rightOf(person, { ...world.channel, channelId });
}

describe('the right goes at once', () => {
  test('with leaving the team', async () => {
    const sre = await world.admin.createTeam(`sre${String(count)}`, 'I');
    await save({ operators: `team:sre${String(count)}` });
    expect(await rightOf(nina, world.channel)).toBe('none');
    await world.root.client.addToTeam(sre, nina.id);
    expect(await rightOf(nina, world.channel)).toBe('change');
    await world.root.client.removeFromTeam(sre, nina.id);
    expect(await rightOf(nina, world.channel)).toBe('none');
  });

  test('with leaving the channel', async () => {
    const pit = await world.admin.createChannel(world.teamId, 'pit', [nina], 'P');
    await save({ operators: '~crew/pit' });
    expect(await rightIn(pit)).toBe('change');
    await world.root.client.removeFromChannel(nina.id, pit);
    // Mattermost lets nobody type a command where they are no member; completion is asked from anywhere.
    await expect(rightIn(pit)).rejects.toMatchObject({ status_code: 403 });
    expect(await offeredRegions(pit)).not.toContain('us-east-1');
    await world.root.client.addToChannel(nina.id, pit);
    expect(await rightIn(pit)).toBe('change');
  });

  test('with leaving the group', async () => {
    const group = await createGroup(world, `gang${String(count)}`, 'ldap', [nina]);
    await save({ operators: `group:gang${String(count)}` });
    expect(await rightOf(nina, world.channel)).toBe('change');
    await query(world.server.database, 'UPDATE groupmembers SET deleteat = 1 WHERE groupid = $1', [group]);
    expect(await rightOf(nina, world.channel)).toBe('none');
    await query(world.server.database, 'UPDATE groupmembers SET deleteat = 0 WHERE groupid = $1', [group]);
    expect(await rightOf(nina, world.channel)).toBe('change');
    await query(world.server.database, 'UPDATE usergroups SET deleteat = 1 WHERE id = $1', [group]);
    expect(await rightOf(nina, world.channel)).toBe('none');
  });

  test('with the team archived', async () => {
    const temps = await world.admin.createTeam(`temps${String(count)}`, 'I');
    await world.root.client.addToTeam(temps, nina.id);
    await save({ viewers: `team:temps${String(count)}` });
    expect(await rightOf(nina, world.channel)).toBe('look');
    await world.root.client.deleteTeam(temps);
    expect(await rightOf(nina, world.channel)).toBe('none');
  });

  test('with the channel archived', async () => {
    const attic = await world.admin.createChannel(world.teamId, `attic${String(count)}`, [nina], 'P');
    await save({ viewers: `~crew/attic${String(count)}` });
    expect(await offeredRegions(attic)).toContain('us-east-1');
    await world.root.client.deleteChannel(attic);
    expect(await offeredRegions(attic)).not.toContain('us-east-1');
  });

  test('with deactivation, and comes back with the person', async () => {
    await save({ operators: `@${nina.username}` });
    expect(await rightOf(nina, world.channel)).toBe('change');
    await world.root.client.updateUserActive(nina.id, false);
    await expect(rightOf(nina, world.channel)).rejects.toMatchObject({ status_code: 401 });
  });
});

/** What completion offers nina in a channel, whether or not she is a member. */
async function offeredRegions(channelId: string): Promise<string> {
  const question = new URLSearchParams({ user_input: 'ec2ctl ls -r ', parsed: 'ec2ctl ls', channel_id: channelId });
  const answer = await fetch(`${world.server.url}/plugins/${PLUGIN_ID}/complete?${question.toString()}`, {
    headers: { Authorization: `Bearer ${nina.token}` },
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Every entry that means many people. */
const MANY = 'everyone\nteam:crew\n~crew/machines\neveryone in ~crew/machines\nteam:crew in ~crew/machines';

describe('of those who are many', () => {
  test('a guest is none, and has a right if named', async () => {
    const guest = await world.person(`guest${String(count)}`, 'system_guest');
    await save({ viewers: MANY });
    expect(await rightOf(nina, world.channel)).toBe('look');
    expect(await rightOf(guest, world.channel)).toBe('none');
    await save({ viewers: `@${guest.username}` });
    expect(await rightOf(guest, world.channel)).toBe('look');
  });

  test('a bot is none, and has a right if named', async () => {
    const bot = await world.root.client.createBot({ username: `robot${String(count)}`, display_name: 'Robot' });
    await world.root.client.addToTeam(world.teamId, bot.user_id);
    await world.root.client.addToChannel(bot.user_id, world.channel.channelId);
    const { token } = await world.root.client.createUserAccessToken(bot.user_id, 'for the test');
    const robot = await world.connect(String(token));
    await save({ viewers: MANY });
    expect(await rightOf(robot, world.channel)).toBe('none');
    await save({ viewers: `@${robot.username}` });
    expect(await rightOf(robot, world.channel)).toBe('look');
  });

  test('one of another server is none, also if named', async () => {
    await save({ viewers: MANY, operators: `@${nina.username}` });
    expect(await rightOf(nina, world.channel)).toBe('change');
    await query(world.server.database, 'UPDATE users SET remoteid = $1 WHERE id = $2', ['x'.repeat(26), nina.id]);
    await forgetWhatIsCached(world);
    const exchange = await nina.command(world.channel, '/ec2ctl ls');
    const { message } = await exchange.ephemeral();
    expect(message).toBe('This command was not typed by the person it names. Nothing was changed.');
    expect(await offeredRegions(world.channel.channelId)).not.toContain('us-east-1');
    expect(await world.admin.refusal(PLUGIN_ID, { viewers: `@${nina.username}` })).toBe(
      `Viewers: @${nina.username} belongs to another server.`,
    );
  });
});
