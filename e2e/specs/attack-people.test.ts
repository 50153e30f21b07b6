/** People and programs without a right, and those who had one a moment ago: by every way in. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { beginAnew } from '../harness/begin-anew.ts';
import { buttonsOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import { forgetWhatIsCached } from '../harness/groups.ts';
import { OtherPlugin } from '../harness/other-plugin.ts';
import { pressBody, sendCrafted } from '../harness/own-routes.ts';
import type { Person } from '../harness/person.ts';
import { refusedPresses } from '../harness/refused-presses.ts';
import { storedPress } from '../harness/stored-press.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const NAME = 'secret-box';

let cloud: Cloud;
let world: World;
let other: OtherPlugin;
let admin: Person;
let id: string;
let count = 0;

/** What nobody may learn who has no right: names, ids, regions, and who else has one. */
function telling(): RegExp {
  return new RegExp(`${NAME}|${id}|us-west-2|us-east-1|eu-west-1|secret-keeper`);
}

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({
    settings: cloud.settings(),
    environment: {
      MM_TEAMSETTINGS_MAXUSERSPERTEAM: '200',
      MM_SERVICESETTINGS_ENABLEBOTACCOUNTCREATION: 'true',
      MM_SERVICESETTINGS_ENABLEUSERACCESSTOKENS: 'true',
    },
  });
  other = await OtherPlugin.install(world);
  await world.person('secret-keeper');
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  count += 1;
  id = await cloud.seedOne({ region: 'us-west-2', name: NAME });
  // The fleet and the regions are known: there is something to be told.
  await (await admin.command(world.channel, '/ec2ctl ls')).post(/4 regions read/);
});

/** A question of the admin's, whose buttons all in the channel see. */
async function question(): Promise<Post> {
  return (await admin.command(world.channel, '/ec2ctl stop secret-*')).post(/Stop `secret-box`\?/);
}

function changes(): number {
  return ['StartInstances', 'StopInstances', 'RebootInstances'].flatMap((action) => cloud.proxy.calls({ action }))
    .length;
}

/** What completion answers somebody, for a line and a channel. */
async function completed(person: Person, line: string, channelId = world.channel.channelId): Promise<string> {
  const parsed = line.split(' ').slice(0, 2).join(' ');
  const asked = new URLSearchParams({ user_input: line, parsed, channel_id: channelId, user_id: admin.id });
  const path = `/complete?${asked.toString()}`;
  const { status, body } = await sendCrafted(world, { method: 'GET', path, as: person });
  expect(status).toBe(200);
  return body;
}

/** Every way in is tried; each is refused, and tells nothing that they do not know. */
async function expectNoWayIn(person: Person): Promise<void> {
  const post = await question();
  const before = cloud.proxy.calls().length;
  const since = world.server.log.entries().length;
  for (const line of [
    'ls',
    `info ${NAME}`,
    `start -i ${id}`,
    `stop ${NAME} --yes`,
    `reboot ${id}`,
    `stop ${id} --dry-run`,
  ]) {
    const { message } = await (await person.command(world.channel, `/ec2ctl ${line}`)).ephemeral();
    // But for what they typed themselves.
    const [, ...said] = message.split('\n');
    expect(said.join('\n')).toMatch(/You may (not look|neither look)/);
    expect(said.join('\n')).not.toMatch(telling());
  }
  const refused = world.server.log.entries().slice(since);
  expect(refused.filter(({ msg, reason }) => msg === 'Command refused' && reason === 'no-right')).toHaveLength(6);
  for (const line of ['ec2ctl ls -r ', 'ec2ctl stop ', 'ec2ctl info s', 'ec2ctl ls state:']) {
    expect(await completed(person, line)).not.toMatch(telling());
  }
  const told = await (await press(person, post, 'Stop secret-box')).ephemeral();
  expect(told.message).toContain(`Only ${admin.username} can answer this.`);
  expect(buttonsOf(await admin.client.getPost(post.id))).toEqual(['Stop secret-box', 'Cancel']);
  expect(cloud.proxy.calls()).toHaveLength(before);
}

describe('has no way in:', () => {
  test('a guest, although everyone may look', async () => {
    const guest = await world.person(`guest${String(count)}`, 'system_guest');
    await world.admin.configure(PLUGIN_ID, { viewers: 'everyone\nteam:crew\n~crew/machines' });
    await expectNoWayIn(guest);
  });

  test('a bot, although everyone may look', async () => {
    const bot = await world.root.client.createBot({ username: `robot${String(count)}`, display_name: 'Robot' });
    await world.root.client.addToTeam(world.teamId, bot.user_id);
    await world.root.client.addToChannel(bot.user_id, world.channel.channelId);
    const { token } = await world.root.client.createUserAccessToken(bot.user_id, 'for the test');
    await world.admin.configure(PLUGIN_ID, { viewers: 'everyone\nteam:crew\n~crew/machines' });
    await expectNoWayIn(await world.connect(String(token)));
  });

  test('a member whom nobody named, where somebody else is', async () => {
    const plain = await world.person(`plain${String(count)}`);
    await world.admin.configure(PLUGIN_ID, { viewers: '@secret-keeper', operators: '@secret-keeper' });
    await expectNoWayIn(plain);
  });
});

describe('somebody whose account was closed in the middle', () => {
  /** An operator with a question of their own. */
  async function operatorWithQuestion(): Promise<{ person: Person; post: Post }> {
    const person = await world.person(`gone${String(count)}`);
    await world.admin.configure(PLUGIN_ID, { operators: `@${person.username}` });
    const post = await (await person.command(world.channel, '/ec2ctl stop secret-*')).post(/Stop `secret-box`\?/);
    return { person, post };
  }

  test('has no session any longer, by whatever way', async () => {
    const { person, post } = await operatorWithQuestion();
    await world.root.client.updateUserActive(person.id, false);
    await expect(person.command(world.channel, `/ec2ctl stop -i ${id}`)).rejects.toMatchObject({ status_code: 401 });
    await expect(press(person, post, 'Stop secret-box')).rejects.toMatchObject({ status_code: 401 });
    for (const path of ['/complete', '/action']) {
      expect((await sendCrafted(world, { path, as: person, body: '{}' })).status).toBe(401);
    }
    expect(changes()).toBe(0);
  });

  test('is refused also where a session of theirs is left', async () => {
    const { person, post } = await operatorWithQuestion();
    // As a directory does that knows nothing of sessions.
    await query(world.server.database, 'UPDATE users SET deleteat = $1 WHERE id = $2', [Date.now(), person.id]);
    await forgetWhatIsCached(world);
    const context = await storedPress(world, post.id);
    const said = { user_id: person.id, channel_id: world.channel.channelId, post_id: post.id, context };
    expect(await sendCrafted(world, { path: '/action', as: person, body: pressBody(said) })).toMatchObject({
      status: 403,
      body: '{"error":"Nobody is known by this session."}',
    });
    expect(await completed(person, 'ec2ctl stop ')).not.toMatch(telling());
    const { message } = await (await person.command(world.channel, `/ec2ctl stop -i ${id}`)).ephemeral();
    expect(message).toBe('This command was not typed by the person it names. Nothing was changed.');
    expect(changes()).toBe(0);
  });

  test('is nobody to another plugin, either', async () => {
    const { person } = await operatorWithQuestion();
    await world.root.client.updateUserActive(person.id, false);
    const { channelId } = world.channel;
    const asked = { userId: person.id, channelId, teamId: world.teamId, command: `/ec2ctl stop -i ${id}` };
    const { body, error } = await other.run(asked);
    expect(`${body}${error}`).not.toMatch(telling());
    expect(body === '' ? error : body).toMatch(/not typed by the person it names|permission|inactive|not found/i);
    expect(changes()).toBe(0);
  });
});

describe('a right that was taken between command and click', () => {
  let person: Person;
  let pit: string;
  /** The presses that were refused since the test began. */
  let refused: () => Promise<string[]>;

  beforeEach(async () => {
    person = await world.person(`former${String(count)}`);
    pit = await world.admin.createChannel(world.teamId, `pit${String(count)}`, [person, admin], 'P');
    await world.admin.configure(PLUGIN_ID, { operators: `~crew/pit${String(count)}` });
    const since = refusedPresses(world);
    refused = () => since(admin);
  });

  test('with the channel made public', async () => {
    const exchange = await person.command({ ...world.channel, channelId: pit }, '/ec2ctl stop secret-*');
    const post = await exchange.post(/Stop `secret-box`\?/);
    await world.root.client.updateChannelPrivacy(pit, 'O');
    await press(person, post, 'Stop secret-box');
    await exchange.version(post.id, /may not do this any longer\. Nothing was changed\./);
    expect(await refused()).toEqual([`${person.username} no-right`]);
    expect(changes()).toBe(0);
  });

  test('with the membership, by one who keeps the button', async () => {
    const exchange = await person.command({ ...world.channel, channelId: pit }, '/ec2ctl stop secret-*');
    const post = await exchange.post(/Stop `secret-box`\?/);
    const context = await storedPress(world, post.id);
    await world.root.client.removeFromChannel(person.id, pit);
    await expect(press(person, post, 'Stop secret-box')).rejects.toMatchObject({ status_code: 403 });
    const said = { user_id: person.id, channel_id: pit, post_id: post.id, context };
    await sendCrafted(world, { path: '/action', as: person, body: pressBody(said) });
    await admin.inbox.wait(
      'the end',
      ({ post: { id: of, message } }) => of === post.id && message.includes('any longer'),
    );
    expect(await refused()).toEqual([`${person.username} no-right`]);
    expect(changes()).toBe(0);
  });

  test('of a choice, and of the buttons of info', async () => {
    await cloud.seed({ region: 'us-east-1', name: NAME });
    const place = { ...world.channel, channelId: pit };
    const chooses = await person.command(place, `/ec2ctl stop ${NAME}`);
    const choice = await chooses.ephemeral(/2 instances are named/);
    const shows = await person.command(place, `/ec2ctl info ${id}`);
    const info = await shows.post(/is running/);
    await world.admin.configure(PLUGIN_ID, { operators: '' });
    await press(person, choice, `Stop ${id}`);
    await chooses.version(choice.id, /may not do this any longer/);
    // The first press of this one asks, and nothing more.
    await press(person, info, 'Stop');
    const asks = await shows.until(info.id, 'the question', (post) => buttonsOf(post).includes('Cancel'));
    await press(person, asks, 'Stop secret-box');
    await shows.ephemeral(/may not do this any longer\. Nothing was changed\./);
    expect(await refused()).toEqual([`${person.username} no-right`, `${person.username} no-right`]);
    expect(changes()).toBe(0);
  });
});

describe('completion for a channel', () => {
  test('that gives a right, asked for by one who is not in it, knows nothing', async () => {
    const member = await world.person(`member${String(count)}`);
    const stranger = await world.person(`stranger${String(count)}`);
    const name = `vault${String(count)}`;
    const vault = await world.admin.createChannel(world.teamId, name, [member], 'P');
    await world.admin.configure(PLUGIN_ID, { viewers: `~crew/${name}` });
    for (const line of ['ec2ctl ls -r ', 'ec2ctl info s']) {
      // The fleet is read anew after a save.
      await eventually(async () => telling().test(await completed(member, line, vault)), { what: 'something to tell' });
      expect(await completed(stranger, line, vault)).not.toMatch(telling());
      expect(await completed(member, line)).not.toMatch(telling());
      expect(await completed(stranger, line, 'x'.repeat(26))).not.toMatch(telling());
    }
  });
});

test('a command whose body names another person, team or channel is that of the session, where its person is', async () => {
  const plain = await world.person(`plain${String(count)}`);
  const den = await world.admin.createChannel(world.teamId, `den${String(count)}`, [], 'P');
  await world.admin.configure(PLUGIN_ID, { operators: `~crew/den${String(count)}` });
  const execute = async (said: object): Promise<number> => {
    const command = `/ec2ctl stop -i ${id}`;
    const whole = { command, channel_id: world.channel.channelId, team_id: world.teamId, user_id: admin.id, ...said };
    const headers = { Authorization: `Bearer ${plain.token}` };
    const url = `${world.server.url}/api/v4/commands/execute`;
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(whole) })).status;
  };
  expect(await execute({ channel_id: den })).toBe(403);
  const since = plain.inbox.length;
  expect(await execute({ session_id: 'x', team_id: 'y'.repeat(26) })).not.toBe(500);
  expect(await execute({})).toBe(200);
  const { post } = await plain.inbox.wait('the refusal', ({ kind }) => kind === 'ephemeral', { since });
  expect(post.message).toMatch(/You may neither look/);
  expect(changes()).toBe(0);
});
