/** Buttons that somebody invents, copies or keeps, and presses that say what is not so. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { buttonsOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { always } from '../harness/eventually.ts';
import { expireCard } from '../harness/expire-card.ts';
import { pressBody, sendCrafted } from '../harness/own-routes.ts';
import type { Person } from '../harness/person.ts';
import { refusedPresses } from '../harness/refused-presses.ts';
import { type StoredPress, storedPress } from '../harness/stored-press.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const GONE = 'These buttons are not valid any longer. This press changed nothing.';
const ANSWERED = 'This was answered already.';

let cloud: Cloud;
let world: World;
let admin: Person;
/** One who may look and act, and is not the one who was asked. */
let olga: Person;
let id: string;
let postId: string;
/** What the button of the question sends. */
let context: StoredPress;
let count = 0;
/** The presses that were refused since the test began. */
let refused: () => Promise<string[]>;

beforeAll(async () => {
  cloud = await Cloud.start();
  // Each test has people of its own, with limits of their own for what they press.
  const environment = { MM_TEAMSETTINGS_MAXUSERSPERTEAM: '200' };
  world = await World.start({ settings: cloud.settings(), environment });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  count += 1;
  olga = await world.person(`olga${String(count)}`);
  await world.admin.configure(PLUGIN_ID, { operators: `@${olga.username}` });
  id = await cloud.seedOne({ region: 'us-west-2', name: 'secret-box' });
  const post = await (await admin.command(world.channel, '/ec2ctl stop secret-*')).post(/Stop `secret-box`\?/);
  postId = post.id;
  context = await storedPress(world, postId);
  const since = refusedPresses(world);
  refused = () => since(olga);
});

/** Nothing is asked of AWS, also not a moment later, since a press is answered first; and the question stands as it did. */
async function expectNothingDone(): Promise<void> {
  await always(() => {
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  }, 500);
  expect(buttonsOf(await admin.client.getPost(postId))).toEqual(['Stop secret-box', 'Cancel']);
}

/** Sends a press of the question's button, with this of it another, past Mattermost's own route of presses. */
async function crafted(person: Person, said: Readonly<Record<string, unknown>>): Promise<{ ephemeral_text?: string }> {
  const whole = { user_id: person.id, channel_id: world.channel.channelId, post_id: postId, context };
  const sent = { path: '/action', as: person, body: pressBody({ ...whole, ...said }) };
  const { status, body } = await sendCrafted(world, sent);
  expect(status).toBe(200);
  return JSON.parse(body) as { ephemeral_text?: string };
}

/** Writes a post with a button of one's own making that goes to our plugin, as any client may. */
async function writeButton(person: Person, integration: object, channelId = world.channel.channelId): Promise<string> {
  const attachments = [{ text: 'Free coffee', actions: [{ name: 'Yes', type: 'button', integration }] }];
  const post = { channel_id: channelId, message: '', props: { attachments } };
  return (await person.client.createPost(post)).id;
}

/** Presses a button of somebody's own making. Fulfilled when our plugin has answered; rejects where the server does not pass it on. */
async function pressOwn(person: Person, id: string): Promise<void> {
  await press(person, await person.client.getPost(id), 'Yes');
}

function both(reason: string): string[] {
  return [`${olga.username} ${reason}`, `${admin.username} ${reason}`];
}

describe('a button in a post of a person', () => {
  test.each<[string, () => object, () => string[]]>([
    ['with the very token that was asked about', () => context, () => both('no-card')],
    [
      'with an invented token',
      () => ({ token: '0123456789abcdef0123456789abcdef', choice: 'confirm' }),
      () => both('no-card'),
    ],
    [
      'with ids, a verb and a name of its own',
      () => ({ ids: [id], verb: 'stop', user_id: admin.id, confirmed: true }),
      // Without a token it is no press: 400.
      () => [],
    ],
    ['with the name of a record', () => ({ ...context, token: `card/${context.token}` }), () => both('no-card')],
    ['with a way out of the names of cards', () => ({ ...context, token: '../settings' }), () => both('no-card')],
  ])('%s does nothing, whoever presses it', async (_, makeContext, refusals) => {
    const own = await writeButton(olga, { url: `/plugins/${PLUGIN_ID}/action`, context: makeContext() });
    for (const person of [olga, admin]) await pressOwn(person, own);
    await expectNothingDone();
    // It is no post of ours, and is left as it is.
    expect(buttonsOf(await admin.client.getPost(own))).toEqual(['Yes']);
    expect(await refused()).toEqual(refusals());
  });

  test.each(['/action?user_id=x', '//action', '/action/../action'])(
    'that goes to %s is put right by the server, and does nothing',
    async (path) => {
      await pressOwn(admin, await writeButton(olga, { url: `/plugins/${PLUGIN_ID}${path}`, context }));
      await expectNothingDone();
      expect(await refused()).toEqual([`${admin.username} no-card`]);
    },
  );

  test('that goes to our completion is no press', async () => {
    await pressOwn(admin, await writeButton(olga, { url: `/plugins/${PLUGIN_ID}/complete`, context }));
    await expectNothingDone();
    expect(await refused()).toEqual([]);
  });

  test('that goes out of our plugin does not come to us', async () => {
    const own = await writeButton(olga, { url: `/plugins/${PLUGIN_ID}/../other/action`, context });
    await expect(pressOwn(admin, own)).rejects.toMatchObject({ status_code: 400 });
    await expectNothingDone();
    expect(await refused()).toEqual([]);
  });

  test('that says in its props that our bot wrote it does nothing', async () => {
    const integration = { url: `/plugins/${PLUGIN_ID}/action`, context };
    const attachments = [{ actions: [{ name: 'Yes', type: 'button', integration }] }];
    const props = { attachments, from_bot: 'true', from_plugin: 'true', bot_id: await world.botId() };
    const own = await olga.client.createPost({ channel_id: world.channel.channelId, message: '', props });
    expect(own.user_id).toBe(olga.id);
    await pressOwn(admin, own.id);
    await expectNothingDone();
    expect(await refused()).toEqual([`${admin.username} no-card`]);
  });

  test('in a channel that the one who was asked does not see does nothing', async () => {
    const lair = await world.admin.createChannel(world.teamId, `lair${String(count)}`, [olga], 'P');
    await pressOwn(olga, await writeButton(olga, { url: `/plugins/${PLUGIN_ID}/action`, context }, lair));
    await expectNothingDone();
    expect(await refused()).toEqual([`${olga.username} no-card`]);
  });
});

describe('a press past Mattermost’s own route', () => {
  test('by another who may act is told whom it belongs to, and no more', async () => {
    expect(await crafted(olga, {})).toEqual({});
    await expectNothingDone();
    expect(await refused()).toEqual([`${olga.username} not-theirs`]);
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['names the one who was asked', () => ({ user_id: admin.id })],
    ['names them in the context', () => ({ context: { ...context, user_id: admin.id, personId: admin.id } })],
    ['names another team', () => ({ team_id: 'x'.repeat(26) })],
  ])('by another that %s does not become theirs', async (_, said) => {
    await crafted(olga, said());
    await expectNothingDone();
    expect(await refused()).toEqual([`${olga.username} not-theirs`]);
  });

  test.each<[string, () => Record<string, unknown> | Promise<Record<string, unknown>>]>([
    ['in another channel', async () => ({ channel_id: await admin.directChannel(olga.id) })],
    ['in no channel', () => ({ channel_id: '' })],
    ['below another post', async () => ({ post_id: (await olga.write(world.channel, 'x')).id })],
    ['below a post that there is not', () => ({ post_id: 'y'.repeat(26) })],
    ['below no post', () => ({ post_id: '' })],
  ])('%s is none, also by the one who was asked', async (_, said) => {
    expect(await crafted(admin, await said())).toEqual({ ephemeral_text: GONE });
    await expectNothingDone();
    expect(await refused()).toEqual([`${admin.username} no-card`]);
  });

  test.each<[string, (token: string) => string]>([
    ['with a letter changed', (token) => token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['in capitals', (token) => `${token.slice(0, 31)}A`.toUpperCase()],
    ['cut short', (token) => token.slice(0, 31)],
    ['with a blank', (token) => `${token} `],
    ['with a line break', (token) => `${token}\n`],
    ['with a zero behind', (token) => `${token}\0`],
    ['as a pattern', () => '%'],
    ['that is the post', () => postId],
    ['that is empty', () => ''],
  ])('with the token %s is none', async (_, alter) => {
    const altered = { context: { ...context, token: alter(context.token) } };
    expect(await crafted(admin, altered)).toEqual({ ephemeral_text: GONE });
    await expectNothingDone();
    expect(await refused()).toEqual([`${admin.username} no-card`]);
  });

  test.each(['all', 'show', 'start', 'terminate', 'constructor', '__proto__', 'CONFIRM', ''])(
    'that chooses %j, which was not offered, is none',
    async (choice) => {
      await crafted(admin, { context: { ...context, choice } });
      await expectNothingDone();
      expect(await refused()).toEqual([`${admin.username} not-offered`]);
    },
  );

  test('with more than was asked about in it stops what was asked about', async () => {
    const more = await cloud.seedOne({ region: 'us-west-2', name: 'more' });
    await crafted(admin, { context: { ...context, ids: [more], instances: [{ id: more }], verb: 'reboot' } });
    const [stop] = await cloud.proxy.waitForCalls({ action: 'StopInstances' });
    expect(stop?.ids).toEqual([id]);
    expect(cloud.proxy.calls({ action: 'RebootInstances' })).toEqual([]);
    expect(await refused()).toEqual([]);
  });
});

describe('a token that was good', () => {
  test('and was used is none, however often it comes again', async () => {
    await Promise.all(Array.from({ length: 3 }, () => crafted(admin, {})));
    await cloud.proxy.waitForCalls({ action: 'StopInstances' });
    const last = await world.bob.inbox.wait(
      'the end',
      ({ kind, post }) => kind === 'edited' && post.id === postId && post.message.includes('`secret-box` is stopped'),
    );
    const later = refusedPresses(world);
    expect(await crafted(admin, {})).toEqual({});
    expect(await crafted(olga, {})).toEqual({});
    // Who answered it is refused nothing, and nothing comes of it again.
    expect(await later(olga)).toEqual([`${olga.username} not-theirs`]);
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toHaveLength(1);
    expect((await admin.client.getPost(postId)).message).toBe(last.post.message);
  });

  test('and was cancelled is none', async () => {
    await press(admin, await admin.client.getPost(postId), 'Cancel');
    await admin.inbox.wait('the end', ({ post }) => post.id === postId && post.message.includes('Cancelled.'));
    expect(await crafted(admin, {})).toEqual({});
    await admin.inbox.wait('word of it', ({ kind, post }) => kind === 'ephemeral' && post.message === ANSWERED);
    expect(await refused()).toEqual([]);
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  });

  test('and is older than five minutes is none', async () => {
    await expireCard(world, context.token);
    await crafted(admin, {});
    await admin.inbox.wait('the end', ({ post }) => post.id === postId && post.message.includes('Not answered within'));
    expect(buttonsOf(await admin.client.getPost(postId))).toEqual([]);
    expect(await refused()).toEqual([`${admin.username} expired`]);
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  });
});

test('a dialog of ours that somebody sends, which there is not, is nothing', async () => {
  const url = `/plugins/${PLUGIN_ID}/action`;
  const dialog = { url, callback_id: 'confirm', state: context.token, user_id: admin.id, submission: { ...context } };
  const place = { channel_id: world.channel.channelId, team_id: world.teamId };
  // Our own answer, which the server passes on.
  expect(await olga.client.submitInteractiveDialog({ ...dialog, ...place } as never)).toMatchObject({
    error: 'That is no press of a button.',
  });
  await expectNothingDone();
  expect(await refused()).toEqual([]);
});
