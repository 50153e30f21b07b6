/** Ends of sidecar, plugin and server: what was under way goes on in the same post, within 30 s of the plugin being there again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Cloud, CLOUD_REGIONS } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import { bundlePath } from '../harness/bundle.ts';
import { query } from '../harness/database.ts';
import type { Exchange } from '../harness/exchange.ts';
import { operationRecords, storeOperationRecord, toldOnce } from '../harness/operations.ts';
import type { Person } from '../harness/person.ts';
import { signal } from '../harness/processes.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** How long an instance takes to stop here, in seconds: for so long that the end is told by a reply too. */
const TRANSITION = 18;

const GOES_ON_WITHIN_MS = 30_000;

let cloud: Cloud;
let world: World;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: TRANSITION });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await cloud.reset();
  await answers();
});

/** The plugin answers, perhaps after a backoff. */
async function answers(person: Person = world.root): Promise<void> {
  await eventually(
    async () => {
      const exchange = await person.command(world.channel, '/ec2ctl version');
      return (await exchange.ephemeral()).message.includes('build');
    },
    { what: 'the plugin to answer', timeout: 60_000 },
  );
}

/** Stops a new instance and waits until EC2 has been asked and the post shows it on its way. */
async function stopping(name: string): Promise<{ exchange: Exchange; postId: string; id: string }> {
  const id = await cloud.seedOne({ region: 'us-east-1', name });
  const exchange = await world.root.command(world.channel, `/ec2ctl stop -i ${id}`);
  const post = await exchange.post();
  await exchange.version(post.id, /is stopping/);
  return { exchange, postId: post.id, id };
}

/** A record without all that was added to it since the plugin could first change something: owners, beats, much of an instance. */
function asTheFirstVersionWrote(text: string): string {
  const record = JSON.parse(text) as StoredRecord;
  const instance = ['id', 'name', 'type', 'state', 'region', 'publicAddress', 'privateAddress', 'launchedAt'];
  return JSON.stringify({
    ...only(record, ['version', 'operationId', 'personId', 'head', 'verb', 'fingerprint', 'startedAt', 'deadline']),
    ...only(record, ['postId', 'editsLeft']),
    place: only(record.place, ['channelId', 'rootId']),
    lines: record.lines.map((line) => ({
      ...only(line, ['before', 'outcome']),
      instance: only(line.instance, instance),
    })),
  });
}

function only(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

type Fields = Readonly<Record<string, unknown>>;

interface StoredRecord extends Fields {
  readonly place: Fields;
  readonly lines: readonly (Fields & { readonly instance: Fields })[];
}

/** The text of a post as it is stored now. */
async function stored(postId: string): Promise<string> {
  return (await world.root.client.getPost(postId)).message;
}

/**
 * The plugin is there again, or about to be: the post goes on, in time, and ends with the truth. Nothing is told twice, and EC2 was
 * asked once.
 */
async function endsWell(postId: string): Promise<void> {
  await goesOn(postId);
  await eventually(async () => (await stored(postId)).includes('is stopped**'), {
    what: 'the true end of the post',
    timeout: TRANSITION * 1_000 + GOES_ON_WITHIN_MS,
    interval: 200,
  });
  expect(await stored(postId)).toContain('Continued after a restart.');
  await toldOnce(world, world.root, { ...world.channel, postId });
  expect(cloud.proxy.calls({ action: 'StopInstances' })).toHaveLength(1);
}

/** The post says within 30 s of the plugin being there that it goes on. */
async function goesOn(postId: string): Promise<void> {
  await world.plugin.sidecar();
  const there = performance.now();
  await eventually(async () => (await stored(postId)).includes('Continued after a restart.'), {
    what: 'the post to go on',
    timeout: GOES_ON_WITHIN_MS,
    interval: 200,
  });
  expect(performance.now() - there).toBeLessThan(GOES_ON_WITHIN_MS);
}

describe('the sidecar killed', () => {
  test('before a command is restarted, and the command works', async () => {
    const { pid } = await world.plugin.sidecar();
    signal(pid, 'SIGKILL');
    await world.plugin.sidecar({ not: pid });
    await answers();
    expect(world.plugin.sidecars()).toHaveLength(1);
  });

  test('while a listing waits fails nothing but that listing: a change goes on, another listing works', async () => {
    const { postId } = await stopping('beside');
    cloud.proxy.addRules({ do: 'hang', action: 'DescribeInstances', region: 'eu-west-1' });
    const waiting = await world.root.command(world.channel, '/ec2ctl ls');
    const shown = await waiting.post(/waiting for: `?eu-west-1/);
    const asked = cloud.proxy.calls({ region: 'eu-west-1' }).length;
    const { pid } = await world.plugin.sidecar();
    signal(pid, 'SIGKILL');
    await world.plugin.sidecar({ not: pid });
    await endsWell(postId);

    // What it showed stays, nobody reads for it again, and it does not say that somebody does.
    const left = /3 of 4 regions read in .*Not read: `eu-west-1` \(the plugin was interrupted\)\.[^]*`beside`/;
    await eventually(async () => left.test(await stored(shown.id)), { what: 'the listing to wait no longer' });
    expect(cloud.proxy.calls({ region: 'eu-west-1' })).toHaveLength(asked);
    cloud.proxy.reset();
    cloud.regions(...CLOUD_REGIONS);
    const next = await world.root.command(world.channel, '/ec2ctl ls');
    expect((await next.post()).message).toMatch(/4 regions read/);
    expect(await stored(shown.id)).toMatch(left);
  });

  test('during a change is restarted, goes on watching and never asks twice', async () => {
    const { postId } = await stopping('during');
    const { pid } = await world.plugin.sidecar();
    signal(pid, 'SIGKILL');
    await world.plugin.sidecar({ not: pid });
    await endsWell(postId);
  });

  test('between the record and the answer of AWS: the change is not repeated, the post tells the truth', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'between' });
    cloud.proxy.addRules({ do: 'hang', action: 'StopInstances' });
    const exchange = await world.root.command(world.channel, `/ec2ctl stop -i ${id}`);
    const post = await exchange.post();
    await cloud.proxy.waitForCalls({ action: 'StopInstances' });
    const { pid } = await world.plugin.sidecar();
    signal(pid, 'SIGKILL');
    await world.plugin.sidecar({ not: pid });
    await goesOn(post.id);
    const message = await eventually(
      async () => {
        const text = await stored(post.id);
        return text.includes('❌') && text;
      },
      { what: 'the true end of the post', timeout: 30_000, interval: 200 },
    );
    expect(message).toMatch(/`between`.*running/);
    expect(message).toMatch(/not known|nothing was changed/i);
    await toldOnce(world, world.root, { ...world.channel, postId: post.id });
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toHaveLength(1);
  });

  test('after a change has no effect on its post', async () => {
    const { exchange, postId } = await stopping('after');
    await cloud.moto.settle();
    const final = await exchange.version(postId, /is stopped\*\*/, { timeout: 20_000 });
    const { pid } = await world.plugin.sidecar();
    signal(pid, 'SIGKILL');
    await world.plugin.sidecar({ not: pid });
    await answers();
    expect(await stored(postId)).toBe(final.message);
  });
});

describe('the plugin', () => {
  test('disabled during a change says so in the post within 3 s, and goes on when enabled', async () => {
    const { exchange, postId } = await stopping('paused');
    const before = Date.now();
    const disabled = world.admin.person.client.disablePlugin(PLUGIN_ID);
    await exchange.version(postId, /watching stopped, last seen `?stopping/i, { timeout: 5_000 });
    expect(Date.now() - before).toBeLessThan(3_500);
    await disabled;
    await world.plugin.gone(2_000);

    await world.admin.enable(PLUGIN_ID);
    await endsWell(postId);
  });

  test('disabled while a listing waits ends its post, which does not wait any longer', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'listed' });
    cloud.proxy.addRules({ do: 'hang', action: 'DescribeInstances', region: 'eu-west-1' });
    const exchange = await world.root.command(world.channel, '/ec2ctl ls');
    const post = await exchange.post(/waiting for: `eu-west-1`/);
    const before = Date.now();
    const disabled = world.admin.person.client.disablePlugin(PLUGIN_ID);
    const { message } = await exchange.version(post.id, /Not read: `eu-west-1` \(the plugin was interrupted\)/);
    expect(Date.now() - before).toBeLessThan(3_500);
    expect(message).not.toContain('waiting');
    expect(message).toContain(id);
    await disabled;
    await world.admin.enable(PLUGIN_ID);
  });

  test('uploaded over itself during a change goes on with it in the new process', async () => {
    const { postId } = await stopping('upgraded');
    const { pid } = await world.plugin.sidecar();
    await world.admin.upload(bundlePath());
    await world.admin.running(PLUGIN_ID);
    await world.plugin.sidecar({ not: pid });
    await endsWell(postId);
  });

  test('killed during a change is restarted by the server, with its sidecar gone and no second one, and goes on', async () => {
    const { postId } = await stopping('orphaned');
    const [bridge, sidecar] = [await world.plugin.bridge(), await world.plugin.sidecar()];
    const killed = performance.now();
    signal(bridge.pid, 'SIGKILL');
    await world.plugin.ended(sidecar.pid, 5_000);
    expect(performance.now() - killed).toBeLessThan(5_000);
    // The server looks every 30 s.
    await world.plugin.sidecar({ not: sidecar.pid, timeout: 60_000 });
    await endsWell(postId);
    expect(world.plugin.all()).toHaveLength(2);
  });

  test('whose AWS settings changed while it was away ends the watch, and says why', async () => {
    const { postId } = await stopping('resettled');
    await world.admin.person.client.disablePlugin(PLUGIN_ID);
    await world.admin.configure(PLUGIN_ID, cloud.settings({ accesskeyid: 'AKIAANOTHERKEY12345A' }));
    await world.admin.enable(PLUGIN_ID);
    const message = await eventually(
      async () => {
        const text = await stored(postId);
        return text.includes('settings changed') && text;
      },
      { what: 'the end of the watch', timeout: 30_000 },
    );
    expect(message).toMatch(/last seen `?stopping/);
    expect(cloud.proxy.calls({ key: 'AKIAANOTHERKEY12345A', action: 'StopInstances' })).toEqual([]);
    await world.admin.configure(PLUGIN_ID, cloud.settings());
  });
});

describe('the server', () => {
  test('stopped in order during a change leaves nothing behind, and goes on after its start', async () => {
    const { postId } = await stopping('overnight');
    await world.server.stop();
    await world.plugin.gone(500);
    // Nobody can be asked but the database.
    const [post] = await query(world.server.database, 'SELECT message FROM posts WHERE id = $1', [postId]);
    expect(post?.['message']).toMatch(/watching stopped, last seen `?stopping/i);
    await world.server.start();
    await world.reconnect();
    await endsWell(postId);
  });

  test('killed takes plugin and sidecar with it within 5 s, and the change goes on after its start', async () => {
    const { postId } = await stopping('outage');
    expect(await world.plugin.timeToGo(() => world.server.kill())).toBeLessThan(5_000);
    await world.server.start();
    await world.reconnect();
    await endsWell(postId);
  });

  test('upgraded while it was stopped: a change goes on by the record of a version before, and what is no record is set aside', async () => {
    const { postId } = await stopping('older');
    await world.server.stop();
    const [record, ...others] = await operationRecords(world);
    expect(others).toEqual([]);
    await storeOperationRecord(world, record?.key ?? '', asTheFirstVersionWrote(record?.value ?? ''));
    await storeOperationRecord(
      world,
      'op/00000000000000000000000000000000',
      JSON.stringify({ version: 0, postId: 'p' }),
    );
    const logged = world.server.log.entries().length;
    await world.server.start();
    await world.reconnect();
    await endsWell(postId);
    const aside = await world.server.log.wait(
      'the record that is none',
      ({ msg }) => msg.includes('set aside'),
      logged,
    );
    expect(aside).toMatchObject({ plugin_id: PLUGIN_ID, level: 'warn', key: 'op/00000000000000000000000000000000' });
  });
});
