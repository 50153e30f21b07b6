/** Questions with buttons: pressed as clients press them, over Mattermost's own API. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { actionsOf, attachmentOf, buttonsOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import { refusedPresses } from '../harness/refused-presses.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const GONE = 'These buttons are not valid any longer. This press changed nothing.';

let cloud: Cloud;
let world: World;
let admin: Person;
let ids: string[];

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  ids = [
    await cloud.seedOne({ region: 'us-west-2', name: 'web-1' }),
    await cloud.seedOne({ region: 'us-west-2', name: 'web-2' }),
  ];
});
// Of all that clients were given in a test, by whichever way.
afterEach(async () => {
  const stored = await admin.posts(world.channel.channelId);
  // Of a post that is deleted Mattermost tells everything: then the card can be pressed no more.
  const told = [admin, world.bob].flatMap(({ inbox }) => inbox.all(({ kind }) => kind !== 'deleted'));
  for (const post of [...stored, ...told.map((delivery) => delivery.post)]) {
    expect(actionsOf(post).flatMap((action) => Object.keys(action))).not.toContain('integration');
    expect(JSON.stringify(post).match(/"token"|plugins.*action/g)).toBeNull();
  }
});

/** Types a stop of both, which is asked about. */
async function question(rootId = ''): Promise<{ exchange: Exchange; post: Awaited<ReturnType<Exchange['post']>> }> {
  const exchange = await admin.command({ ...world.channel, rootId }, '/ec2ctl stop web-*');
  return { exchange, post: await exchange.post(/Stop these 2 instances\?/) };
}

function stops(): (string | undefined)[] {
  return cloud.proxy.calls({ action: 'StopInstances' }).map(({ region }) => region);
}

/** The post as it is stored now. */
async function stored(id: string): Promise<{ message: string; buttons: string[] }> {
  const post = await admin.client.getPost(id);
  return { message: post.message.split('\n').slice(1).join('\n'), buttons: buttonsOf(post) };
}

test('a question becomes the post of the change, and is asked of AWS once', async () => {
  const { exchange, post } = await question();
  expect(post.message).toBe(
    [
      `\`〉ec2ctl stop web-*\` · ${admin.username} · us-west-2`,
      '**Stop these 2 instances?**',
      `🟢 \`web-1\` \`${String(ids[0])}\``,
      `🟢 \`web-2\` \`${String(ids[1])}\``,
    ].join('\n'),
  );
  expect(attachmentOf(post)).toMatchObject({
    color: '#d24b4e',
    fallback: 'Stop these 2 instances?',
    footer: `Only ${admin.username} can answer · valid for 5 minutes`,
    actions: [
      { name: 'Stop 2 instances', type: 'button', style: 'danger' },
      { name: 'Cancel', type: 'button' },
    ],
  });
  expect(stops()).toEqual([]);
  // Twice, as a thumb does.
  await Promise.allSettled([press(admin, post, 'Stop 2 instances'), press(admin, post, 'Stop 2 instances')]);
  const last = await exchange.version(post.id, /\*\*Stopped 2 instances\*\* in/);
  expect(buttonsOf(last)).toEqual([]);
  expect(stops()).toEqual(['us-west-2']);
  expect(exchange.deliveries().filter(({ kind }) => kind === 'posted')).toHaveLength(1);
});

test('Cancel leaves one line, and the old button is refused by the server', async () => {
  const { exchange, post } = await question();
  await press(admin, post, 'Cancel');
  const last = await exchange.version(post.id, /Cancelled/);
  expect(last.message).toBe(`\`〉ec2ctl stop web-*\` · ${admin.username}\nCancelled. Nothing was changed.`);
  await expect(press(admin, post, 'Stop 2 instances')).rejects.toMatchObject({ status_code: 404 });
  expect(stops()).toEqual([]);
});

test('in a thread the question stands there, and so does what others are told who press', async () => {
  const root = await world.bob.write(world.channel, 'Shall we stop them?');
  const { post } = await question(root.id);
  expect(post.root_id).toBe(root.id);
  const told = await (await press(world.bob, post, 'Stop 2 instances')).ephemeral();
  expect(told).toMatchObject({ root_id: root.id, channel_id: world.channel.channelId, user_id: await world.botId() });
  expect(told.message).toBe(`Only ${admin.username} can answer this.\nTo do it yourself: \`/ec2ctl stop web-*\``);
  expect(buttonsOf(await admin.client.getPost(post.id))).toEqual(['Stop 2 instances', 'Cancel']);
  expect(stops()).toEqual([]);
});

test('who never joined the public channel is told the same, and nothing happens', async () => {
  const { post } = await question();
  const stranger = await world.admin.createPerson('stranger', world.teamId);
  try {
    const told = await (await press(stranger, post, 'Stop 2 instances')).ephemeral();
    expect(told.message).toContain(`Only ${admin.username} can answer this.`);
  } finally {
    stranger.close();
  }
  expect(stops()).toEqual([]);
  expect((await stored(post.id)).buttons).toEqual(['Stop 2 instances', 'Cancel']);
});

test('a right that was taken meanwhile counts', async () => {
  await world.admin.configure(PLUGIN_ID, { operators: '@bob' });
  const exchange = await world.bob.command(world.channel, '/ec2ctl stop web-*');
  const post = await exchange.post(/Stop these 2 instances\?/);
  const refused = refusedPresses(world);
  await world.admin.configure(PLUGIN_ID, { operators: '' });
  await press(world.bob, post, 'Stop 2 instances');
  await exchange.version(post.id, /bob may not do this any longer\. Nothing was changed\./);
  expect(await refused(admin)).toEqual(['bob no-right']);
  expect(stops()).toEqual([]);
});

describe('the plugin is switched off and on', () => {
  async function restart(): Promise<void> {
    await world.admin.person.client.disablePlugin(PLUGIN_ID);
    await world.admin.enable(PLUGIN_ID);
    await eventually(
      async () => (await (await admin.command(world.channel, '/ec2ctl version')).ephemeral()).message.includes('build'),
      { what: 'the plugin to answer', timeout: 30_000 },
    );
  }

  test('between the question and the answer: the card still works', async () => {
    const { exchange, post } = await question();
    await restart();
    await press(admin, post, 'Stop 2 instances');
    await exchange.version(post.id, /\*\*Stopped 2 instances\*\*/);
    expect(stops()).toEqual(['us-west-2']);
  });

  test('and keeps no record of the card: the first press takes the buttons away, and says so', async () => {
    const { exchange, post } = await question();
    await world.admin.person.client.disablePlugin(PLUGIN_ID);
    const sql = "DELETE FROM pluginkeyvaluestore WHERE pluginid = $1 AND pkey LIKE 'card/%'";
    await query(world.server.database, sql, [PLUGIN_ID]);
    await restart();
    const told = await (await press(admin, post, 'Stop 2 instances')).ephemeral();
    expect(told).toMatchObject({ message: GONE, user_id: await world.botId(), root_id: '' });
    const last = await exchange.version(post.id, /not valid any longer/);
    expect(last.message).toBe(`\`〉ec2ctl stop web-*\` · ${admin.username} · us-west-2\n${GONE}`);
    expect(buttonsOf(last)).toEqual([]);
    expect(stops()).toEqual([]);
  });
});

describe('a choice', () => {
  let twins: string[];

  beforeEach(async () => {
    twins = await cloud.seed({ region: 'us-east-1', name: 'twin' }, { region: 'eu-west-1', name: 'twin' });
  });

  test('is shown to the asker alone; one press acts on that one', async () => {
    const exchange = await admin.command(world.channel, '/ec2ctl stop twin');
    const card = await exchange.ephemeral(/2 instances are named `twin`/);
    expect(buttonsOf(card).toSorted()).toEqual([...twins.map((id) => `Stop ${id}`), 'Stop both', 'Cancel'].toSorted());
    await press(admin, card, `Stop ${String(twins[0])}`);
    const chosen = await exchange.version(card.id, /Chosen/);
    expect(chosen.message).toBe(`\`〉ec2ctl stop twin\`\nChosen: \`${String(twins[0])}\` us-east-1`);
    expect([buttonsOf(chosen), chosen.create_at]).toEqual([[], card.create_at]);
    const post = await exchange.post();
    await exchange.version(post.id, /`twin` is stopped/);
    expect(stops()).toEqual(['us-east-1']);
    // Its cookie still is the server's own, but the card was answered.
    const told = await (await press(admin, card, `Stop ${String(twins[1])}`)).ephemeral();
    expect(told.message).toBe('This was answered already.');
    expect(stops()).toEqual(['us-east-1']);
  });

  test('of a menu takes what was offered and nothing else', async () => {
    twins.push(
      ...(await cloud.seed(...['us-east-1', 'us-west-2', 'eu-west-1'].map((region) => ({ region, name: 'twin' })))),
    );
    const exchange = await admin.command(world.channel, '/ec2ctl stop twin');
    const card = await exchange.ephemeral(/5 instances are named `twin`/);
    expect(actionsOf(card).map(({ type, name }) => [type, name])).toEqual([
      ['select', 'Choose one'],
      ['button', 'Stop all 5…'],
      ['button', 'Cancel'],
    ]);
    const told = await (await press(admin, card, 'Choose one', ids[0])).ephemeral();
    expect(told.message).toBe(GONE);
    expect(stops()).toEqual([]);
    await press(admin, card, 'Choose one', twins[1]);
    await exchange.version((await exchange.post()).id, /`twin` is stopped/);
    expect(stops()).toEqual(['eu-west-1']);
  });

  test('of all above four asks in the channel', async () => {
    await cloud.seed(...['us-east-1', 'us-west-2', 'eu-west-1'].map((region) => ({ region, name: 'twin' })));
    const exchange = await admin.command(world.channel, '/ec2ctl stop twin');
    await press(admin, await exchange.ephemeral(/5 instances/), 'Stop all 5…');
    const post = await exchange.post(/\*\*Stop these 5 instances\?\*\*/);
    await press(admin, post, 'Stop 5 instances');
    await exchange.version(post.id, /\*\*Stopped 5 instances\*\*/);
  });
});

describe('a post of a person’s own', () => {
  /** Writes a post with buttons that go to our plugin, as any client may. */
  async function forged(context: Record<string, string>, message = 'Free coffee'): Promise<string> {
    const actions = [{ name: 'Yes', type: 'button', integration: { url: `/plugins/${PLUGIN_ID}/action`, context } }];
    const post = await world.bob.client.createPost({
      channel_id: world.channel.channelId,
      message,
      props: { attachments: [{ actions }] },
    });
    return post.id;
  }

  test('with buttons like ours does nothing, whoever presses, and is not touched', async () => {
    const { post } = await question();
    const noCard = [world.bob, admin].map(({ username }) => `${username} no-card`);
    for (const [context, reasons] of [
      [{ token: 'f'.repeat(32), choice: 'confirm' }, noCard],
      [{ token: post.id, choice: 'all' }, noCard],
      // It is no press at all: 400.
      [{}, []],
    ] as const) {
      const refused = refusedPresses(world);
      const id = await forged(context);
      for (const person of [world.bob, admin]) await press(person, await person.client.getPost(id), 'Yes');
      expect(await refused(admin)).toEqual(reasons);
      expect(buttonsOf(await admin.client.getPost(id))).toEqual(['Yes']);
      await world.bob.client.deletePost(id);
    }
    expect(stops()).toEqual([]);
    expect((await stored(post.id)).buttons).toEqual(['Stop 2 instances', 'Cancel']);
  });
});
