import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Call } from '../aws/proxy-rules.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud, CLOUD_REGIONS } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
/** Two operators who have typed nothing yet. */
let eager: Person;
let other: Person;
let count = 0;

beforeAll(async () => {
  cloud = await Cloud.start();
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await beginAnew(world, cloud);
  count += 1;
  eager = await world.person(`eager${String(count)}`);
  other = await world.person(`other${String(count)}`);
  await world.admin.configure(PLUGIN_ID, { operators: `@${eager.username}\n@${other.username}` });
});

/** The answer to a line that the person alone is shown; no post may come of it, and no call to AWS. */
async function turnedAway(person: Person, line: string): Promise<string> {
  const before = cloud.proxy.calls().length;
  const exchange = await person.command(world.channel, line);
  const { message } = await exchange.ephemeral();
  // Nothing goes on behind it, or the line of another, which comes after it, would not be alone.
  const next = await world.anotherAdmin();
  await (await next.command(world.channel, '/ec2ctl version')).ephemeral();
  expect(exchange.deliveries()).toHaveLength(1);
  expect(cloud.proxy.calls()).toHaveLength(before);
  return message;
}

/** Lists all regions, and waits for the last of them. */
async function listed(person: Person): Promise<void> {
  const exchange = await person.command(world.channel, '/ec2ctl ls');
  const post = await exchange.post(new RegExp(`· ${person.username}\n`));
  await exchange.version(post.id, /4 regions read/);
}

/** Waits for the end of a change: another test must not find it under way. */
async function stopped(exchange: Exchange, person: Person): Promise<void> {
  const post = await exchange.post(new RegExp(`· ${person.username}\n[^]*\`web\``));
  await exchange.version(post.id, /`web` is stopped/, { timeout: 20_000 });
}

function listings(region?: string): Call[] {
  return cloud.proxy.calls({ action: 'DescribeInstances', ...(region === undefined ? {} : { region }) });
}

describe('one person, in a minute,', () => {
  test('types 20 commands; the next gets one sentence, and others are not kept waiting', async () => {
    for (let typed = 0; typed < 20; typed += 1) {
      await (await eager.command(world.channel, '/ec2ctl version')).ephemeral(/build/);
    }
    const sentence = /^That is more than 20 commands within a minute\. There is room again in (\d+s|1m)\.$/;
    expect(await turnedAway(eager, '/ec2ctl ls')).toMatch(sentence);
    expect(await turnedAway(eager, '/ec2ctl stop -i i-0123456789abcdef0')).toMatch(sentence);
    expect(await turnedAway(eager, '/ec2ctl help')).toMatch(sentence);
    await listed(other);
  });

  test('changes 10 times; the next gets one sentence, and may go on listing', async () => {
    for (let typed = 0; typed < 10; typed += 1) {
      const line = `/ec2ctl ${typed % 2 === 0 ? 'stop' : 'start'} -i i-0123456789abcdef0`;
      await (await eager.command(world.channel, line)).ephemeral(/Nothing was changed/);
    }
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'web' });
    const sentence =
      /^That is more than 10 changes within a minute\. Nothing was changed\. There is room again in (\d+s|1m)\.$/;
    expect(await turnedAway(eager, `/ec2ctl stop -i ${id}`)).toMatch(sentence);
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
    await listed(eager);
    const exchange = await other.command(world.channel, `/ec2ctl stop -i ${id}`);
    await stopped(exchange, other);
  });
});

test('one person has 2 lists read at a time; the next gets one sentence until one of them is done', async () => {
  cloud.proxy.addRules({ do: 'hang', region: 'eu-west-1', action: 'DescribeInstances' });
  const waiting = [
    await eager.command(world.channel, '/ec2ctl ls'),
    await eager.command(world.channel, '/ec2ctl ls -r eu-west-1'),
  ];
  await cloud.proxy.waitForCalls({ region: 'eu-west-1', action: 'DescribeInstances' });
  const exchange = await eager.command(world.channel, '/ec2ctl ls -r us-east-1');
  const { message } = await exchange.ephemeral();
  expect(message).toBe('`〉ec2ctl ls -r us-east-1`\n2 of your listings are still being read. Wait for one of them.');
  // Somebody else has lists of their own.
  await (await other.command(world.channel, '/ec2ctl ls -r us-east-1')).post(/· other\d+\n/);
  await Promise.all(
    waiting.map(async (one) => {
      const post = await one.post(/eager\d+\n[^]*waiting for: .*`eu-west-1`/);
      await one.version(post.id, /Not read: `eu-west-1`/, { timeout: 15_000 });
    }),
  );
  await (await eager.command(world.channel, '/ec2ctl ls -r us-west-2')).post(/eager\d+\n[^]*us-west-2/);
});

describe('completion', () => {
  /** What one request for completion is answered: rows, or the number of an HTTP error. */
  async function ask(person: Person): Promise<{ Item: string }[]> {
    const question = new URLSearchParams({
      user_input: 'ec2ctl ls -r ',
      parsed: 'ec2ctl ls',
      channel_id: world.channel.channelId,
    });
    const answer = await fetch(`${world.server.url}/plugins/${PLUGIN_ID}/complete?${question.toString()}`, {
      headers: { Authorization: `Bearer ${person.token}` },
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { Item: string }[];
  }

  test('of one person is answered 20 times a second; past it with the typed word alone, in silence', async () => {
    await listed(other);
    const since = eager.inbox.length;
    const begun = performance.now();
    let full = 0;
    const limited: { Item: string }[][] = [];
    // Side by side, but not so many that the requests themselves are turned away.
    const asking = Array.from({ length: 4 }, async () => {
      while (limited.length === 0 && performance.now() - begun < 30_000) {
        const rows = await ask(eager);
        if (rows.some(({ Item }) => Item.includes('eu-west-1'))) full += 1;
        else limited.push(rows);
      }
    });
    await Promise.all(asking);
    const seconds = (performance.now() - begun) / 1000;
    expect(full).toBeGreaterThanOrEqual(20);
    expect(full).toBeLessThanOrEqual(20 * Math.ceil(seconds));
    for (const rows of limited) expect(rows).toEqual([{ Item: '-r ', Hint: '', HelpText: '' }]);
    expect(limited).not.toEqual([]);
    // Another person is answered, and this one in a second.
    expect(JSON.stringify(await ask(other))).toContain('eu-west-1');
    await eventually(async () => JSON.stringify(await ask(eager)).includes('eu-west-1'), {
      what: 'regions again',
      interval: 200,
    });
    expect(eager.inbox.all(({ kind }) => kind === 'ephemeral', since)).toEqual([]);
  });
});

describe('the same list within 5 s', () => {
  test('asks AWS once for each region, whoever asks, and again after that', async () => {
    const asked = await Promise.all([
      eager.command(world.channel, '/ec2ctl ls'),
      other.command(world.channel, '/ec2ctl ls'),
    ]);
    await asked[0].post(new RegExp(`· ${eager.username}\n`));
    await asked[1].post(new RegExp(`· ${other.username}\n`));
    await (await other.command(world.channel, '/ec2ctl ls -r eu-west-1')).post(/No instances\*\* in `eu-west-1`/);
    for (const region of CLOUD_REGIONS) expect(listings(region)).toHaveLength(1);
    await eventually(
      async () => {
        await (await eager.command(world.channel, '/ec2ctl ls -r eu-west-1')).post(/in `eu-west-1`/);
        return listings('eu-west-1').length === 2;
      },
      { what: 'a fresh reading', timeout: 15_000, interval: 1_000 },
    );
  });

  test('is not what a change goes by', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'web' });
    await listed(eager);
    const before = cloud.proxy.calls().length;
    const exchange = await eager.command(world.channel, `/ec2ctl stop -i ${id}`);
    await stopped(exchange, eager);
    // It is watched as well: what counts is what was read before it was changed.
    const actions = cloud.proxy
      .calls()
      .slice(before)
      .map(({ action }) => action);
    expect(actions.slice(0, actions.indexOf('StopInstances'))).toContain('DescribeInstances');
  });
});
