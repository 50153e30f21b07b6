import { beforeEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { awsError, FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge, until } from '../testing/fake-bridge.ts';

const ID = 'i-0a1f39c5d2e84b7f6';

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(async () => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  ec2.add({ id: ID, region: 'us-west-2', state: 'running', name: 'web-1' });
  bridge = new FakeBridge(() => ec2, clock);
  await bridge.initialize();
});

/** From now on Mattermost does not say who anybody is, until what is returned is called. */
function holdPeople(): () => void {
  const gate = Promise.withResolvers<undefined>();
  const getUser = bridge.host.GetUser.bind(bridge.host);
  bridge.host.GetUser = async (id) => {
    await gate.promise;
    return await getUser(id);
  };
  return () => {
    gate.resolve(undefined);
  };
}

describe('the regions cannot be learnt', () => {
  test.each(['ls', `stop -i ${ID}`])('%s says so and names the setting', async (command) => {
    ec2.faults.add({ call: 'regions', error: awsError('UnauthorizedOperation', 403) });
    const said = Promise.race([bridge.nextPost(), bridge.nextEphemeral()]);
    await bridge.type('alice', `/ec2ctl ${command}`);
    const { message } = await said;
    expect(message).toContain('`UnauthorizedOperation`');
    expect(message).toContain('the setting **Regions**');
    expect(message.includes('Nothing was changed.')).toBe(command !== 'ls');
  });
});

test.each([
  ['as right after a start', []],
  ['as after an hour without a listing', ['us-east-1', 'us-west-2']],
])('a region that turns out to be none ends the post that waits for the list of regions, %s', async (_name, known) => {
  ec2.knownRegions = () => known;
  ec2.faults.add({ call: 'regions', delayMs: 4000 });
  const waiting = bridge.nextPost();
  await bridge.type('alice', '/ec2ctl ls -r us-wast-2');
  const post = await clock.until(waiting, 2_000);
  expect(post.message).toContain('Waiting for the list of regions.');
  const end = await clock.until(bridge.nextPost(), 2_000);
  expect(end.id).toBe(post.id);
  expect(end.message).toContain('`/ec2ctl ls -r us-west-2`');
  expect(bridge.host.ephemerals).toEqual([]);
});

describe('the process ends in order', () => {
  test.each([
    ['by name', ['us-east-1', 'us-west-2'], '**No region could be read:** the plugin was interrupted.'],
    ['to be named', [], '**The regions of this account could not be read:** the plugin was interrupted.'],
  ])('while all regions are waited for %s: the post says that it was stopped', async (_name, known, answer) => {
    ec2.knownRegions = () => known;
    ec2.faults.add({ call: 'regions', hang: true });
    const waiting = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls');
    const { id } = await clock.until(waiting, 2_000);
    await bridge.shutdown();
    const message = bridge.host.posts.get(id)?.message ?? '';
    expect(message.split('\n')[1]).toBe(answer);
    expect(message).not.toMatch(/waiting|changed|setting/i);
  });

  test('while a listing waits: its post says that it does not wait any longer', async () => {
    ec2.faults.add({ call: 'listInstances', at: 'us-east-1', hang: true });
    const first = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls');
    expect((await clock.until(first, 2_000)).message).toContain('waiting for: `us-east-1`');
    await bridge.shutdown();
    const [post] = [...bridge.host.posts.values()];
    expect(post?.message).not.toContain('waiting');
    expect(post?.message).toMatch(/Not read: `us-east-1` \(the plugin was interrupted\)/);
    expect(post?.message).toContain('`web-1`');
  });

  test.each([
    ['before a listing has a post', 'ls', 'regions'],
    ['before a change is begun', `stop -i ${ID}`, 'findInstances'],
    ['while details are read', 'info web-1', 'details'],
  ] as const)(
    '%s: the asker is told, by a word that names the command, and AWS is not asked',
    async (_when, line, call) => {
      ec2.faults.add({ call, hang: true });
      const told = bridge.nextEphemeral();
      await bridge.type('alice', `/ec2ctl ${line}`);
      await until(() => ec2.callsOf(call).length > 0);
      await bridge.shutdown();
      expect((await told).message).toBe(`\`〉ec2ctl ${line}\`\nec2ctl is being stopped. Nothing was changed.`);
      expect(bridge.host.posts.size).toBe(0);
      expect(ec2.callsOf('change')).toEqual([]);
    },
  );

  test('before it is known who asks: the hook itself says so, since no post may come through any more', async () => {
    const letGo = holdPeople();
    const typed = bridge.type('bob', '/ec2ctl version');
    await bridge.shutdown();
    letGo();
    expect(await typed).toMatchObject({ text: 'ec2ctl is being stopped. Nothing was changed.' });
    expect(bridge.host.ephemerals).toEqual([]);
  });

  test('while a change is being recorded: the same', async () => {
    const set = bridge.host.KVSetWithOptions.bind(bridge.host);
    bridge.host.KVSetWithOptions = async (...args) => {
      if (args[0].startsWith('op/')) void bridge.shutdown();
      return await set(...args);
    };
    const told = bridge.nextEphemeral();
    await bridge.type('alice', `/ec2ctl stop -i ${ID}`);
    expect((await told).message).toBe(`\`〉ec2ctl stop -i ${ID}\`\nec2ctl is being stopped. Nothing was changed.`);
    expect(ec2.callsOf('change')).toEqual([]);
  });
});

test('a listing whose post was deleted meanwhile ends without a word', async () => {
  ec2.faults.add({ call: 'listInstances', at: 'us-east-1', delayMs: 4000 });
  const first = bridge.nextPost();
  await bridge.type('alice', '/ec2ctl ls');
  bridge.host.posts.delete((await clock.until(first, 2_000)).id);
  const looksFor = bridge.host.GetPost.bind(bridge.host);
  let tried = 0;
  bridge.host.GetPost = (id) => {
    tried += 1;
    return looksFor(id);
  };
  await clock.advance(8_000);
  await bridge.shutdown();
  expect(tried).toBe(1);
  expect(bridge.host.ephemerals).toEqual([]);
  expect(bridge.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('the last edit of a listing', () => {
  const lost = new UpstreamError('mattermost', 'DeadlineExceeded', 'UpdatePost: no answer');

  /** Has a listing edited while the edits fail so often with `error`; returns its post when all is over. */
  async function edited(failures: number, error: Error): Promise<string | undefined> {
    ec2.faults.add({ call: 'listInstances', at: 'us-east-1', delayMs: 4000 });
    const update = bridge.host.UpdatePost.bind(bridge.host);
    let tried = 0;
    bridge.host.UpdatePost = async (post) => {
      tried += 1;
      if (tried <= failures) throw error;
      return await update(post);
    };
    const over = Promise.race([
      bridge.nextPost(({ message }) => message.includes('\n2 regions read')),
      bridge.nextEphemeral(),
    ]);
    await bridge.type('alice', '/ec2ctl ls');
    await clock.until(over, 30_000);
    return [...bridge.host.posts.values()][0]?.message;
  }

  test('is tried again when Mattermost does not answer, or the post would wait for ever', async () => {
    expect(await edited(2, lost)).toContain('\n2 regions read');
    expect(bridge.host.ephemerals).toEqual([]);
  });

  test.each([
    ['is given up after three times', lost],
    ['that fails by a defect is not tried again', new TypeError('a defect')],
  ])('%s, and the asker is told', async (_name, error) => {
    expect(await edited(3, error)).toContain('waiting for');
    expect(bridge.logged).toContainEqual(expect.objectContaining({ level: 'error', message: 'a command failed' }));
  });
});

test('a command that the bridge gave up on does nothing', async () => {
  const letGo = holdPeople();
  const gaveUp = new AbortController();
  const typed = bridge.type('alice', `/ec2ctl stop -i ${ID}`, { signal: gaveUp.signal });
  gaveUp.abort(new Error('deadline'));
  letGo();
  await expect(typed).rejects.toThrow('deadline');
  await bridge.shutdown();
  expect(ec2.callsOf('findInstances')).toEqual([]);
  expect(bridge.host.posts.size).toBe(0);
});

describe('every refusal is one line in the log', () => {
  const stop = `/ec2ctl stop -i ${ID}`;
  const who = (userId: string): object => ({ userId, channelId: 'c', verb: 'stop', ids: ID, outcome: 'refused' });

  test('of one who may not', async () => {
    const told = bridge.nextEphemeral();
    await bridge.type('bob', stop);
    await told;
    expect(refusals()).toEqual([expect.objectContaining({ ...who('bob'), reason: 'no-right' })]);
  });

  test('of a command without a session', async () => {
    await bridge.type('alice', stop, { sessionId: '' });
    expect(refusals()).toEqual([expect.objectContaining({ ...who('alice'), reason: 'no-session' })]);
  });

  test('while the settings cannot be used', async () => {
    await bridge.configure({ credentials: 'key' });
    const told = bridge.nextEphemeral();
    await bridge.type('alice', stop);
    await told;
    expect(refusals()).toEqual([expect.objectContaining({ ...who('alice'), reason: 'settings-unusable' })]);
  });

  test('while the bot is not ours', async () => {
    const other = new FakeBridge();
    other.host.addUser('squatter', { username: 'ec2ctl' });
    await other.initialize();
    await other.type('alice', stop);
    expect(other.logged).toContainEqual(expect.objectContaining({ ...who('alice'), reason: 'no-bot' }));
  });

  function refusals(): Record<string, unknown>[] {
    return bridge.logged.filter((line) => line['outcome'] === 'refused');
  }
});

test.each([
  ['/ec2ctl ls', false],
  [`/ec2ctl stop -i ${ID}`, true],
])('a defect of ours in %s is told to look before asking again: %s', async (command, changing) => {
  bridge.host.CreatePost = () => Promise.reject(new Error('a defect'));
  bridge.host.KVSetWithOptions = () => Promise.reject(new Error('a defect'));
  const told = bridge.nextEphemeral();
  await bridge.type('alice', command);
  const { message } = await told;
  expect(message).toContain('Something went wrong in ec2ctl.');
  expect(message.includes('before you ask again')).toBe(changing);
});

test('operations of an earlier process are taken up when the bot gets its name back', async () => {
  const other = new FakeBridge();
  other.host.addUser('squatter', { username: 'ec2ctl' });
  let lists = 0;
  other.host.KVList = () => {
    lists += 1;
    return Promise.resolve(null);
  };
  await other.initialize();
  // What names in the lists of people meant is cleaned up at every start.
  await until(() => lists === 1);
  await other.type('alice', '/ec2ctl version');
  expect(lists).toBe(1);
  other.host.users.delete('squatter');
  const told = other.nextEphemeral();
  await other.type('alice', '/ec2ctl version');
  await told;
  // Once for operations, once for cards, and once for commands that were not answered.
  expect(lists).toBe(4);
});
