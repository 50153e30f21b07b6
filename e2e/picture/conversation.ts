import type { Post } from '@mattermost/types/posts';
import type { PluginSettings } from '../harness/admin.ts';
import type { Person } from '../harness/person.ts';
import { actionsOf, press } from '../harness/buttons.ts';
import { PLUGIN_ID, type World } from '../harness/world.ts';
import type { ShownPost } from './shown-post.ts';

/** Milliseconds that one step may take. */
const STEP_LIMIT = { timeout: 30_000 };

/** The settings of the plugin. All who can read the channel may look. */
const SETTINGS: PluginSettings = { viewers: 'team:crew', operators: '@alice' };

/** The one of two machines called `jump` that is meant. */
const CHOSEN = 'Start i-03e5d9b8c7a6f4112';

/**
 * Holds a short conversation on a real server: Bob asks for something, Alice types a name that two machines have and chooses
 * one, then stops several by a pattern, which is asked for first. The question becomes the post of the change; the picture has
 * both.
 *
 * @returns the posts, oldest first, for Alice's eyes
 * @throws Error when something that should come does not
 */
export async function converse(world: World): Promise<ShownPost[]> {
  const alice = await world.admin.createPerson('alice', world.teamId);
  try {
    await world.root.client.addToChannel(alice.id, world.channel.channelId);
    const bot = await world.botId();
    await world.admin.configure(PLUGIN_ID, SETTINGS);
    const question = 'I need the jump host in Ireland. And the web machines can rest over night.';
    const posts = [
      await world.bob.write(world.channel, question),
      ...(await startOne(world, alice)),
      ...(await stopSeveral(world, alice)),
    ];
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

/** The question which of two, as it stood before it was answered, and the post of the change at its end. */
async function startOne(world: World, alice: Person): Promise<Post[]> {
  const exchange = await alice.command(world.channel, '/ec2ctl start jump');
  const choice = await exchange.ephemeral(/Start which\?/, STEP_LIMIT);
  await press(alice, choice, CHOSEN);
  return [choice, await exchange.edited(/`jump` is running\*\* after/, STEP_LIMIT)];
}

/** The question whether to do it, and what it became. */
async function stopSeveral(world: World, alice: Person): Promise<Post[]> {
  const exchange = await alice.command(world.channel, '/ec2ctl stop web-*');
  const card = await exchange.post(/Stop these 3 instances\?/, STEP_LIMIT);
  await press(alice, card, 'Stop 3 instances');
  return [card, await exchange.version(card.id, /Stopped 3 instances/, STEP_LIMIT)];
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
    buttons: actionsOf(post).map(({ name, style }) => ({ name, isDanger: style === 'danger' })),
  };
}
