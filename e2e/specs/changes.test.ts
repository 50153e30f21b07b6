import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { blockWrites, query } from '../harness/database.ts';
import { eventually } from '../harness/eventually.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import type { LogEntry } from '../harness/server-log.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
let admin: Person;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: 2 });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
});

/** The records of operations under way, as the server's database has them. */
async function records(): Promise<{ value: string; expires: number }[]> {
  const rows = await query(
    world.server.database,
    `SELECT convert_from(pvalue, 'UTF8') AS value, expireat FROM pluginkeyvaluestore
      WHERE pluginid = $1 AND pkey LIKE 'op/%'`,
    [PLUGIN_ID],
  );
  return rows.map(({ value, expireat }) => ({ value: String(value), expires: Number(expireat) }));
}

/** Waits until the operation with this instance is over, and its record gone. */
async function over(id: string): Promise<void> {
  await eventually(async () => (await records()).every(({ value }) => !value.includes(id)), {
    what: 'the end of the operation',
    timeout: 25_000,
  });
}

/** The plugin's entry with these fields in the server's log, after the first `since` entries. */
async function logged(what: string, fields: Readonly<Record<string, string>>, since: number): Promise<LogEntry> {
  const wanted = Object.entries({ plugin_id: PLUGIN_ID, ...fields });
  return world.server.log.wait(what, (entry) => wanted.every(([name, value]) => entry[name] === value), since);
}

function changes(): number {
  return cloud.proxy.calls({ action: 'StartInstances' }).length + cloud.proxy.calls({ action: 'StopInstances' }).length;
}

describe('start', () => {
  test('shows one post at once, and edits it until the instance runs, with its addresses', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: 'web-1', state: 'stopped' });
    const exchange = await admin.command(world.channel, `/ec2ctl start -i ${id}`);
    const post = await exchange.post();
    expect(Date.now() - exchange.sentAt).toBeLessThan(2_000);
    expect(post.user_id).toBe(await world.botId());
    const final = await exchange.version(post.id, /🟢 \*\*`web-1` is running\*\* after \d+s/, { timeout: 20_000 });

    expect(final.message.split('\n')[0]).toBe(`\`〉ec2ctl start -i ${id}\` · ${admin.username}`);
    expect(final.message).toMatch(/public `\d+\.\d+\.\d+\.\d+` · private `\d+\.\d+\.\d+\.\d+`/);
    expect(final.message).toContain(`us-west-2 · \`${id}\``);
    const versions = exchange.versions(post.id).map(({ post: { message } }) => message);
    for (const earlier of versions.slice(0, -1)) {
      expect(earlier).toMatch(/⏳ \*\*`web-1` is (asked to start|starting)\*\*/);
      expect(earlier).not.toMatch(/is running|started/);
    }
    expect(versions.length).toBeGreaterThan(1);
    expect(versions.length).toBeLessThanOrEqual(4);
    expect(exchange.deliveries().filter(({ kind }) => kind === 'posted')).toHaveLength(1);
  });

  test('of one that runs is answered, not asked', async () => {
    const id = await cloud.seedOne({ region: 'eu-west-1', name: 'up' });
    const exchange = await admin.command(world.channel, `/ec2ctl start -i ${id}`);
    const { message } = await exchange.post();
    expect(message).toMatch(/🟢 \*\*`up` is already running\*\*/);
    expect(changes()).toBe(0);
  });
});

describe('stop', () => {
  test('ends with the final state and how long it took', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'web-2' });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    expect(post.message).toMatch(/⏳ \*\*`web-2` is (asked to stop|stopping)\*\*/);
    await exchange.version(post.id, /⚪ \*\*`web-2` is stopped\*\* after \d+s/, { timeout: 20_000 });
    expect(changes()).toBe(1);
  });

  test('of one that is stopped is answered, not asked', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'down', state: 'stopped' });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    expect((await exchange.post()).message).toMatch(/⚪ \*\*`down` is already stopped\*\*/);
    expect(changes()).toBe(0);
  });

  test('acts as soon as the id is found, without waiting for a region that hangs', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'here' });
    cloud.proxy.addRules({ do: 'hang', region: 'eu-west-1', action: 'DescribeInstances' });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    await cloud.proxy.waitForCalls({ action: 'StopInstances' });
    expect(Date.now() - exchange.sentAt).toBeLessThan(2_500);
    const post = await exchange.post();
    await exchange.version(post.id, /`here` is stopped/, { timeout: 20_000 });
  });

  test('of several in several regions, by commas and by repeating -i, fails for the protected one alone', async () => {
    const [first, safe, far] = await cloud.seed(
      { region: 'us-east-1', name: 'one' },
      { region: 'us-east-1', name: 'safe', stopProtection: true },
      { region: 'ap-northeast-1', name: 'far' },
    );
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${first},${safe} -i ${far} --yes`);
    const post = await exchange.post();
    expect(post.message).toMatch(/\*\*Stopping 3 instances/);
    const { message } = await exchange.version(post.id, /Stopped 2 of 3 instances/, { timeout: 25_000 });

    expect(message).toMatch(/\*\*Stopped 2 of 3 instances\*\* in \d+s, \*\*1 failed\*\*/);
    expect(message).toMatch(
      /^❌ `safe` .*still running: stop protection is on.*`OperationNotPermitted`, request `[^`]+`$/m,
    );
    expect(message).toMatch(/^⚪ `one` .*stopped, \d+s$/m);
    expect(message).toMatch(/^⚪ `far` .*stopped, \d+s$/m);
  });

  test('that AWS refuses with a code that has no sentence yet shows the code', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'odd' });
    const words = 'The planets do not stand right for this';
    cloud.proxy.addRules({ do: 'refuse', code: 'SomethingQuiteNew', message: words, action: 'StopInstances' });
    const before = world.server.log.entries().length;
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    const { message } = await exchange.version(post.id, /SomethingQuiteNew/);
    expect(message).toMatch(/❌ .*`odd`/);
    expect(message).toContain('`SomethingQuiteNew`');
    expect(message).toMatch(/request `8d0b7a52-/);
    // What AWS says besides is for the log, under the same request.
    expect(message).not.toContain(words);
    const told = await logged('the refusal', { msg: 'AWS did not accept a change', ids: id }, before);
    expect(told).toMatchObject({
      code: 'SomethingQuiteNew',
      reason: words,
      requestId: expect.stringMatching(/^8d0b7a52-/),
    });
  });

  test('whose answer is lost is not asked for again, and ends with the truth', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'lost' });
    cloud.proxy.addRules({ do: 'applyThenDrop', action: 'StopInstances' });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    await exchange.version(post.id, /⚪ \*\*`lost` is stopped\*\*/, { timeout: 25_000 });
    expect(changes()).toBe(1);
  });

  test('goes on when its post is deleted, makes no other, and tells the end to the one who asked', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'quiet' });
    const before = world.server.log.entries().length;
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    await world.root.client.deletePost(post.id);
    await exchange.ephemeral(/`quiet` is stopped/, { timeout: 25_000 });
    await over(id);
    expect(exchange.deliveries().filter(({ kind }) => kind === 'posted')).toHaveLength(1);
    await logged('the change', { msg: 'Change of instances', ids: id, outcome: 'arrived' }, before);
  });

  test('goes on when its channel is archived, and tells the end to the one who asked', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'shelved' });
    const channelId = await world.admin.createChannel(world.teamId, 'short-lived', [admin]);
    const exchange = await admin.command({ ...world.channel, channelId }, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    await world.root.client.deleteChannel(channelId);
    await exchange.ephemeral(/`shelved` is stopped/, { timeout: 25_000 });
    await over(id);
    expect(
      exchange
        .versions(post.id)
        .map(({ post: { message } }) => message)
        .join(),
    ).not.toContain('is stopped');
  });
});

describe('before AWS is asked', () => {
  test('a record with all that is needed is stored for a day, and it goes at the end', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'kept' });
    cloud.proxy.addRules({ do: 'pass', delayMs: 1_500, action: 'StopInstances' });
    const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
    await cloud.proxy.waitForCalls({ action: 'StopInstances' });
    // The proxy holds the call: whatever is stored now was stored before AWS could know.
    const record = (await records()).find(({ value }) => value.includes(id));
    const post = await exchange.post();

    for (const needed of [admin.id, world.channel.channelId, post.id, 'stop', 'us-east-1', 'fingerprint']) {
      expect(record?.value).toContain(needed);
    }
    expect(record?.value).not.toContain(cloud.secret);
    const minutes = ((record?.expires ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(24 * 60 - 2);
    expect(minutes).toBeLessThan(24 * 60 + 1);

    await exchange.version(post.id, /is stopped/, { timeout: 25_000 });
    await over(id);
  });

  test('a post whose making is not answered is none: nothing is changed, and when it comes after all it says so', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'late' });
    const before = world.server.log.entries().length;
    const letGo = await blockWrites(world.server.database, 'posts');
    let exchange: Exchange;
    try {
      exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
      await exchange.ephemeral(/could not be recorded.*Nothing was changed.*`DeadlineExceeded`/, { timeout: 20_000 });
    } finally {
      await letGo();
    }
    const post = await exchange.post(/`late`/);
    await exchange.version(post.id, /❌ .*`late`.*AWS was not asked/, { timeout: 30_000 });
    await over(id);
    expect(changes()).toBe(0);
    const lost = await logged('the lost post', { msg: 'Change of instances not begun', ids: id }, before);
    expect(lost).toMatchObject({ code: 'DeadlineExceeded', reason: expect.stringContaining('CreatePost') });
    await logged('what became of it', { msg: 'Change of instances', ids: id, outcome: 'failed' }, before);
  });
});

test('every change is one line in the log of the server: who, where, what, which, and what came of it', async () => {
  const id = await cloud.seedOne({ region: 'us-east-1', name: 'logged' });
  const before = world.server.log.entries().length;
  const exchange = await admin.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopped/, { timeout: 25_000 });
  const who = { userId: admin.id, channelId: world.channel.channelId };
  const entry = await logged('the change', { msg: 'Change of instances', ids: id }, before);
  expect(entry).toMatchObject({ ...who, level: 'info', verb: 'stop', outcome: 'arrived' });
});
