import type { Post } from '@mattermost/types/posts';
import type { PluginSettings } from '../harness/admin.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, type World } from '../harness/world.ts';
import type { ShownPost } from './shown-post.ts';

/** Milliseconds that one step may take. */
const STEP_LIMIT = { timeout: 30_000 };

/**
 * The settings of the plugin. Few regions keep the listing short; one of them refuses, as happens in real accounts. All who can
 * read the channel may look, so that a listing stands there for all.
 */
const SETTINGS: PluginSettings = {
  regions: 'ap-east-1, eu-west-1, us-west-2',
  viewers: 'team:crew',
  operators: '@alice',
};

/** The instance that is asked for and started. */
const STOPPED = 'i-09f3a7c4e1b2d8560';

/**
 * Holds a short conversation on a real server: Bob asks for a machine, Alice looks, starts it, and once mistypes.
 *
 * @returns the posts as they stood at its end, oldest first, for Alice's eyes
 * @throws Error when something that should come does not
 */
export async function converse(world: World): Promise<ShownPost[]> {
  const alice = await world.admin.createPerson('alice', world.teamId);
  try {
    await world.root.client.addToChannel(alice.id, world.channel.channelId);
    const bot = await world.botId();
    await world.admin.configure(PLUGIN_ID, SETTINGS);
    const question = await world.bob.write(world.channel, 'Can somebody start web-4? I need it for the demo.');
    const posts = [question, await list(world, alice), await start(world, alice), await mistype(world, alice)];
    const names = new Map([
      [alice.id, alice.username],
      [world.bob.id, world.bob.username],
      [bot, 'ec2ctl'],
    ]);
    return posts.map((post) => shown(post, names, bot));
  } finally {
    alice.close();
  }
}

async function list(world: World, alice: Person): Promise<Post> {
  const exchange = await alice.command(world.channel, '/ec2ctl ls');
  const { id } = await exchange.post(undefined, STEP_LIMIT);
  return exchange.version(id, /^(?!.*waiting for: )/s, STEP_LIMIT);
}

async function start(world: World, alice: Person): Promise<Post> {
  const exchange = await alice.command(world.channel, `/ec2ctl start -i ${STOPPED}`);
  const { id } = await exchange.post(undefined, STEP_LIMIT);
  return exchange.version(id, /is running\*\* after/, STEP_LIMIT);
}

async function mistype(world: World, alice: Person): Promise<Post> {
  const exchange = await alice.command(world.channel, `/ec2ctl stpo -i ${STOPPED}`);
  return exchange.ephemeral(undefined, STEP_LIMIT);
}

function shown(post: Post, names: ReadonlyMap<string, string>, bot: string): ShownPost {
  const author = names.get(post.user_id);
  if (author === undefined) {
    throw new Error(`Nobody of the conversation wrote this: ${post.message}`);
  }
  return {
    author,
    bot: post.user_id === bot,
    private: post.type === 'system_ephemeral',
    edited: post.edit_at > 0,
    message: post.message,
  };
}
