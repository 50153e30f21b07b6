/** What each verb does, and what it asks first, on a real server and moto. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { buttonsOf, press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const NOTHING_CHANGED = /Nothing was changed\./;

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

async function type(line: string): Promise<Exchange> {
  return await admin.command(world.channel, line);
}

/** What the asker alone is told. */
async function told(line: string): Promise<string> {
  return (await (await type(line)).ephemeral()).message;
}

/** The names and ids that a question has a line for. */
async function asksAbout(line: string): Promise<string[]> {
  const { message } = await (await type(line)).post(/\?\*\*/);
  return message.split('\n').flatMap((text) => /^(?:🟢|⚪) `+ ?(.+?) ?`+ `i-/u.exec(text)?.[1] ?? []);
}

/** How often AWS was asked to change something. */
function changes(): number {
  const actions = ['StartInstances', 'StopInstances', 'RebootInstances'];
  return actions.reduce((sum, action) => sum + cloud.proxy.calls({ action }).length, 0);
}

describe('reboot', () => {
  test('of one tells it at once, and says that it stays running', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: 'web-1' });
    const exchange = await type('/ec2ctl reboot web-1');
    const post = await exchange.version((await exchange.post()).id, /was told to reboot/);
    expect(post.message.split('\n').slice(1)).toEqual([
      '🟢 **`web-1` was told to reboot**',
      'It stays `running` meanwhile; AWS does not report when it is back.',
      `us-west-2 · \`${id}\``,
    ]);
    expect(changes()).toBe(1);
    expect(await cloud.stateOf('us-west-2', id)).toBe('running');
  });

  test('of two asks first, and leaves what does not run', async () => {
    await cloud.seed(
      { region: 'us-west-2', name: 'web-1' },
      { region: 'eu-west-1', name: 'web-2' },
      { region: 'eu-west-1', name: 'web-3', state: 'stopped' },
    );
    const exchange = await type('/ec2ctl reboot web-1 web-2 web-3');
    const question = await exchange.post(/Reboot these 2 instances\?/);
    expect(question.message).toContain('`web-3` stopped');
    await press(admin, question, 'Reboot 2 instances');
    const { message } = await exchange.version(question.id, /Told 2 instances to reboot/);
    expect(message).toMatch(/🟢 `web-1` us-west-2 · told to reboot\n🟢 `web-2` eu-west-1 · told to reboot/);
    expect(
      cloud.proxy
        .calls({ action: 'RebootInstances' })
        .map(({ region }) => region)
        .sort(),
    ).toEqual(['eu-west-1', 'us-west-2']);
  });
});

describe('--dry-run', () => {
  test.each(['stop', 'reboot'])(
    'of %s tells the asker alone what AWS would do, and nothing is changed',
    async (verb) => {
      const [id = ''] = await cloud.seed(
        { region: 'us-west-2', name: 'web-1' },
        { region: 'eu-west-1', name: 'web-2', state: 'stopped' },
      );
      const message = await told(`/ec2ctl ${verb} web-1 web-2 --dry-run`);
      const done = verb === 'stop' ? 'stopped' : 'rebooted';
      expect(message).toContain(`**1 of 1 instance would be ${done}.** Nothing was changed.`);
      expect(message).toContain(`running, would be ${done}`);
      expect(message).toContain('stopped, would be left as it is');
      expect(await cloud.stateOf('us-west-2', id)).toBe('running');
      const channel = await admin.posts(world.channel.channelId);
      expect(channel.filter(({ message: text }) => text.includes(`${verb} web-1 web-2 --dry-run`))).toEqual([]);
    },
  );

  test('tells per instance what is not allowed', async () => {
    const [one = '', two = ''] = await cloud.seed(
      { region: 'us-west-2', name: 'web-1', state: 'stopped' },
      { region: 'us-west-2', name: 'web-2', state: 'stopped' },
    );
    cloud.proxy.addRules({
      action: 'StartInstances',
      id: two,
      do: 'refuse',
      status: 403,
      code: 'UnauthorizedOperation',
    });
    const message = await told('/ec2ctl start web-1 web-2 -n');
    expect(message).toContain('**1 of 2 instances would be started.** Nothing was changed.');
    expect(message).toMatch(new RegExp(`\`web-1\` \`${one}\` · stopped, would be started`));
    expect(message).toMatch(new RegExp(`\`web-2\` \`${two}\` · not allowed: `));
    expect(await cloud.stateOf('us-west-2', one)).toBe('stopped');
  });
});

describe('stop', () => {
  test('--hibernate is refused before anything is done where one of them cannot', async () => {
    await cloud.seed(
      { region: 'us-west-2', name: 'web-1', canHibernate: true },
      { region: 'us-west-2', name: 'web-2' },
    );
    const message = await told('/ec2ctl stop web-1 web-2 --hibernate');
    expect(message).toMatch(/`web-2`.* cannot hibernate: it was not launched for that/);
    expect(message).toMatch(NOTHING_CHANGED);
    expect(changes()).toBe(0);
  });

  test('--hibernate of one that can is asked of AWS as that', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: 'web-1', canHibernate: true });
    const exchange = await type('/ec2ctl stop web-1 --hibernate');
    await exchange.edited(/`web-1` is stopped/);
    expect(cloud.proxy.calls({ action: 'StopInstances' })).toHaveLength(1);
    expect(await cloud.stateOf('us-west-2', id)).toBe('stopped');
  });

  test('--force asks first about one as well, with its risk, whatever --yes says', async () => {
    await cloud.seedOne({ region: 'us-west-2', name: 'web-1' });
    const exchange = await type('/ec2ctl stop web-1 --force --yes');
    const question = await exchange.post(/Stop `web-1`\?/);
    expect(question.message).toContain('`--yes` does not count with `--force`.');
    expect(question.message).toContain('⚠️ Forced: what the operating system has not written yet is lost');
    expect(changes()).toBe(0);
    await press(admin, question, 'Stop web-1');
    expect((await exchange.version(question.id, /is stopped\*\*/)).message).toContain('⚠️ Forced:');
  });

  test('moves what is in a state to move, and tells the rest', async () => {
    await cloud.seed(
      { region: 'us-west-2', name: 'web-1' },
      { region: 'us-west-2', name: 'web-2', state: 'stopped' },
      { region: 'eu-west-1', name: 'web-3', state: 'stopped' },
    );
    const exchange = await type('/ec2ctl stop web-1 web-2 web-3');
    const { message } = await exchange.edited(/Stopped 1 instance\*\*/);
    expect(message).toMatch(/\n2 already stopped: (?:`web-2`, `web-3`|`web-3`, `web-2`)$/);
    expect(cloud.proxy.calls({ action: 'StopInstances' }).map(({ region }) => region)).toEqual(['us-west-2']);
  });

  test('of one that AWS refuses lets the others of the same region go', async () => {
    const ids = await cloud.seed(
      { region: 'us-west-2', name: 'web-1' },
      { region: 'us-west-2', name: 'web-2', stopProtection: true },
      { region: 'us-west-2', name: 'web-3' },
    );
    const exchange = await type('/ec2ctl stop web-1 web-2 web-3 --yes');
    const { message } = await exchange.edited(/Stopped 2 of 3 instances/);
    expect(message.split('\n')[2]).toMatch(/^❌ `web-2` still running: stop protection is on/);
    expect(await Promise.all(ids.map((id) => cloud.stateOf('us-west-2', id)))).toEqual([
      'stopped',
      'running',
      'stopped',
    ]);
  });
});

describe('which machines', () => {
  beforeEach(async () => {
    await cloud.seed(
      { region: 'us-west-2', name: 'web-1', type: 't3.small', tags: { Env: 'dev', Team: 'web' } },
      { region: 'us-west-2', name: 'web-2', type: 't3.large', tags: { Env: 'dev-2', Team: 'data' } },
      { region: 'eu-west-1', name: 'blue whale', type: 'r6i.large', tags: { Env: 'prod', Team: 'web' } },
      { region: 'eu-west-1', name: '--force', type: 't3.micro', tags: { Env: 'prod' } },
      { region: 'eu-west-1', name: 'old', state: 'terminated', tags: { Env: 'dev' } },
    );
  });

  test.each([
    ['tag:Env=dev*', ['web-1', 'web-2']],
    ['tag:Env=dev* tag:Team=web', ['web-1']],
    ['tag:Team', ['blue whale', 'web-1', 'web-2']],
    ['type:t3.*', ['--force', 'web-1', 'web-2']],
    ['region:eu-west-1', ['--force', 'blue whale']],
    ['-r eu-west-1 type:r6i.large', ['blue whale']],
    ['state:running', ['--force', 'blue whale', 'web-1', 'web-2']],
    ['web-*', ['web-1', 'web-2']],
    ['“blue whale” web-1', ['blue whale', 'web-1']],
    ['„blue whale“ -i web-1', ['blue whale', 'web-1']],
    ["'blue whale' WEB-1", ['blue whale', 'web-1']],
    ['web-1 -- --force', ['--force', 'web-1']],
  ])('stop %s asks about them', async (what, names) => {
    expect((await asksAbout(`/ec2ctl stop ${what}`)).sort()).toEqual(names);
    expect(changes()).toBe(0);
  });

  test('a pattern, a tag and the like are asked about, although --yes was typed', async () => {
    for (const what of ['web-*', 'tag:Team=web type:t3.*']) {
      const { message } = await (await type(`/ec2ctl stop ${what} --yes`)).post(/\?\*\*/);
      expect(message).toContain('`--yes` counts only for names and ids that are written out.');
    }
  });

  test('a terminated instance fits nothing but its id, by which it is named', async () => {
    expect(await told('/ec2ctl stop old')).toContain('No instance is named `old`.');
    const [id = ''] = await cloud.seed({ region: 'us-east-1', name: 'older', state: 'terminated' });
    expect(await told(`/ec2ctl stop ${id}`)).toMatch(/is terminated\*\*, and stays so\./);
  });

  test.each(['start', 'stop', 'reboot'])('%s of nothing is never everything', async (verb) => {
    for (const rest of ['', ' --yes', ' -n']) expect(await told(`/ec2ctl ${verb}${rest}`)).toMatch(NOTHING_CHANGED);
    expect(changes()).toBe(0);
  });
});

describe('how many', () => {
  async function seedStopped(count: number): Promise<void> {
    await cloud.seed(
      ...Array.from({ length: count }, (_, number) => ({
        ...{ region: number % 2 === 0 ? 'us-west-2' : 'eu-west-1', name: `app-${String(number)}` },
        state: number === 0 ? ('running' as const) : ('stopped' as const),
      })),
    );
  }

  test('a start of five acts at once, of six it asks first', async () => {
    await seedStopped(7);
    const exchange = await type('/ec2ctl start app-1 app-2 app-3 app-4 app-5');
    await exchange.edited(/Started 5 instances/);
    const before = changes();
    await cloud.seed({ region: 'us-east-1', name: 'app-7', state: 'stopped' });
    const six = ['app-6', 'app-7'];
    for (let number = 8; number < 12; number += 1) {
      six.push(`app-${String(number)}`);
      await cloud.seedOne({ region: 'us-east-1', name: `app-${String(number)}`, state: 'stopped' });
    }
    const question = await (await type(`/ec2ctl start ${six.join(' ')}`)).post(/Start these 6 instances\?/);
    expect(buttonsOf(question)).toEqual(['Start 6 instances', 'Cancel']);
    expect(changes()).toBe(before);
  });

  test('more than the setting allows are refused with their number, and how to narrow it', async () => {
    await seedStopped(5);
    await world.admin.configure(PLUGIN_ID, { atonce: 3 });
    const message = await told('/ec2ctl stop app-*');
    expect(message).toContain('**5 instances fit; at most 3 may be changed at once.** Nothing was changed.');
    expect(message).toMatch(/Narrow it: .*`state:running` \(1\).*`state:stopped` \(4\)/);
    expect(changes()).toBe(0);
    const written = await told('/ec2ctl start app-1 app-2 app-3 app-4 --yes');
    expect(written).toContain('at most 3 may be changed at once');
  });

  test('--yes counts up to the setting, and with 0 never', async () => {
    await seedStopped(4);
    await cloud.seed({ region: 'us-east-1', name: 'one' }, { region: 'us-east-1', name: 'two' });
    await world.admin.configure(PLUGIN_ID, { confirmabove: 1 });
    expect((await (await type('/ec2ctl stop one two --yes')).post(/\?\*\*/)).message).toContain(
      '`--yes` counts for up to 1 instance.',
    );
    await world.admin.configure(PLUGIN_ID, { confirmabove: 0 });
    expect((await (await type('/ec2ctl stop one two -y')).post(/\?\*\*/)).message).toContain(
      '`--yes` is switched off here.',
    );
    expect(changes()).toBe(0);
    await world.admin.configure(PLUGIN_ID, { confirmabove: 2 });
    await (await type('/ec2ctl stop one two -y')).edited(/Stopped 2 instances/);
  });
});
