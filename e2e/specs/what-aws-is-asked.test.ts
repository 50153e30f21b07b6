/** What reaches AWS of a line that changes something: which instances, by which flags, and when nothing at all. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createUser } from '../aws/iam.ts';
import { beginAnew } from '../harness/begin-anew.ts';
import { press } from '../harness/buttons.ts';
import { Cloud } from '../harness/cloud.ts';
import type { Exchange } from '../harness/exchange.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

const ACTIONS: readonly (string | undefined)[] = ['StartInstances', 'StopInstances', 'RebootInstances'];

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
afterEach(() => cloud.moto.enforceAuthorization(false));

async function type(line: string): Promise<Exchange> {
  return await admin.command(world.channel, line);
}

/** The calls that change something: `Stop i-1 i-2 Force`, in the order of the alphabet, since regions are asked side by side. */
function asked(): string[] {
  const calls = cloud.proxy.calls().filter(({ action }) => ACTIONS.includes(action));
  return calls
    .map(({ action = '', ids, body }) => {
      const form = new URLSearchParams(body);
      const flags = ['DryRun', 'Force', 'Hibernate'].filter((flag) => form.get(flag) === 'true');
      return [action.replace('Instances', ''), ...ids, ...flags].join(' ');
    })
    .toSorted();
}

/** Types a line that is answered to the asker alone, and gives the answer without its first line. */
async function alone(line: string): Promise<string[]> {
  const exchange = await type(line);
  const [, ...lines] = (await exchange.ephemeral()).message.split('\n');
  return lines;
}

describe('what is written out, at once:', () => {
  test.each([
    ['stop “blue whale”', 'Stop ID'],
    ['reboot -i ‘Blue Whale’', 'Reboot ID'],
    ['stop „blue whale“ --hibernate', 'Stop ID Hibernate'],
  ])('%s', async (line, wanted) => {
    const id = await cloud.seedOne({ region: 'eu-west-1', name: 'blue whale', canHibernate: true });
    await (await type(`/ec2ctl ${line}`)).edited(/`blue whale` (?:is stopped|was told to reboot)/);
    expect(asked()).toEqual([wanted.replace('ID', id)]);
  });

  test('what follows -- is a name, whatever it looks like, and forces nothing', async () => {
    const id = await cloud.seedOne({ region: 'us-west-2', name: '--force' });
    await (await type('/ec2ctl stop -- --force')).edited(/`--force` is stopped/);
    expect(asked()).toEqual([`Stop ${id}`]);
  });
});

test('of a region no more is read than what is named, unless nothing is called exactly so', async () => {
  await cloud.seed({ region: 'us-west-2', name: 'web-1' }, { region: 'us-west-2', name: 'web-2' });
  /** The filters by which AWS was asked for instances; empty where it was asked for all. */
  function filters(): Set<string> {
    const bodies = cloud.proxy.calls({ action: 'DescribeInstances' }).map(({ body }) => new URLSearchParams(body));
    return new Set(bodies.map((form) => form.get('Filter.1.Name') ?? ''));
  }
  await (await type('/ec2ctl stop web-1')).edited(/`web-1` is stopped/);
  expect(filters()).toEqual(new Set(['tag:Name', 'instance-id']));
  await (await type('/ec2ctl stop WEB-2')).edited(/`web-2` is stopped/);
  expect(filters()).toEqual(new Set(['tag:Name', 'instance-id', '']));
});

test('--force, only once it was confirmed', async () => {
  const id = await cloud.seedOne({ region: 'us-west-2', name: 'stuck' });
  const exchange = await type(`/ec2ctl stop ${id} --force --yes`);
  const question = await exchange.post(/\?\*\*/);
  expect(asked()).toEqual([]);
  await press(admin, question, 'Stop stuck');
  await exchange.version(question.id, /`stuck` is stopped/);
  expect(asked()).toEqual([`Stop ${id} Force`]);
});

describe('of a batch in which AWS refuses one, the others nevertheless:', () => {
  test('a start', async () => {
    const [one = '', two = '', far = ''] = await cloud.seed(
      { region: 'us-west-2', name: 'web-1', state: 'stopped' },
      { region: 'us-west-2', name: 'web-2', state: 'stopped' },
      { region: 'eu-west-1', name: 'web-3', state: 'stopped' },
    );
    const full = { do: 'refuse', status: 500, code: 'InsufficientInstanceCapacity' } as const;
    cloud.proxy.addRules({ ...full, action: 'StartInstances', id: two });
    const exchange = await type('/ec2ctl start web-1 web-2 web-3');
    const { message } = await exchange.edited(/\*\*Started 2 of 3 instances\*\* in .*, \*\*1 failed\*\*/);
    expect(message).toMatch(/^❌ `web-2` us-west-2 · still stopped: .*`InsufficientInstanceCapacity`/m);
    expect(asked()).toEqual([`Start ${far}`, `Start ${one}`, `Start ${one} ${two}`, `Start ${two}`].toSorted());
  });

  test('a reboot', async () => {
    const [one = '', two = '', far = ''] = await cloud.seed(
      { region: 'us-west-2', name: 'web-1' },
      { region: 'us-west-2', name: 'web-2' },
      { region: 'eu-west-1', name: 'web-3' },
    );
    const denied = { do: 'refuse', status: 403, code: 'UnauthorizedOperation' } as const;
    cloud.proxy.addRules({ ...denied, action: 'RebootInstances', id: two });
    const exchange = await type('/ec2ctl reboot web-1 web-2 web-3 --yes');
    const { message } = await exchange.edited(/\*\*Told 2 of 3 instances to reboot\*\*, \*\*1 failed\*\*/);
    expect(message).toMatch(/^❌ `web-2` us-west-2 · not told to reboot: AWS does not let this plugin do that\./m);
    expect(message).toMatch(/^🟢 `web-1` us-west-2 · told to reboot\n🟢 `web-3` eu-west-1 · told to reboot$/m);
    expect(asked()).toEqual([`Reboot ${far}`, `Reboot ${one}`, `Reboot ${one} ${two}`, `Reboot ${two}`].toSorted());
  });
});

test('a reboot whose answer is lost is not asked again, and nobody says that it was not told', async () => {
  const id = await cloud.seedOne({ region: 'us-west-2', name: 'web-1' });
  cloud.proxy.addRules({ do: 'applyThenDrop', action: 'RebootInstances' });
  const { message } = await (await type('/ec2ctl reboot web-1')).edited(/❌/);
  expect(message).toMatch(/^❌ \*\*`web-1` may have been told to reboot\*\*: the connection to AWS broke off\./m);
  expect(asked()).toEqual([`Reboot ${id}`]);
});

describe('a dry run', () => {
  test('is told to nobody else, and nothing else is asked', async () => {
    const before = world.root.inbox.length;
    const [one = '', two = ''] = await cloud.seed(
      { region: 'us-west-2', name: 'web-1' },
      { region: 'eu-west-1', name: 'web-2', state: 'stopped' },
    );
    for (const line of ['stop web-* --dry-run --yes', 'start -n web-2', 'reboot web-1 -n', 'stop web-1 --force -n']) {
      expect((await alone(`/ec2ctl ${line}`))[0]).toMatch(
        /^\*\*1 of 1 instance would be .*\*\* Nothing was changed\.$/,
      );
    }
    // Each once at least: a question that is not answered may be repeated.
    expect([...new Set(asked())]).toEqual(
      [`Reboot ${one} DryRun`, `Start ${two} DryRun`, `Stop ${one} DryRun`, `Stop ${one} DryRun Force`].toSorted(),
    );
    const line = await world.bob.write(world.channel, 'Is anything going on?');
    await world.root.inbox.wait('the question', ({ post }) => post.id === line.id, { since: before });
    expect(world.root.inbox.all(undefined, before).map(({ post }) => post.id)).toEqual([line.id]);
    expect(await cloud.stateOf('us-west-2', one)).toBe('running');
    expect(await cloud.stateOf('eu-west-1', two)).toBe('stopped');
  });

  test('goes by the policy of the key: what it may start, and may not stop', async () => {
    const [up = '', down = ''] = await cloud.seed(
      { region: 'us-west-2', name: 'up' },
      { region: 'us-west-2', name: 'down', state: 'stopped' },
    );
    const key = await createUser(cloud.moto.url, 'starter', ['ec2:Describe*', 'ec2:StartInstances']);
    await cloud.moto.enforceAuthorization(true);
    const settings = { accesskeyid: key.accessKeyId, secretaccesskey: key.secretAccessKey };
    await world.admin.configure(PLUGIN_ID, cloud.settings(settings));
    expect((await alone('/ec2ctl start down -n'))[0]).toBe(
      '**1 of 1 instance would be started.** Nothing was changed.',
    );
    const [answer, line] = await alone('/ec2ctl stop up -n');
    expect(answer).toBe('**0 of 1 instance would be stopped.** Nothing was changed.');
    expect(line).toMatch(/^❌ `up` `i-\w+` · not allowed: AWS does not let this plugin do that\./);
    await cloud.moto.enforceAuthorization(false);
    expect(await Promise.all([up, down].map((id) => cloud.stateOf('us-west-2', id)))).toEqual(['running', 'stopped']);
  });
});

describe('nothing is asked', () => {
  test.each(['stop --', 'stop ""', 'reboot -i “”', 'stop --force --yes', 'start -r'])(
    'where nothing is named, not even which instances there are: %s',
    async (line) => {
      expect((await alone(`/ec2ctl ${line}`))[0]).toMatch(/\*\*.* Nothing was changed\.$/);
      expect(cloud.proxy.calls()).toEqual([]);
    },
  );

  test.each(['stop gon*', 'stop tag:Env=dev', 'start state:terminated', 'reboot type:t3.*', 'stop -r us-west-2'])(
    'for what is terminated, however it is chosen: %s',
    async (line) => {
      await cloud.seed({
        ...{ region: 'us-west-2', name: 'gone', type: 't3.small', tags: { Env: 'dev' } },
        state: 'terminated',
      });
      expect((await alone(`/ec2ctl ${line}`))[0]).toMatch(/^\*\*No.*\*\* Nothing was changed\.$/);
      expect(asked()).toEqual([]);
    },
  );

  test.each(['stop web-* --dry-run', 'reboot web-1 web-2 web-3 --yes'])(
    'for more than may be changed at once: %s',
    async (line) => {
      await world.admin.configure(PLUGIN_ID, { atonce: '2' });
      await cloud.seed(...[1, 2, 3].map((number) => ({ region: 'us-west-2', name: `web-${String(number)}` })));
      expect((await alone(`/ec2ctl ${line}`))[0]).toMatch(/^\*\*3 instances fit; at most 2 /);
      expect(asked()).toEqual([]);
    },
  );

  test('where one of those to hibernate cannot, also of a dry run', async () => {
    await cloud.seed(
      { region: 'us-west-2', name: 'sleepy', canHibernate: true },
      { region: 'us-west-2', name: 'awake' },
    );
    for (const flags of ['--hibernate --yes', '--hibernate --dry-run']) {
      expect((await alone(`/ec2ctl stop sleepy awake ${flags}`))[0]).toContain('`awake` cannot hibernate');
    }
    expect(asked()).toEqual([]);
  });
});

test('card and post warn of what stopping does to spot instances and to those that follow a schedule', async () => {
  await cloud.seed(
    { region: 'us-west-2', name: 'cheap', isSpot: true },
    { region: 'us-west-2', name: 'nightly', tags: { Schedule: 'office-hours' } },
  );
  const warnings = [
    '⚠️ `nightly` follows the schedule `office-hours`, which may start it again.',
    '⚠️ `cheap` is a spot instance: there may be no capacity to start it again.',
  ];
  const exchange = await type('/ec2ctl stop cheap nightly');
  const question = await exchange.post(/\?\*\*/);
  expect(question.message.split('\n').slice(2, 4)).toEqual(warnings);
  await press(admin, question, 'Stop 2 instances');
  const { message } = await exchange.version(question.id, /\*\*Stopped 2 instances\*\*/);
  expect(message.split('\n').slice(2, 4)).toEqual(warnings);
});
