import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Cloud, CLOUD_REGIONS } from '../harness/cloud.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { eventually } from '../harness/eventually.ts';
import type { Person } from '../harness/person.ts';
import { rightOf } from '../harness/rights.ts';
import { rowsOf } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** What a person may not come to know who may not look. */
const INSTANCE = 'the-secret-machine';

let cloud: Cloud;
let world: World;
let nobody: Person;
let viewer: Person;
let operator: Person;
let admin: Person;
let count = 0;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: 1 });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  admin = await beginAnew(world, cloud);
  count += 1;
  [nobody, viewer, operator] = [
    await world.person(`nobody${String(count)}`),
    await world.person(`viewer${String(count)}`),
    await world.person(`operator${String(count)}`),
  ];
  await world.admin.configure(PLUGIN_ID, { viewers: `@${viewer.username}`, operators: `@${operator.username}` });
});

/** The answer to a line that this person alone is shown. */
async function told(person: Person, line: string): Promise<string> {
  return (await (await person.command(world.channel, line)).ephemeral()).message;
}

/** The answer to `ls`, which the channel is shown. */
async function listing(person: Person): Promise<string> {
  // Others list here, too.
  return (await (await person.command(world.channel, '/ec2ctl ls')).post(new RegExp(`· ${person.username}$`, 'm')))
    .message;
}

/** All that completion offers for a line, as one text. */
async function offered(person: Person, line: string, channelId = world.channel.channelId): Promise<string> {
  const rows = await person.complete({ ...world.channel, channelId }, line);
  return rows.map(({ Complete }) => Complete).join('\n');
}

describe('who is on no list', () => {
  test('learns nothing: no instance, no region, no account, from no answer and no completion', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: INSTANCE });
    // The plugin itself knows them all.
    expect(await listing(admin)).toContain(INSTANCE);
    cloud.proxy.reset();
    cloud.regions(...CLOUD_REGIONS);
    const all = [
      await told(nobody, '/ec2ctl ls'),
      await told(nobody, '/ec2ctl ls -r us-west-2'),
      await told(nobody, '/ec2ctl ls -r us-weast-2'),
      await told(nobody, `/ec2ctl stop -i ${id}`),
      await told(nobody, '/ec2ctl start -i i-0123456789abcdef0'),
      await told(nobody, '/ec2ctl version'),
      await told(nobody, '/ec2ctl'),
      await offered(nobody, '/ec2ctl ls -r '),
      await offered(nobody, '/ec2ctl ls -r us-'),
      await offered(nobody, '/ec2ctl stop -i '),
    ].map((text) => text.replace(/^`〉.*`$/m, ''));
    for (const text of all) {
      for (const secret of [INSTANCE, id, cloud.accessKeyId, ...CLOUD_REGIONS]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(cloud.proxy.calls()).toEqual([]);
  });

  test('cannot tell an instance that is there from one that is not', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: INSTANCE });
    const there = await told(nobody, `/ec2ctl stop -i ${id}`);
    const absent = await told(nobody, '/ec2ctl stop -i i-0123456789abcdef0');
    expect(there.split('\n').slice(1)).toEqual(absent.split('\n').slice(1));
  });

  test('cannot tell settings that work from those that do not', async () => {
    const working = await told(nobody, '/ec2ctl version');
    await world.root.client.disablePlugin(PLUGIN_ID);
    await world.admin.configure(PLUGIN_ID, { regions: 'moon' });
    await world.admin.enable(PLUGIN_ID);
    expect(await told(nobody, '/ec2ctl ls')).toContain('**You may not look.**');
    expect(await told(nobody, '/ec2ctl version')).toBe(working);
    expect(await told(viewer, '/ec2ctl ls')).toContain('moon');
  });
});

describe('a viewer', () => {
  test('lists', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: 'web' });
    expect(rowsOf(await listing(viewer)).map((row) => row.id)).toEqual([id]);
    expect(await offered(viewer, '/ec2ctl ls -r ')).toContain('eu-west-1');
  });

  test.each(['start', 'stop'])('is refused %s in private, and AWS is not asked', async (verb) => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: 'web' });
    const exchange = await viewer.command(world.channel, `/ec2ctl ${verb} -i ${id}`);
    const { message } = await exchange.ephemeral();
    expect(message.split('\n').slice(1)).toEqual([
      '**You may look, but not start or stop.** Nothing was changed.',
      'Ask a system admin to add you to **Operators** (System Console, Plugins, ec2ctl).',
    ]);
    expect(exchange.deliveries()).toHaveLength(1);
    expect(cloud.proxy.calls()).toEqual([]);
  });
});

test('an operator lists, stops and starts, and the post says who asked', async () => {
  const id = await cloud.seedOne({ region: 'us-west-2', name: 'web' });
  expect(rowsOf(await listing(operator)).map((row) => row.id)).toEqual([id]);
  for (const [verb, end] of [
    ['stop', /`web` is stopped/],
    ['start', /`web` is running/],
  ] as const) {
    const exchange = await operator.command(world.channel, `/ec2ctl ${verb} -i ${id}`);
    const post = await exchange.post();
    const { message } = await exchange.version(post.id, end, { timeout: 20_000 });
    expect(message.split('\n')[0]).toBe(`\`〉ec2ctl ${verb} -i ${id}\` · ${operator.username}`);
  }
});

describe('a right in one channel', () => {
  test('counts there alone, for commands and for completion', async () => {
    const deploys = await world.admin.createChannel(world.teamId, `deploys${String(count)}`, [nobody], 'P');
    const outsider = await world.person(`outsider${String(count)}`);
    await world.admin.configure(PLUGIN_ID, { operators: `~crew/deploys${String(count)}` });
    const there = { ...world.channel, channelId: deploys };
    // Regions are offered as last known.
    await listing(admin);

    expect(await rightOf(nobody, there)).toBe('change');
    expect(await rightOf(nobody, world.channel)).toBe('none');
    expect(await offered(nobody, '/ec2ctl ls -r ', deploys)).toContain('eu-west-1');
    expect(await offered(nobody, '/ec2ctl ls -r ')).not.toContain('eu-west-1');
    // A channel in a query is only a claim.
    expect(await offered(outsider, '/ec2ctl ls -r ', deploys)).not.toContain('eu-west-1');
    expect(await told(nobody, '/ec2ctl stop -i i-0123456789abcdef0')).toContain('neither look, nor start or stop');
  });

  test('narrowed to a team or a person counts for those alone', async () => {
    const site = await world.admin.createChannel(world.teamId, `site${String(count)}`, [nobody, viewer, operator], 'P');
    const sre = await world.admin.createTeam(`sre${String(count)}`, 'I');
    await world.root.client.addToTeam(sre, viewer.id);
    const place = `~crew/site${String(count)}`;
    await world.admin.configure(PLUGIN_ID, {
      viewers: '',
      operators: `team:sre${String(count)} in ${place}\n@${operator.username} in ${place}`,
    });
    const there = { ...world.channel, channelId: site };
    expect(await rightOf(viewer, there)).toBe('change');
    expect(await rightOf(operator, there)).toBe('change');
    expect(await rightOf(nobody, there)).toBe('none');
    expect(await rightOf(viewer, world.channel)).toBe('none');
    expect(await rightOf(operator, world.channel)).toBe('none');
  });
});

test('version tells each no more than they may know', async () => {
  await listing(admin);
  // Who we are to AWS is asked behind the first use.
  await eventually(async () => (await told(admin, '/ec2ctl version')).includes('AWS account'), {
    what: 'the account to be known',
    interval: 1_000,
  });
  const [numbers, looks, acts, all] = [
    await told(nobody, '/ec2ctl version'),
    await told(viewer, '/ec2ctl version'),
    await told(operator, '/ec2ctl version'),
    await told(admin, '/ec2ctl version'),
  ];
  const details = [
    'Credentials: an access key',
    '4 regions as last known: ap-northeast-1 eu-west-1 us-east-1 us-west-2',
  ];
  const forAdmins = [
    /Node \d/,
    /Home region `us-east-1`/,
    /endpoint `http:/,
    /AWS account `123456789012` as `arn:aws:[^`]+`, partition `aws`/,
  ];
  for (const text of [numbers, looks, acts, all]) {
    expect(text).toMatch(/^\*\*ec2ctl \d+\.\d+\.\d+\*\*, build .*\nMattermost \d/m);
  }
  for (const detail of details) {
    expect(numbers).not.toContain(detail);
    for (const text of [looks, acts, all]) expect(text).toContain(detail);
  }
  for (const detail of forAdmins) {
    for (const text of [numbers, looks, acts]) expect(text).not.toMatch(detail);
    expect(all).toMatch(detail);
  }
  expect(numbers.split('\n')).toHaveLength(4);
  for (const text of [numbers, looks, acts, all]) {
    expect(text).not.toContain(cloud.accessKeyId);
    expect(text).not.toContain(cloud.secret);
  }
});
