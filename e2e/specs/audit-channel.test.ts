import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** Longer than a plugin needs to be switched off and on. */
const SLOW_SECONDS = 10;
const QUICK_SECONDS = 1;

let cloud: Cloud;
let world: World;
let admin: Person;
/** A private channel of bob and the first admin, which is told. */
let audit: string;
let count = 0;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: QUICK_SECONDS });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await cloud.moto.setTransition(QUICK_SECONDS);
  admin = await beginAnew(world, cloud);
  count += 1;
  audit = await world.admin.createChannel(world.teamId, name(), [world.bob], 'P');
  await world.admin.configureTo(
    PLUGIN_ID,
    { auditchannel: `~crew/${name()}` },
    { auditchannel: `~crew/${name()} (id ${audit})` },
  );
});

/** What the channel is called, in each test otherwise. */
function name(): string {
  return `audit-${String(count)}`;
}

/** The lines in a channel, oldest first, when there are at least so many. */
async function lines(channelId: string, least: number): Promise<Post[]> {
  let found: Post[] = [];
  await eventually(
    async () => {
      const posts = await world.bob.posts(channelId);
      found = posts.filter(({ props }) => props['ec2ctl_audit'] !== undefined).reverse();
      return found.length >= least;
    },
    { what: `${String(least)} lines in the audit channel`, timeout: 30_000 },
  );
  return found;
}

/** How often somebody was mentioned in a channel. */
async function mentions(person: Person, channelId: string): Promise<number> {
  return (await person.client.getMyChannelMember(channelId)).mention_count;
}

test('changes in a private channel, in a direct message and in the audit channel itself are a line each, which notifies nobody', async () => {
  const [one = '', two = '', three = ''] = await cloud.seed(
    { region: 'us-east-1', name: '@bob @channel', state: 'stopped' },
    { region: 'us-west-2', name: 'two' },
    { region: 'eu-west-1', name: 'three' },
  );
  const hidden = await world.admin.createChannel(world.teamId, `hidden-${String(count)}`, [admin], 'P');
  const direct = await admin.directChannel(await world.botId());

  // That he was added is a mention.
  const before = await mentions(world.bob, audit);

  const inHidden = await admin.command({ channelId: hidden, teamId: world.teamId }, `/ec2ctl start -i ${one}`);
  const post = await inHidden.post();
  await lines(audit, 1);
  await admin.command({ channelId: direct }, `/ec2ctl stop -i ${two}`);
  await lines(audit, 2);
  // Where the lines go is told as well.
  await world.root.command({ channelId: audit, teamId: world.teamId }, `/ec2ctl stop ${three} --yes`);
  const [first, second, third, ...more] = await lines(audit, 3);

  const site = world.server.url;
  expect(first?.message).toMatch(
    new RegExp(
      `^\`${admin.username}\` · \`start\` · \`@bob @channel\` is running \\(\\d+s\\) · us-east-1 \`${one}\` · \\[the post\\]\\(${site}/_redirect/pl/${post.id}\\)$`,
    ),
  );
  expect(second?.message).toMatch(
    new RegExp(
      `^\`${admin.username}\` · \`stop\` · \`two\` is stopped \\(\\d+s\\) · us-west-2 \`${two}\` · \\[the post\\]`,
    ),
  );
  expect(third?.message).toContain(`\`three\` is stopped`);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ user_id: await world.botId(), root_id: '' });
  // Nothing of the hidden channel stands there; nor, for who may read that one, a preview of what was posted in it.
  expect(JSON.stringify(first)).not.toContain('hidden');
  const asRead = (await world.root.posts(audit)).find(({ id }) => id === first?.id);
  expect(asRead?.message).toBe(first?.message);
  expect(asRead?.metadata).not.toHaveProperty('embeds');
  expect(await mentions(world.bob, audit)).toBe(before);
});

test('a channel renamed away is still told, and one that is made of its name is not', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'one' });
  await world.bob.client.patchChannel(audit, { name: `${name()}-before` });
  const made = await world.bob.client.createChannel({
    team_id: world.teamId,
    name: name(),
    display_name: name(),
    type: 'O',
  } as never);
  // A page that was opened before saves the name alone.
  await world.admin.configureTo(
    PLUGIN_ID,
    { auditchannel: `~crew/${name()}`, atonce: 49 },
    { auditchannel: `~crew/${name()}-before (id ${audit})` },
  );
  await admin.command(world.channel, `/ec2ctl stop -i ${id}`);

  expect(await lines(audit, 1)).toHaveLength(1);
  expect(await lines(made.id, 0)).toEqual([]);
});

test('what is no channel is refused at a save, and what was archived since keeps nobody from saving', async () => {
  expect(await world.admin.refusal(PLUGIN_ID, { auditchannel: '~crew/nowhere' })).toMatch(
    /^Audit channel: no channel is called crew\/nowhere\./,
  );
  expect(await world.admin.refusal(PLUGIN_ID, { auditchannel: '@bob' })).toBe(
    'Audit channel: @bob is no channel. Write one with its team, such as ~sre/deploys.',
  );
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'one' });
  const before = world.server.log.entries().length;
  await world.root.client.deleteChannel(audit);
  await world.admin.configure(PLUGIN_ID, { atonce: 48 });

  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /`one` is stopped/, { timeout: 20_000 });
  await world.server.log.wait(
    'the line that cannot be told',
    (entry) => entry.plugin_id === PLUGIN_ID && entry.msg.includes('No channel is told of a change'),
    before,
  );
  const version = await (await admin.command(world.channel, '/ec2ctl version')).ephemeral();
  expect(version.message).toContain(
    `No channel is told of changes. \`Audit channel\`: \`~crew/${name()}\` is archived.`,
  );
});

test('a restart in between: the next process tells it, once', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'long' });
  await cloud.moto.setTransition(SLOW_SECONDS);
  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopping/);
  await world.root.client.disablePlugin(PLUGIN_ID);
  expect(await lines(audit, 0)).toEqual([]);
  await world.admin.enable(PLUGIN_ID);
  await exchange.version(post.id, /`long` is stopped/, { timeout: 60_000 });

  const [line, ...more] = await lines(audit, 1);
  expect(line?.message).toContain('`long` is stopped');
  expect(more).toEqual([]);
}, 90_000);
