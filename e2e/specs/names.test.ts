import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import { rowsOf } from '../harness/table.ts';
import { World } from '../harness/world.ts';

/** Names that somebody gave their instances, and how they stand in a table. */
const NAMES: readonly (readonly [name: string, shown: RegExp])[] = [
  ['a|b', /^`a│b`$/],
  ['tick`tick``tock', /^``` ?tick`tick``tock ?```$/],
  ['@bob', /^`@bob`$/],
  ['@channel @all @here', /^`@channel @all @here`$/],
  ['line\nbreak\r\nand\ttab', /^`line break +and tab`$/],
  ['🚀 naïve 日本', /^`🚀 naïve 日本`$/],
  ['x'.repeat(255), /^`x{59,60}…`$/],
  ['evil\u202Egnp.exe', /^\u2068?`evil⟨U\+202E⟩gnp\.exe`\u2069?$/],
  ['שלום', /^\u2068`שלום`\u2069$/],
  ['#tag ~town-square :smile: $x$', /^`#tag ~town-square :smile: \$x\$`$/],
  ['[link](https://example.com) ![image](https://example.com/a.png)', /^`\[link\]\(https:\/\/example\.com\) .*`$/],
  ['   ', /^(–|`.*`)$/],
];

let cloud: Cloud;
let world: World;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});

async function mentionsOfBob(): Promise<number> {
  return (await world.bob.client.getMyChannelMember(world.channel.channelId)).mention_count;
}

test('names stand in the table as they are, break nothing and call nobody', async () => {
  const ids = await cloud.seed(...NAMES.map(([name]) => ({ region: 'us-east-1', name })));
  await world.root.client.addToChannel(await world.botId(), world.channel.channelId).catch(async () => {
    // A bot joins a channel only as a member of its team.
    await world.root.client.addToTeam(world.teamId, await world.botId());
    await world.root.client.addToChannel(await world.botId(), world.channel.channelId);
  });
  const before = await mentionsOfBob();
  const exchange = await world.root.command(world.channel, '/ec2ctl ls -r us-east-1');
  const rows = rowsOf((await exchange.post(/INSTANCE NAME/)).message);

  expect(rows).toHaveLength(NAMES.length);
  for (const [index, [, shown]] of NAMES.entries()) {
    expect(rows.find(({ id }) => id === ids[index])?.name).toMatch(shown);
  }
  expect(await mentionsOfBob()).toBe(before);

  // The counter does count: a person who writes the same calls bob.
  await world.root.write(world.channel, '@bob');
  await eventually(async () => (await mentionsOfBob()) === before + 1, { what: 'the mention of bob' });
});
