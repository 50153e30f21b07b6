import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { always } from '../harness/eventually.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Person } from '../harness/person.ts';
import { rowsOf, TABLE_HEADING } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
let admin: Person;

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
});

/** Types `/ec2ctl ls …` as an admin and returns the bot's post when every region has answered or failed. */
async function list(line = '/ec2ctl ls'): Promise<string> {
  const exchange = await admin.command(world.channel, line);
  const post = await exchange.post();
  return (await exchange.version(post.id, /^(?!.*waiting for: )/s)).message;
}

describe('a listing', () => {
  test('is a post of the bot with every instance of every region, sorted by region, name and id', async () => {
    const [web2, web10, api, bare] = await cloud.seed(
      { region: 'us-west-2', name: 'web-2', type: 't3.small' },
      { region: 'us-west-2', name: 'web-10', type: 't3.small', state: 'stopped' },
      { region: 'ap-northeast-1', name: 'api', type: 'c7g.2xlarge' },
      { region: 'us-east-1' },
    );
    const exchange = await admin.command(world.channel, '/ec2ctl ls');
    const { message, user_id: author } = await exchange.post();

    expect(author).toBe(await world.botId());
    const [head, sum, honest] = message.split('\n');
    expect(head).toBe(`\`〉ec2ctl ls\` · ${admin.username}`);
    expect(sum).toBe('**4 instances in 3 regions:** 🟢 3 running · ⚪ 1 stopped');
    expect(honest).toMatch(/^4 regions read in \d\.\ds\.$/);
    expect(rowsOf(message)).toEqual([
      { mark: '🟢', name: '`api`', id: api, type: 'c7g.2xlarge', state: 'running', region: 'ap-northeast-1' },
      { mark: '🟢', name: '–', id: bare, type: 't3.micro', state: 'running', region: 'us-east-1' },
      { mark: '🟢', name: '`web-2`', id: web2, type: 't3.small', state: 'running', region: 'us-west-2' },
      { mark: '⚪', name: '`web-10`', id: web10, type: 't3.small', state: 'stopped', region: 'us-west-2' },
    ]);
  });

  test.each(['-r us-west-2', '--region us-west-2', '--region=us-west-2', '-rus-west-2'])(
    'of one region asks that region alone: %s',
    async (flag) => {
      const [here] = await cloud.seed({ region: 'us-west-2', name: 'here' }, { region: 'eu-west-1', name: 'there' });
      const message = await list(`/ec2ctl ls ${flag}`);
      expect(message.split('\n').slice(0, 2)).toEqual([
        `\`〉ec2ctl ls ${flag}\` · ${admin.username}`,
        expect.stringMatching(/^\*\*1 instance in `?us-west-2`?:\*\* 🟢 1 running$/),
      ]);
      expect(rowsOf(message).map(({ id }) => id)).toEqual([here]);
      const asked = cloud.proxy.calls({ action: 'DescribeInstances' }).map(({ region }) => region);
      expect(new Set(asked)).toEqual(new Set(['us-west-2']));
    },
  );

  test('says in a sentence that there is nothing', async () => {
    const message = await list('/ec2ctl ls -r eu-west-1');
    expect(message).toMatch(/\*\*No instances\*\* in `eu-west-1`\.\n1 region read in \d\.\ds\./);
    expect(message).not.toContain(TABLE_HEADING);
  });

  test('leaves terminated instances out and counts them', async () => {
    await cloud.seed(
      { region: 'us-east-1', name: 'alive' },
      { region: 'us-east-1', name: 'gone', state: 'terminated' },
    );
    const message = await list();
    expect(message).toContain(' · 1 terminated not shown');
    expect(rowsOf(message).map(({ name }) => name)).toEqual(['`alive`']);
  });

  test('of 2,500 instances in one region reads every page and ends at a whole row; all are in the file', async () => {
    await cloud.moto.addInstances({ region: 'us-east-1', count: 2_500, namePrefix: 'fleet' });
    const exchange = await admin.command(world.channel, '/ec2ctl ls -r us-east-1');
    const post = await exchange.post();
    const { message } = await exchange.version(post.id, /are in the file/, { timeout: 15_000 });

    expect(message).toMatch(/\*\*2,500 instances in `?us-east-1`?:\*\* 🟢 2,500 running/);
    const cut = /Showing the first (\d+); all 2,500 are in the file\./.exec(message);
    const rows = rowsOf(message);
    expect(rows).toHaveLength(Number(cut?.[1]));
    expect(rows.length).toBeGreaterThan(150);
    expect(Array.from(message).length).toBeLessThanOrEqual(16_383);
    expect(message.indexOf('Showing the first')).toBeLessThan(message.indexOf(TABLE_HEADING));
    // moto gives what it is asked for in pages; the whole was not one answer.
    expect(cloud.proxy.calls({ action: 'DescribeInstances' }).length).toBeGreaterThan(1);
  }, 120_000);
});

describe('a region that cannot be read', () => {
  test('because it is denied is named with the reason, and hides no other', async () => {
    const [west] = await cloud.seed({ region: 'us-west-2', name: 'west' }, { region: 'eu-west-1', name: 'hidden' });
    const words = 'You are not authorized to perform this operation, and never were';
    cloud.proxy.addRules({
      do: 'refuse',
      status: 403,
      code: 'UnauthorizedOperation',
      message: words,
      region: 'eu-west-1',
      action: 'DescribeInstances',
    });
    const before = world.server.log.entries().length;
    const message = await list();
    expect(message).toMatch(/^⚠️ 3 of 4 regions read in \d\.\ds\. Not read: `eu-west-1` \(denied by policy\)\.$/m);
    expect(rowsOf(message).map(({ id }) => id)).toEqual([west]);
    // What AWS says besides is for the log.
    const told = await world.server.log.wait('what AWS said', ({ reason }) => reason === words, before);
    expect(told).toMatchObject({ plugin_id: PLUGIN_ID, regions: 'eu-west-1', code: 'UnauthorizedOperation' });
  });

  test('because it hangs is waited for by name after 2 s, and given up after 8 s in one edit', async () => {
    await cloud.seed({ region: 'us-west-2', name: 'west' });
    cloud.proxy.addRules({ do: 'hang', region: 'eu-west-1', action: 'DescribeInstances' });
    const exchange = await admin.command(world.channel, '/ec2ctl ls');
    const post = await exchange.post();
    const postedAfter = Date.now() - exchange.sentAt;
    expect(post.message).toMatch(/waiting for: `eu-west-1`/);
    expect(rowsOf(post.message)).toHaveLength(1);
    const final = await exchange.version(post.id, /Not read: `eu-west-1` \(no answer in \d/, { timeout: 12_000 });
    const editedAfter = Date.now() - exchange.sentAt;

    expect(postedAfter).toBeGreaterThan(1_800);
    expect(postedAfter).toBeLessThan(3_500);
    expect(editedAfter).toBeLessThan(9_500);
    expect(rowsOf(final.message)).toHaveLength(1);
    await always(() => {
      expect(exchange.versions(post.id)).toHaveLength(2);
    }, 1_000);
  });

  test('because it is slow joins in the one edit', async () => {
    await cloud.seed({ region: 'us-west-2', name: 'fast' }, { region: 'eu-west-1', name: 'slow' });
    cloud.proxy.addRules({ do: 'pass', delayMs: 3_000, region: 'eu-west-1', action: 'DescribeInstances' });
    const exchange = await admin.command(world.channel, '/ec2ctl ls');
    const post = await exchange.post();
    const final = await exchange.version(post.id, /4 regions read in [3-7]\.\ds\./);
    expect(rowsOf(post.message).map(({ name }) => name)).toEqual(['`fast`']);
    expect(rowsOf(final.message).map(({ name }) => name)).toEqual(['`slow`', '`fast`']);
    expect(exchange.versions(post.id)).toHaveLength(2);
  });

  test('because it drops connections is said, within the 8 s', async () => {
    await cloud.seed({ region: 'us-west-2', name: 'west' });
    cloud.proxy.addRules({ do: 'drop', region: 'eu-west-1', action: 'DescribeInstances' });
    const message = await list();
    expect(message).toMatch(/Not read: `eu-west-1` \((connection broken off|no answer in \d.*)\)/);
    expect(rowsOf(message)).toHaveLength(1);
  });

  test.each([
    ['an HTML page', '<html><body>Welcome</body></html>'],
    ['nothing', ''],
  ])('because it answers %s is not taken for an empty one', async (_, body) => {
    cloud.proxy.addRules({ do: 'answer', body, region: 'eu-west-1', action: 'DescribeInstances' });
    const message = await list('/ec2ctl ls -r eu-west-1');
    expect(message).toMatch(/`eu-west-1` \(no proper answer\)/);
    expect(message).not.toContain('No instances');
  });

  test('because it throttles is asked again', async () => {
    await cloud.seed({ region: 'eu-west-1', name: 'busy' });
    cloud.proxy.addRules({
      do: 'refuse',
      status: 503,
      code: 'RequestLimitExceeded',
      region: 'eu-west-1',
      action: 'DescribeInstances',
      times: 2,
    });
    const message = await list();
    expect(rowsOf(message).map(({ name }) => name)).toEqual(['`busy`']);
    expect(cloud.proxy.calls({ region: 'eu-west-1', action: 'DescribeInstances' })).toHaveLength(3);
  });
});

describe('the regions', () => {
  test('that AWS does not tell are asked from the admin, by the name of the setting', async () => {
    cloud.proxy.addRules({ do: 'refuse', status: 403, code: 'UnauthorizedOperation', action: 'DescribeRegions' });
    // A list that was read is kept for some minutes; other credentials begin without one.
    await world.admin.configure(PLUGIN_ID, cloud.settings({ accesskeyid: 'AKIAANOTHERKEY12345A' }));
    try {
      const exchange = await admin.command(world.channel, '/ec2ctl ls');
      const { message } = (await exchange.answer()).post;
      expect(message).toMatch(/regions.* could not be read/);
      expect(message).toContain('**Regions**');
    } finally {
      await world.admin.configure(PLUGIN_ID, cloud.settings());
    }
  });

  test('of the setting are never asked for', async () => {
    const [east] = await cloud.seed({ region: 'us-east-1', name: 'east' }, { region: 'us-west-2', name: 'west' });
    await world.admin.configure(PLUGIN_ID, cloud.settings({ regions: 'us-east-1, eu-west-1' }));
    try {
      const message = await list();
      expect(message).toContain('2 regions read');
      expect(rowsOf(message).map(({ id }) => id)).toEqual([east]);
      expect(cloud.proxy.calls({ action: 'DescribeRegions' })).toHaveLength(0);
    } finally {
      await world.admin.configure(PLUGIN_ID, cloud.settings());
    }
  });
});
