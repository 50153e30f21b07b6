import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import type { Person } from '../harness/person.ts';
import { rowsOf } from '../harness/table.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
let admin: Person;
let web1 = '';

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
  [web1 = ''] = await cloud.seed(
    { region: 'us-west-2', name: 'web-1', type: 't3.small', tags: { Env: 'dev', Team: 'web' } },
    { region: 'us-west-2', name: 'web-2', type: 't3.small', tags: { Env: 'prod', Team: 'web' }, state: 'stopped' },
    { region: 'us-east-1', name: 'Web-2', type: 't3.micro', tags: { Env: 'dev' } },
    { region: 'eu-west-1', name: 'blue whale', type: 'r6i.large', tags: { Env: 'dev' }, state: 'stopped' },
    { region: 'eu-west-1', name: 'gone', tags: { Env: 'dev' }, state: 'terminated' },
  );
});

/** The names in the table that a line is answered with. */
async function names(line: string): Promise<string[]> {
  return rowsOf((await (await admin.command(world.channel, line)).post(/region/)).message).map(({ name }) => name);
}

async function answer(line: string): Promise<string> {
  return (await (await admin.command(world.channel, line)).post(/region/)).message;
}

describe('ls lists what is named:', () => {
  test.each([
    ['web-1', ['`web-1`']],
    ['WEB-1', ['`web-1`']],
    ['web-2', ['`web-2`']],
    ['WEB-2', ['`Web-2`', '`web-2`']],
    ['web-*', ['`Web-2`', '`web-1`', '`web-2`']],
    ['web', ['`Web-2`', '`web-1`', '`web-2`']],
    ['“blue whale”', ['`blue whale`']],
    ['tag:Env=dev', ['`blue whale`', '`Web-2`', '`web-1`']],
    ['tag:Env=d* tag:Team=web', ['`web-1`']],
    ['state:stopped', ['`blue whale`', '`web-2`']],
    ['stopped', ['`blue whale`', '`web-2`']],
    ['type:t3.*', ['`Web-2`', '`web-1`', '`web-2`']],
    ['us-west-2', ['`web-1`', '`web-2`']],
    ['region:us-* running', ['`Web-2`', '`web-1`']],
    ['web-1, “blue whale”', ['`blue whale`', '`web-1`']],
  ])('%s', async (what, wanted) => {
    expect(await names(`/ec2ctl ls ${what}`)).toEqual(wanted);
  });

  test('an id', async () => {
    expect(await names(`/ec2ctl ls ${web1}`)).toEqual(['`web-1`']);
  });

  test('only in the regions that are named, which alone are asked', async () => {
    expect(await names('/ec2ctl ls web-* -r us-west-2,eu-west-1')).toEqual(['`web-1`', '`web-2`']);
    const asked = cloud.proxy.calls({ action: 'DescribeInstances' }).map(({ region }) => region);
    expect(new Set(asked)).toEqual(new Set(['us-west-2', 'eu-west-1']));
  });
});

test('what is not there is said, with the nearest names and where it may be', async () => {
  cloud.proxy.addRules({ do: 'refuse', status: 403, code: 'UnauthorizedOperation', region: 'ap-northeast-1' });
  const message = await answer('/ec2ctl ls wbe-1');
  expect(message).toContain('**No instance is named `wbe-1`.**');
  expect(message).toContain('Nearest: 🟢 `web-1` us-west-2');
  expect(message).toContain('Not read: `ap-northeast-1` (denied by policy).');
  const several = await answer('/ec2ctl ls web-1 x-*');
  expect(several).toContain('⚠️ No name matches `x-*`.');
  expect(rowsOf(several).map(({ name }) => name)).toEqual(['`web-1`']);
});

test('sorted and with the columns that are asked for', async () => {
  const message = await answer('/ec2ctl ls --sort type --columns name,zone,tags');
  expect(message).toContain('| INSTANCE NAME | ZONE | TAGS |');
  const rows = message.slice(message.indexOf('|:--|')).split('\n').slice(1);
  expect(rows.map((row) => /`([^`]+)`/.exec(row)?.[1])).toEqual(['blue whale', 'Web-2', 'web-1', 'web-2']);
  expect(rows[3]).toContain('`Env=prod` `Team=web`');
});

test('operators may show it to everyone, and anybody may keep it to themselves', async () => {
  await world.admin.configure(PLUGIN_ID, { listings: 'private', viewers: '@bob' });
  const alone = await (await admin.command(world.channel, '/ec2ctl ls web-1')).ephemeral(/`web-1`/);
  expect(alone.message.split('\n')[0]).toBe('`〉ec2ctl ls web-1`');
  await (await admin.command(world.channel, '/ec2ctl ls web-1 --public')).post(/`web-1`/);
  const viewers = await (await world.bob.command(world.channel, '/ec2ctl ls web-1 --public')).ephemeral(/`web-1`/);
  expect(viewers.message).toContain('Only operators may show this to everyone here.');
  await world.admin.configure(PLUGIN_ID, { listings: 'channel' });
  await (await admin.command(world.channel, '/ec2ctl ls web-1 --private')).ephemeral(/`web-1`/);
});

describe('stop and start by name', () => {
  test('act at once, in whatever region and case', async () => {
    const exchange = await admin.command(world.channel, '/ec2ctl stop WEB-1');
    const post = await exchange.post();
    expect((await exchange.version(post.id, /`web-1` is stopped/)).message).toContain(web1);
    const start = await admin.command(world.channel, '/ec2ctl start “blue whale”');
    await start.version((await start.post()).id, /`blue whale` is running/);
  });

  test('never guess: a name that several bear, or that only begins names, is asked about, and so is a pattern', async () => {
    const [one, two] = await cloud.seed(
      { region: 'us-east-1', name: 'twin' },
      { region: 'eu-west-1', name: 'twin', state: 'stopped' },
    );
    const { message } = await (await admin.command(world.channel, '/ec2ctl stop twin')).ephemeral();
    expect(message).toContain('**2 instances are named `twin`. Stop which?**');
    expect(message).toMatch(new RegExp(`^🟢 \`${String(one)}\` us-east-1 · up \\d+s$`, 'm'));
    expect(message).toContain(`⚪ \`${String(two)}\` eu-west-1 · stopped`);
    const begins = await (await admin.command(world.channel, '/ec2ctl stop twi')).ephemeral();
    expect(begins.message).toContain('**2 begin with `twi`. Stop which?**');
    await (await admin.command(world.channel, '/ec2ctl stop web-*')).post(/\*\*Stop these 2 instances\?\*\*/);
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  });

  test('ask by name while a region cannot be read, since another may bear it there', async () => {
    cloud.proxy.addRules({ do: 'refuse', status: 403, code: 'UnauthorizedOperation', region: 'ap-northeast-1' });
    const { message } = await (await admin.command(world.channel, '/ec2ctl stop web-1 --yes')).post();
    expect(message).toContain('**Stop `web-1`?**');
    expect(message).toContain('`--yes` does not count while a region cannot be read.');
    expect(message).toContain(
      '⚠️ A region was not read, and may have others that fit: `ap-northeast-1` (denied by policy)',
    );
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
    const byId = await admin.command(world.channel, `/ec2ctl stop ${web1}`);
    await byId.version((await byId.post()).id, /`web-1` is stopped/);
  });

  test('ask for the nearest name, and change none of the others', async () => {
    const { message } = await (await admin.command(world.channel, '/ec2ctl stop web-1 wbe-2')).ephemeral();
    expect(message).toContain('No instance is named `wbe-2`. Nearest:');
    expect(message).toContain('1 other was found and left alone');
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toEqual([]);
  });
});

describe('info', () => {
  test('tells all of one instance, in fields', async () => {
    const post = await (await admin.command(world.channel, '/ec2ctl info WEB-1')).post(/`web-1` is running/);
    const [attachment] =
      (post.props as { attachments?: { fields: { title: string; value: string }[] }[] }).attachments ?? [];
    const fields = Object.fromEntries((attachment?.fields ?? []).map(({ title, value }) => [title, value]));
    expect(fields).toMatchObject({
      Type: 't3.small',
      Zone: expect.stringMatching(/^us-west-2[a-f]$/),
      'Status checks': expect.stringMatching(/^\d of \d passed$/),
      'Stop protection': 'off',
      Launched: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
      Tags: '`Env=dev` `Team=web`',
    });
    expect(fields['ID']).toContain(`\`${web1}\` · [AWS console](https://us-west-2.console.aws.amazon.com/`);
    const stopped = await (await admin.command(world.channel, '/ec2ctl info web-2')).post(/is stopped/);
    expect(stopped.message).toMatch(/⚪ \*\*`web-2` is stopped\*\*, for .*, by a user/);
  });

  test('is without what a policy does not let read', async () => {
    for (const action of ['DescribeInstanceStatus', 'DescribeInstanceAttribute']) {
      cloud.proxy.addRules({ do: 'refuse', status: 403, code: 'UnauthorizedOperation', action });
    }
    const post = await (await admin.command(world.channel, `/ec2ctl info ${web1}`)).post(/`web-1` is running/);
    expect(JSON.stringify(post.props)).toContain('"title":"Status checks","value":"not read"');
  });

  test('guesses nothing, and says that of nothing', async () => {
    const { message } = await (await admin.command(world.channel, '/ec2ctl info wbe-1')).ephemeral();
    expect(message).toContain('**No instance is named `wbe-1`.**');
    expect(message).not.toContain('Nothing was changed.');
  });
});

describe('completion knows the fleet:', () => {
  /** What may follow, as the server gives it, once the fleet was read. */
  async function offered(line: string, wanted: RegExp): Promise<string[]> {
    return await eventually(
      async () => {
        const rows = await world.root.complete(world.channel, line);
        const texts = rows.map(({ Suggestion, Hint, Description }) => `${Suggestion} ${Hint} ${Description}`);
        return texts.some((text) => wanted.test(text)) ? texts : undefined;
      },
      { what: `${String(wanted)} after ${line}`, interval: 200 },
    );
  }

  test('names in the state that the command wants, with what tells them apart', async () => {
    const running = await offered('/ec2ctl stop ', /^web-1 /);
    expect(running[0]).toMatch(/^web-1 · us-west-2 🟢 running .*t3\.small · i-/);
    // In small letters and in large ones it is another instance, so only its id tells it.
    expect(running.some((text) => /^i-\w+ · Web-2, us-east-1 🟢 running/.test(text))).toBe(true);
    expect(running.join('\n')).not.toContain('web-2');
    expect((await offered('/ec2ctl start ', /blue whale/)).join('\n')).toMatch(
      /^i-\w+ · blue whale, eu-west-1 ⚪ stopped/m,
    );
    expect((await offered('/ec2ctl info web-', /^web-1 /)).length).toBeGreaterThan(0);
  });

  test('another one after each word, and none twice, however it is written there', async () => {
    for (const word of ['web-1', '"web-1"', 'web-1,db', web1, `-i ${web1}`]) {
      const more = await offered(`/ec2ctl stop ${word} `, /Web-2/);
      expect({ word, offered: more.filter((text) => text.includes(web1) || text.startsWith('web-1 ')) }).toEqual({
        word,
        offered: [],
      });
      expect(new Set(more).size).toBe(more.length);
    }
  });

  test('tags, types, states and regions, with how many they stand for', async () => {
    expect(await offered('/ec2ctl ls tag:', /^tag:Env=dev · 3 instances/)).toEqual([
      expect.stringMatching(/^tag:Env=dev · 3 instances/),
      expect.stringMatching(/^tag:Env=prod · 1 instance/),
      expect.stringMatching(/^tag:Team=web · 2 instances/),
    ]);
    expect((await offered('/ec2ctl ls type:t3', /^type:t3\.\* · 3 instances/)).length).toBe(3);
    expect((await offered('/ec2ctl stop state:', /^state:running/)).length).toBe(2);
    expect((await offered('/ec2ctl stop region:us-w', /^region:us-west-2/)).length).toBe(1);
  });

  test('also while AWS does not answer', async () => {
    await offered('/ec2ctl stop ', /^web-1 /);
    cloud.proxy.addRules({ do: 'hang' });
    const rows = await world.root.complete(world.channel, '/ec2ctl stop web-1');
    expect(rows[0]?.Suggestion).toBe('web-1');
  });

  test('our own changes at once', async () => {
    await offered('/ec2ctl stop ', /^web-1 /);
    const exchange = await admin.command(world.channel, '/ec2ctl stop web-1');
    await exchange.version((await exchange.post()).id, /`web-1` is stopped/);
    const rows = await world.root.complete(world.channel, '/ec2ctl start ');
    expect(rows.map(({ Suggestion }) => Suggestion)).toContain('web-1');
  });

  test('and nobody else does', async () => {
    await offered('/ec2ctl ls ', /^web-1 /);
    for (const verb of ['ls', 'info', 'start', 'stop']) {
      const rows = await world.bob.complete(world.channel, `/ec2ctl ${verb} `);
      expect(JSON.stringify(rows)).not.toMatch(/web|i-\w{8}|us-/);
    }
  });
});
