import type { Exchange } from '../harness/exchange.ts';
import { rowsOf } from '../harness/table.ts';
import type { World } from '../harness/world.ts';
import { drawPost, isNews, namesIn } from './post-text.ts';

/** Milliseconds that one step may take. */
const STEP_LIMIT = { timeout: 30_000 };

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
      drawPost(delivery.post, names, false).forEach(print);
    }
  });
  const play = async (line: string): Promise<Exchange> => {
    print(`${world.root.username} types: ${line}`);
    return world.root.command(world.channel, line);
  };

  await (await play('/ec2ctl')).ephemeral(/\/ec2ctl ls/, STEP_LIMIT);

  const listing = await play('/ec2ctl ls');
  const post = await listing.post(undefined, STEP_LIMIT);
  const rows = rowsOf((await listing.version(post.id, /^(?!.*waiting for: )/s, STEP_LIMIT)).message);
  const idOf = (name: string): string => {
    const row = rows.find((one) => one.name === `\`${name}\``);
    if (row === undefined) {
      throw new Error(`The demo fleet has no ${name}`);
    }
    return row.id;
  };

  await change(await play(`/ec2ctl stop -i ${idOf('web-1')}`), /`web-1` is stopped\*\* after/);
  await change(await play(`/ec2ctl start -i ${idOf('web-1')}`), /`web-1` is running\*\* after[^]*public `/);
  await change(await play(`/ec2ctl stop -i ${idOf('db-primary')}`), /stop protection is on/);
  await (await play('/ec2ctl stpo -i i-0a1f39c5d2e84b7f6')).ephemeral(/\/ec2ctl stop -i/, STEP_LIMIT);

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
