/** What `ls` lists of all there is, and who sees it, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { awsError, FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(() => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  ec2.add({ id: 'i-0a1f39c5d2e84b7f6', region: 'us-west-2', state: 'running', name: 'web-1' });
  bridge = new FakeBridge(() => ec2, clock);
});

/** The message to one person alone that a line is answered with. */
async function alone(who: string, line: string): Promise<string> {
  const ephemeral = bridge.nextEphemeral();
  await bridge.type(who, line);
  const { userId, message } = await ephemeral;
  expect(userId).toBe(who);
  return message;
}

describe('where a listing is wished to be seen', () => {
  test.each([
    ['auto', 'viewers', '--private', 'alone'],
    ['channel', 'viewers', '--private', 'alone'],
    ['private', 'viewers', '', 'alone'],
    ['private', 'operators', '--public', 'channel'],
    ['auto', 'operators', '--public', 'channel'],
    ['channel', 'viewers', '--public', 'channel'],
    ['auto', 'viewers', '--public', 'alone'],
    ['private', 'viewers', '--public', 'alone'],
  ])('%s, by one of %s with %s: %s', async (listings, list, flag, where) => {
    const who = 'bob';
    await bridge.initialize({ [list]: '@bob', listings });
    const line = `/ec2ctl ls ${flag}`;
    if (where === 'channel') {
      const post = bridge.nextPost();
      await bridge.type(who, line);
      expect((await post).message).toContain('`web-1`');
      return;
    }
    const message = await alone(who, line);
    expect(message).toContain('`web-1`');
    expect(message.includes('Only operators may show this to everyone here.')).toBe(flag === '--public');
    expect(bridge.host.posts.size).toBe(0);
  });

  test('--public shows it to everyone where everyone who reads may look, whoever asks', async () => {
    await bridge.initialize({ viewers: 'everyone', listings: 'private' });
    const post = bridge.nextPost();
    await bridge.type('bob', '/ec2ctl ls --public');
    expect((await post).message).toContain('`web-1`');
  });
});

describe('what to list', () => {
  beforeEach(async () => {
    ec2.add({ id: 'i-04c2be71f90d3a58e', region: 'us-east-1', state: 'stopped', name: 'db' });
    await bridge.initialize({ viewers: '@bob' });
  });

  async function posted(line: string): Promise<string> {
    const post = bridge.nextPost();
    await bridge.type('bob', line);
    return (await post).message;
  }

  test('a region that is named is read, and no other', async () => {
    expect(await posted('/ec2ctl ls -r us-w*')).toContain('1 region read in');
    expect(ec2.callsOf('listInstances').map(({ region }) => region)).toEqual(['us-west-2']);
  });

  test('a bare region or state is one, unless an instance is called so', async () => {
    expect(await posted('/ec2ctl ls us-east-1')).toContain('**1 instance in us-east-1:**');
    expect(await posted('/ec2ctl ls stopped')).toContain('`db`');
    ec2.add({ id: 'i-0d87e6a1b5c3f2940', region: 'us-west-2', state: 'running', name: 'stopped' });
    await clock.advance(5_000);
    expect(await posted('/ec2ctl ls stopped')).toContain('`stopped`');
  });

  test('what is not there is said, with what is near and where it may be', async () => {
    ec2.faults.add({ call: 'listInstances', at: 'us-east-1', error: awsError('UnauthorizedOperation', 403) });
    const message = await posted('/ec2ctl ls wbe-1');
    expect(message).toContain('**No instance is named `wbe-1`.**\nNearest: 🟢 `web-1` us-west-2');
    expect(message).toContain('Not read: `us-east-1` (denied by policy).');
  });

  test('a region that there is not is told to the asker alone', async () => {
    expect(await alone('bob', '/ec2ctl ls web-* region:us-wset-2')).toContain('`us-wset-2` is not among the 2 regions');
    expect(ec2.callsOf('listInstances')).toEqual([]);
  });
});

describe('info', () => {
  beforeEach(() => bridge.initialize({ viewers: '@bob' }));

  test('is a post with fields, for who may look', async () => {
    const post = bridge.nextPost();
    await bridge.type('bob', '/ec2ctl info WEB-1');
    const { message, props } = await post;
    expect(message).toContain('🟢 **`web-1` is running**');
    expect(JSON.stringify(props)).toContain('"title":"Type"');
  });

  test('by a name twice within moments reads the fleet once, and the instance twice', async () => {
    for (const line of ['/ec2ctl info web-1', '/ec2ctl info WEB-1']) {
      const post = bridge.nextPost();
      await bridge.type('bob', line);
      await post;
    }
    expect(ec2.callsOf('listInstances')).toHaveLength(2);
    expect(ec2.callsOf('details')).toHaveLength(2);
  });

  test('of what is not there, or may be several, is told to the asker alone, with the nearest', async () => {
    expect(await alone('bob', '/ec2ctl info wbe-1')).toContain('**No instance is named `wbe-1`.**\nNearest:');
    ec2.add({ id: 'i-04c2be71f90d3a58e', region: 'us-east-1', state: 'stopped', name: 'web-1' });
    await clock.advance(5_000);
    const several = await alone('bob', '/ec2ctl info web-1');
    expect(several).toContain('**2 instances are named `web-1`. Show which?**');
    expect(several).not.toContain('Nothing was changed.');
  });

  test('of one that is read while another region cannot be is told', async () => {
    ec2.faults.add({ call: 'listInstances', at: 'us-east-1', error: awsError('UnauthorizedOperation', 403) });
    const post = bridge.nextPost();
    await bridge.type('bob', '/ec2ctl info web-1');
    expect((await post).message).toContain('`web-1` is running');
  });

  test('goes to the asker alone where a listing would, fields and all', async () => {
    await bridge.configure({ viewers: '@bob', listings: 'auto' });
    expect(await alone('bob', '/ec2ctl info web-1')).toContain('`web-1` is running');
    expect(JSON.stringify(bridge.host.ephemerals.at(-1))).toContain('"title":"Type"');
  });

  test('is refused to who may not look', async () => {
    await bridge.configure({});
    expect(await alone('bob', '/ec2ctl info web-1')).toContain('**You may not look.**');
    expect(ec2.callsOf('listInstances')).toEqual([]);
  });
});
