import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../server/sidecar/src/commands/tree.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import { rowsOf } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

/** Ids of the right shape that no instance has. */
const UNKNOWN = 'i-0123456789abcdef0';

let cloud: Cloud;
let world: World;
let admin: Person;

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
});

/** Types a line; the answer must come to this person alone, and AWS must not be asked to change anything. */
async function privately(line: string, person: Person = admin): Promise<string> {
  const exchange = await person.command(world.channel, line);
  const { message, user_id: author } = await exchange.ephemeral();
  expect(author).toBe(await world.botId());
  expectNoPost(exchange);
  expect(changes()).toBe(0);
  return message;
}

function expectNoPost(exchange: Exchange): void {
  expect(exchange.deliveries().filter(({ kind }) => kind === 'posted')).toEqual([]);
}

function changes(): number {
  return cloud.proxy.calls({ action: 'StartInstances' }).length + cloud.proxy.calls({ action: 'StopInstances' }).length;
}

describe('usage and help', () => {
  test.each(['/ec2ctl', '/ec2ctl ', '/ec2ctl help', '/ec2ctl --help'])(
    '`%s` is the usage, to the one who typed alone',
    async (line) => {
      const message = await privately(line);
      for (const command of ['/ec2ctl ls', '/ec2ctl start', 'stop', '/ec2ctl help', '/ec2ctl version']) {
        expect(message).toContain(command);
      }
      expect(message).not.toContain('|');
    },
  );

  test.each(COMMANDS.map(({ name }) => name))('help of %s has its own text with examples', async (command) => {
    const message = await privately(`/ec2ctl help ${command}`);
    expect(message).toContain(`/ec2ctl ${command}`);
    expect(message).toMatch(/Examples?/);
    const flag = await privately(`/ec2ctl ${command} --help`);
    // But for the first line, which is what was typed.
    expect(flag.split('\n').slice(1)).toEqual(message.split('\n').slice(1));
  });

  test('version tells versions, credentials and regions, never a value, and asks AWS nothing', async () => {
    const message = await privately('/ec2ctl version');
    expect(message).toMatch(/ec2ctl \d+\.\d+\.\d+/);
    expect(message).toMatch(/access key/);
    expect(message).not.toContain(cloud.secret);
    expect(message).not.toContain(cloud.accessKeyId);
    expect(cloud.proxy.calls()).toEqual([]);
  });

  test('version knows the regions once they were read', async () => {
    const exchange = await admin.command(world.channel, '/ec2ctl ls');
    await exchange.post();
    expect(await privately('/ec2ctl version')).toMatch(/4 regions as last known: .*`?eu-west-1/);
  });
});

describe('who is no system admin', () => {
  test.each([
    ['ls', '**You may not look.**', 'Viewers'],
    [`start -i ${UNKNOWN}`, '**You may neither look, nor start or stop.**', 'Operators'],
    [`stop -i ${UNKNOWN}`, '**You may neither look, nor start or stop.**', 'Operators'],
  ])('is refused %s, with the setting to ask for, and AWS is not asked', async (rest, refusal, setting) => {
    const before = world.server.log.entries().length;
    const message = await privately(`/ec2ctl ${rest}`, world.bob);
    expect(message).toContain(refusal);
    expect(message).toContain(`Ask a system admin to add you to **${setting}**`);
    expect(cloud.proxy.calls()).toEqual([]);
    await world.server.log.wait(
      'the refusal',
      (entry) =>
        entry.plugin_id === PLUGIN_ID &&
        [world.bob.id, world.channel.channelId].every((word) => JSON.stringify(entry).includes(word)),
      before,
    );
  });

  test('is told that nothing was changed', async () => {
    expect(await privately(`/ec2ctl stop -i ${UNKNOWN}`, world.bob)).toContain('Nothing was changed.');
  });

  test('may have help and the version numbers, but no more of the version', async () => {
    expect(await privately('/ec2ctl help ls', world.bob)).toContain('/ec2ctl ls');
    expect(await privately('/ec2ctl', world.bob)).toContain('You may not look. Ask a system admin');
    const version = await privately('/ec2ctl version', world.bob);
    expect(version).toMatch(/ec2ctl \d+\.\d+\.\d+/);
    expect(version).not.toMatch(/access key|region|node/i);
  });
});

describe('a typo', () => {
  test.each([
    ['/ec2ctl stpo -i i-0a1f39c5d2e84b7f6', 'stpo', '/ec2ctl stop -i i-0a1f39c5d2e84b7f6'],
    ['/ec2ctl lss -r us-east-1', 'lss', '/ec2ctl ls -r us-east-1'],
    ['/ec2ctl ls --regoin us-east-1', '--regoin', '/ec2ctl ls --region us-east-1'],
    ['/ec2ctl help strat', 'strat', '/ec2ctl help start'],
  ])('%s names the word and gives the whole corrected line', async (line, wrong, corrected) => {
    const message = await privately(line);
    expect(message.split('\n')[0]).toBe(`\`〉${line.slice(1)}\``);
    expect(message).toContain(`\`${wrong}\``);
    expect(message).toContain(`\`${corrected}\``);
  });

  test('with nothing near is answered with the usage', async () => {
    expect(await privately('/ec2ctl xyzzyplugh')).toContain('/ec2ctl ls');
  });

  test.each(['/ec2ctl stop', '/ec2ctl start', '/ec2ctl stop -i'])('%s asks which instance', async (line) => {
    const message = await privately(line);
    expect(message).toMatch(/Which instance\?/);
    expect(message).toContain('Nothing was changed.');
  });

  test('a word that is no name keeps the others from being changed', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1' });
    expect(await privately(`/ec2ctl stop -i ${id} now`)).toContain('now');
  });

  test('a line longer than anybody types is answered at once, also to who may do nothing', async () => {
    const message = await privately(`/ec2ctl ${'.'.repeat(200_000)}x`, world.bob);
    expect(message).toMatch(/too long.*Nothing was changed\./);
  });

  test('more than 50 ids change nothing', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    const message = await privately(`/ec2ctl stop -i ${ids.join(',')}`);
    expect(message).toMatch(/\b50\b/);
    expect(message).toContain('Nothing was changed.');
  });
});

describe('an id', () => {
  test('that is in no region is not there as far as the regions were read', async () => {
    const message = await privately(`/ec2ctl stop -i ${UNKNOWN}`);
    expect(message).toContain(`\`${UNKNOWN}\``);
    expect(message).toMatch(/4 regions/);
    expect(message).toContain('Nothing was changed.');
    expect(message).not.toContain('does not exist');
  });

  test('that is in no region, while one could not be read, may be there', async () => {
    cloud.proxy.addRules({
      do: 'refuse',
      status: 403,
      code: 'UnauthorizedOperation',
      region: 'eu-west-1',
      action: 'DescribeInstances',
    });
    const message = await privately(`/ec2ctl stop -i ${UNKNOWN}`);
    expect(message).toMatch(/not in the 3 regions read.*1 could not be read: `eu-west-1`/);
    expect(message).not.toContain('does not exist');
  });

  test.each(['i-123', 'I-0123456789ABCDEF', 'i-0123456789abcdef01'])('of the wrong shape, %s, is no id', async (id) => {
    const message = await privately(`/ec2ctl start -i ${id}`);
    expect(message).toContain(`\`${id}\``);
    expect(message).toMatch(/not an instance id/);
    expect(cloud.proxy.calls({ action: 'DescribeInstances' })).toEqual([]);
  });

  test('of a terminated instance says so', async () => {
    const id = await cloud.seedOne({ region: 'us-east-1', name: 'gone', state: 'terminated' });
    const message = await privately(`/ec2ctl start -i ${id}`);
    expect(message).toMatch(/terminated/);
    expect(message).toContain('Nothing was changed.');
  });

  test('that is wrong keeps the good ones from being changed, and each is named', async () => {
    const [good, gone] = await cloud.seed(
      { region: 'us-east-1', name: 'good' },
      { region: 'us-west-2', state: 'terminated' },
    );
    const message = await privately(`/ec2ctl stop -i ${good},banana -i ${UNKNOWN} -i ${gone}`);
    for (const id of [good, 'banana', UNKNOWN, gone]) {
      expect(message).toContain(`\`${id}\``);
    }
    expect(message).toContain('Nothing was changed.');
  });
});

describe('a region', () => {
  test('that there is not is answered with the nearest names', async () => {
    const message = await privately('/ec2ctl ls -r us-eest-1');
    expect(message).toContain('`us-eest-1`');
    expect(message).toContain('us-east-1');
    expect(cloud.proxy.calls({ action: 'DescribeInstances' })).toEqual([]);
  });

  test('that is not enabled is not asked', async () => {
    cloud.proxy.setRegions({ 'us-east-1': 'opt-in-not-required', 'ap-east-1': 'not-opted-in' });
    const message = await privately('/ec2ctl ls -r ap-east-1');
    expect(message).toMatch(/`ap-east-1` is not.*enabled/);
    expect(cloud.proxy.calls({ region: 'ap-east-1' })).toEqual([]);
  });
});

describe('what phones and habit make of a line simply works', () => {
  test.each([
    '/ec2ctl ls –r us-west-2',
    '/ec2ctl ls —region us-west-2',
    '/ec2ctl  ls   -r   us-west-2',
    '/ec2ctl ls\t-r\tus-west-2',
    '/ec2ctl ls -r "us-west-2"',
    "/ec2ctl ls -r 'us-west-2'",
    '/ec2ctl ls -r “us-west-2”',
    '/ec2ctl ls -r us-west-2.',
    '/ec2ctl ls -r “us-west-2”.',
    '/ec2ctl ls -r us-west-2 ',
  ])('%s', async (line) => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: 'web' });
    const exchange = await admin.command(world.channel, line);
    expect(rowsOf((await exchange.post()).message).map((row) => row.id)).toEqual([id]);
  });

  test.each(['–i "ID"', '—id ID', '-i\tID.', "--id='ID'", '-i "ID".', '-i “ID.”'])(
    'also for a change: %s',
    async (flags) => {
      const id = await cloud.seedOne({ region: 'us-west-2', name: 'web' });
      const exchange = await admin.command(world.channel, `/ec2ctl  stop  ${flags.replace('ID', id)}`);
      const post = await exchange.post();
      await exchange.version(post.id, /`web` is stopped/, { timeout: 20_000 });
    },
  );
});
