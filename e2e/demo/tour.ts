import type { Post } from '@mattermost/types/posts';
import type { Exchange } from '../harness/exchange.ts';
import { press } from '../harness/buttons.ts';
import { rowsOf } from '../harness/table.ts';
import type { World } from '../harness/world.ts';
import { namesOf } from './buttons.ts';
import { drawPost, isNews, namesIn } from './post-text.ts';

/** Milliseconds that one step may take. */
const STEP_LIMIT = { timeout: 30_000 };

/** Buttons stand below each other, as on a phone. */
const DRAWING = { colours: false, buttons: (post: Post) => namesOf(post).map((name) => `[ ${name} ]`) };

/**
 * Plays a handful of commands and prints every post, and every version of it, as it comes.
 *
 * @param print writes one line
 * @throws Error when something that should come does not
 */
export async function tour(world: World, print: (line: string) => void): Promise<void> {
  const names = await namesIn(world);
  world.root.inbox.listen((delivery) => {
    if (isNews(delivery, world.root.id)) {
      drawPost(delivery.post, names, DRAWING).forEach(print);
    }
  });
  const play = async (line: string): Promise<Exchange> => {
    print(`${world.root.username} types: ${line}`);
    return world.root.command(world.channel, line);
  };

  const push = async (shown: Post, name: string): Promise<void> => {
    print(`${world.root.username} presses: ${name}`);
    await press(world.root, shown, name);
  };

  await (await play('/ec2ctl')).ephemeral(/\/ec2ctl ls/, STEP_LIMIT);

  const listing = await play('/ec2ctl ls');
  const post = await listing.post(undefined, STEP_LIMIT);
  const [first] = rowsOf((await listing.version(post.id, /^(?!.*waiting for: )/s, STEP_LIMIT)).message);
  if (first === undefined) throw new Error('The listing has no rows');

  await change(await play('/ec2ctl stop web-1'), /`web-1` is stopped\*\* after/);
  await change(await play(`/ec2ctl stop -i ${first.id}`), /is stopped\*\* after/);

  // Two machines have this name.
  const unclear = await play('/ec2ctl start jump');
  const choice = await unclear.ephemeral(/Start which\?/, STEP_LIMIT);
  await push(choice, 'Start i-03e5d9b8c7a6f4112');
  await unclear.post(/ec2ctl start jump/, STEP_LIMIT);
  await unclear.edited(/`jump` is running\*\* after/, STEP_LIMIT);

  const many = await play('/ec2ctl stop web-*');
  const card = await many.post(/Stop these 2 instances\?/, STEP_LIMIT);
  await push(card, 'Stop 2 instances');
  await many.version(card.id, /Stopped 2 instances/, STEP_LIMIT);

  await change(await play('/ec2ctl stop db-primary'), /stop protection is on/);
  await (await play('/ec2ctl stpo web-1')).ephemeral(/\/ec2ctl stop web-1/, STEP_LIMIT);

  print(`${world.root.username} presses Tab after: /ec2ctl ls -r us-`);
  const offered = await world.root.complete(world.channel, '/ec2ctl ls -r us-');
  if (!offered.some(({ Complete }) => Complete.includes('us-west-2'))) {
    throw new Error('The server offers no region to complete `/ec2ctl ls -r us-`');
  }
  for (const { Complete, Description } of offered) {
    print(`  /${Complete}  ${Description}`);
  }
  print('');
}

async function change(exchange: Exchange, end: RegExp): Promise<void> {
  const post = await exchange.post(undefined, STEP_LIMIT);
  await exchange.version(post.id, end, STEP_LIMIT);
}
