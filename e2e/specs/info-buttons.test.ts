/** The buttons below `info` and below a private listing, pressed as clients press them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Post } from '@mattermost/types/posts';
import { beginAnew } from '../harness/begin-anew.ts';
import { attachmentOf, buttonsOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
let admin: Person;
let id: string;

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
  id = await cloud.seedOne({ region: 'us-west-2', name: 'web-1' });
});

/** Whether a card of info asks whether to do it. */
function asksNow(post: Post): boolean {
  return buttonsOf(post).includes('Cancel');
}

function stops(): number {
  return cloud.proxy.calls({ action: 'StopInstances' }).length;
}

describe('the buttons of info', () => {
  test('ask, are taken back, and act in a post of their own, while the fields stay', async () => {
    const exchange = await admin.command(world.channel, '/ec2ctl info web-1');
    const card = await exchange.post(/`web-1` is running/);
    expect(buttonsOf(card)).toEqual(['Stop', 'Reboot']);

    await press(admin, card, 'Stop');
    const asks = await exchange.until(card.id, 'the question', asksNow);
    expect(asks.message).toBe(card.message);
    expect(attachmentOf(asks)).toMatchObject({
      color: '#d24b4e',
      footer: `Only ${admin.username} can answer · valid for 5 minutes`,
      fields: attachmentOf(card)?.fields,
    });
    const back = await press(admin, asks, 'Cancel');
    const again = await back.until(card.id, 'the buttons as they were', (post) => buttonsOf(post).includes('Reboot'));
    expect(stops()).toBe(0);

    const second = await press(admin, again, 'Stop');
    const asked = await second.until(card.id, 'the question again', asksNow);
    const acted = await press(admin, asked, 'Stop web-1');
    const change = await acted.post(/asked to stop|is stopping/);
    expect(change.message.split('\n')[0]).toBe(`\`〉ec2ctl stop ${id}\` · ${admin.username}`);
    await acted.version(change.id, /`web-1` is stopped/);
    const stored = await admin.client.getPost(card.id);
    expect([buttonsOf(stored), attachmentOf(stored)?.fields]).toEqual([[], attachmentOf(card)?.fields]);
    expect(stops()).toBe(1);
  });

  test('work alike in private, and the change is told in the channel', async () => {
    await world.admin.configure(PLUGIN_ID, { listings: 'private' });
    const exchange = await admin.command(world.channel, '/ec2ctl info web-1');
    const card = await exchange.ephemeral(/`web-1` is running/);
    await press(admin, card, 'Stop');
    const asks = await exchange.until(card.id, 'the question', asksNow);
    expect([asks.type, asks.create_at]).toEqual(['system_ephemeral', card.create_at]);
    const acted = await press(admin, asks, 'Stop web-1');
    await acted.version((await acted.post()).id, /`web-1` is stopped/);
    const last = exchange.versions(card.id).at(-1);
    expect(last === undefined ? undefined : buttonsOf(last.post)).toEqual([]);
    expect(stops()).toBe(1);
  });

  test('are not there for who may only look', async () => {
    await world.admin.configure(PLUGIN_ID, { viewers: '@bob' });
    const card = await (await world.bob.command(world.channel, '/ec2ctl info web-1')).post(/`web-1` is running/);
    expect(buttonsOf(card)).toEqual([]);
  });
});

describe('Show in channel', () => {
  test('shows how things are now, to everyone, and says so', async () => {
    await world.admin.configure(PLUGIN_ID, { listings: 'private' });
    const exchange = await admin.command(world.channel, '/ec2ctl ls web-1');
    const first = await exchange.ephemeral();
    const listing = await exchange.until(first.id, 'the button', (post) => buttonsOf(post).includes('Show in channel'));
    await cloud.seed({ region: 'us-west-2', name: 'web-1' });
    cloud.changeKey();
    await world.admin.configure(PLUGIN_ID, cloud.settings({ listings: 'private' }));
    const shown = await press(admin, listing, 'Show in channel');
    const post = await shown.post(/2 instances/);
    expect(post.message.split('\n')[0]).toBe(`\`〉ec2ctl ls web-1\` · ${admin.username}`);
    const card = await shown.version(listing.id, /Shown in the channel\./);
    expect(buttonsOf(card)).toEqual([]);
    expect(world.bob.inbox.all(({ post: seen }) => seen.id === post.id).length).toBeGreaterThan(0);
  });

  test('is not there for who may only look', async () => {
    await world.admin.configure(PLUGIN_ID, { viewers: '@bob', listings: 'private' });
    const exchange = await world.bob.command(world.channel, '/ec2ctl ls web-1');
    const listing = await exchange.ephemeral(/4 regions read/);
    expect(buttonsOf(listing)).toEqual([]);
  });
});
