/** Who may do what, through the whole sidecar: lists in the settings, limits, listings that not everyone may see. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge, until } from '../testing/fake-bridge.ts';

const ID = 'i-0a1f39c5d2e84b7f6';

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(() => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  ec2.add({ id: ID, region: 'us-west-2', state: 'running', name: 'web-1' });
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

describe('the lists in the settings', () => {
  test('let a viewer look and no more', async () => {
    await bridge.initialize({ viewers: '@bob' });
    const post = bridge.nextPost();
    await bridge.type('bob', '/ec2ctl ls');
    expect((await post).message).toContain('`web-1`');
    expect(await alone('bob', `/ec2ctl stop -i ${ID}`)).toContain('**You may look, but not start or stop.**');
    expect(ec2.callsOf('change')).toEqual([]);
    expect(await alone('bob', '/ec2ctl')).toContain('You may look. To start and stop, ask');
  });

  test('let an operator stop', async () => {
    await bridge.initialize({ operators: '@bob' });
    const post = bridge.nextPost();
    await bridge.type('bob', `/ec2ctl stop -i ${ID}`);
    expect((await post).message).toContain('`web-1`');
    await until(() => ec2.callsOf('change').length === 1);
  });

  test('are in force at the next command, also while the other settings cannot be used', async () => {
    await bridge.initialize({ operators: '@bob' });
    await bridge.configure({ operators: '', credentials: 'nonsense' });
    expect(await alone('bob', '/ec2ctl ls')).toContain('**You may not look.**');
    await bridge.configure({ viewers: '@bob', credentials: 'nonsense' });
    expect(await alone('bob', '/ec2ctl ls')).toContain('The settings of ec2ctl cannot be used.');
  });

  test('decide what version tells', async () => {
    await bridge.initialize({ viewers: '@bob', operators: 'team:gone' });
    ec2.knownCaller = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/mattermost', partition: 'aws' };
    const forAdmins = await alone('alice', '/ec2ctl version');
    expect(forAdmins).toMatch(/Node 24\.21\.0/);
    expect(forAdmins).toContain(
      'AWS account `123456789012` as `arn:aws:iam::123456789012:user/mattermost`, partition `aws`',
    );
    expect(forAdmins).toContain('Grants nothing. `Operators`: no team is called `gone`.');
    const forViewers = await alone('bob', '/ec2ctl version');
    expect(forViewers).toContain('Credentials:');
    expect(forViewers).not.toMatch(/Node|Grants nothing|Home region|123456789012/);
    await bridge.configure({});
    const forOthers = await alone('bob', '/ec2ctl version');
    expect(forOthers).toContain('build');
    expect(forOthers).not.toMatch(/Credentials|region|Node/i);
  });

  test('decide what completion offers, and a foreign channel in the query does not help', async () => {
    bridge.host.addTeam('sre', ['alice']);
    bridge.host.addChannel('deploys', 'sre', ['alice']);
    await bridge.initialize({ viewers: '~sre/deploys' });
    const query = (channel: string): string => `user_input=ec2ctl+ls+-r+us&parsed=ec2ctl+ls&channel_id=${channel}`;
    const foreign = await bridge.get('bob', '/complete', query('deploys'));
    expect(foreign.body).toEqual([{ Item: '-r us', Hint: '', HelpText: '' }]);
    bridge.host.members.add('sre bob').add('deploys bob');
    expect(JSON.stringify((await bridge.get('bob', '/complete', query('deploys'))).body)).toContain('us-east-1');
    expect(JSON.stringify((await bridge.get('bob', '/complete', query('c'))).body)).not.toContain('us-east-1');
  });
});

describe('a save', () => {
  const BOB = { viewers: '@bob (id bob)' };

  test('writes ids behind names, and leaves all else as it is', async () => {
    bridge.host.addUser('5cd3utxd9jdzpdfngosifn939o', { username: 'dave' });
    await bridge.initialize();
    const configuration = { viewers: '# us\n@dave', secretaccesskey: 'secret', regions: '' };
    expect(await bridge.save(configuration)).toEqual({
      rejection: null,
      configuration: { ...configuration, viewers: '# us\n@dave (id 5cd3utxd9jdzpdfngosifn939o)' },
    });
  });

  test('that needs no rewriting is stored as it is', async () => {
    await bridge.initialize();
    expect(await bridge.save({ viewers: 'everyone' })).toEqual({ rejection: null, configuration: null });
  });

  test('is refused for a name that means nobody', async () => {
    await bridge.initialize();
    expect(await bridge.save({ operators: '@bbo' })).toEqual({
      rejection: 'Operators: nobody is called @bbo. Did you mean @bob?',
      configuration: null,
    });
  });

  test('is not refused for a line from before, even one that came with settings that cannot be used', async () => {
    await bridge.initialize({ ...BOB, operators: '@gone', credentials: 'nonsense' });
    expect(await bridge.save({ ...BOB, operators: '@gone' })).toMatchObject({ rejection: null });
  });

  test('is accepted while Mattermost does not say who is meant, with a line in the log', async () => {
    await bridge.initialize();
    bridge.host.GetUserByUsername = () => Promise.reject(new Error('away'));
    expect(await bridge.save({ viewers: '@bob' })).toEqual({ rejection: null, configuration: null });
    expect(bridge.logged).toContainEqual(
      expect.objectContaining({ message: 'The lists of people were saved without being looked up' }),
    );
  });

  test('that changes something of ours is told to both logs, without values', async () => {
    await bridge.initialize({ secretaccesskey: 'old-secret' });
    await bridge.configure({ secretaccesskey: 'new-secret', ...BOB });
    await bridge.configure({ secretaccesskey: 'new-secret', ...BOB });
    await bridge.shutdown(); // waits until all is told
    const parameters = { settings: 'secretaccesskey, viewers', people: 'viewers +@bob (id bob)' };
    expect(bridge.logged.filter(({ message }) => message === 'The settings were changed')).toEqual([
      { level: 'info', message: 'The settings were changed', ...parameters },
    ]);
    expect(bridge.host.audit).toEqual([
      { event_name: 'ec2ctl_settings', status: 'success', event: { parameters, object_type: 'settings' } },
    ]);
    expect(JSON.stringify([bridge.logged, bridge.host.audit])).not.toMatch(/(old|new)-secret/);
  });

  test('that changes very much is told in lines that the log takes, to the last entry', async () => {
    await bridge.initialize();
    const names = Array.from({ length: 3_000 }, (_, index) => `@person-${String(index)} (id ${'x'.repeat(26)})`);
    await bridge.configure({ viewers: [...names, `@${'\u{1F600}'.repeat(20_000)}`].join('\n') });
    await bridge.shutdown(); // waits until all is told
    const lines = bridge.logged.filter(({ message }) => message === 'The settings were changed');
    expect(lines.length).toBeLessThan(100);
    for (const line of lines) expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThan(60_000);
    const told = lines.map(({ people }) => people).join(', ');
    for (const name of names) expect(told).toContain(`viewers +${name}`);
  });
});

describe('a listing where not everyone who reads may look', () => {
  test('goes to the asker alone, in the words for them', async () => {
    await bridge.initialize({ viewers: '@bob', listings: 'auto' });
    const message = await alone('bob', '/ec2ctl ls');
    expect(message).toContain('`web-1`');
    expect(message.split('\n')[0]).toBe('`〉ec2ctl ls`');
    expect(bridge.host.posts.size).toBe(0);
  });

  test('goes to the channel where everyone may', async () => {
    await bridge.initialize({ viewers: 'everyone', listings: 'auto' });
    const post = bridge.nextPost();
    await bridge.type('bob', '/ec2ctl ls');
    expect((await post).message).toContain('`web-1`');
    expect(bridge.host.ephemerals).toEqual([]);
  });

  test('grows in the same message, at the same moment', async () => {
    ec2.faults.add({ call: 'listInstances', at: 'us-east-1', delayMs: 3_000 });
    await bridge.initialize({ viewers: '@bob', listings: 'auto' });
    const edited: unknown[] = [];
    const update = bridge.host.UpdateEphemeralPost.bind(bridge.host);
    bridge.host.UpdateEphemeralPost = (userId, post) => {
      edited.push({ userId, id: post.id, createdAt: post.create_at });
      return update(userId, post);
    };
    const first = bridge.nextEphemeral();
    await bridge.type('bob', '/ec2ctl ls');
    expect((await clock.until(first, 2_000)).message).toContain('waiting for: `us-east-1`');
    await clock.advance(1_000);
    await until(() => edited.length === 1);
    expect(bridge.host.ephemerals.at(-1)?.post.message).toContain('2 regions read in 3.0s.');
    expect(edited).toEqual([
      { userId: 'bob', id: expect.stringContaining('ephemeral'), createdAt: expect.any(Number) },
    ]);
  });
});

describe('limits', () => {
  test('past 20 commands within a minute there is one sentence, and nothing is asked or posted', async () => {
    await bridge.initialize({ viewers: '@bob' });
    for (let count = 0; count < 20; count += 1) await bridge.type('bob', '/ec2ctl help');
    const calls = ec2.calls.length;
    expect(await bridge.type('bob', '/ec2ctl ls')).toMatchObject({
      response_type: 'ephemeral',
      text: 'That is more than 20 commands within a minute. There is room again in 1m.',
    });
    expect([ec2.calls.length, bridge.host.posts.size]).toEqual([calls, 0]);
    expect(bridge.logged).toContainEqual(
      expect.objectContaining({ userId: 'bob', outcome: 'refused', reason: 'limit' }),
    );
    // Somebody else goes on.
    expect(await bridge.type('alice', '/ec2ctl help')).toEqual({});
  });

  test('is in the log once a minute for each person, or whoever goes on typing would drown all else there', async () => {
    await bridge.initialize();
    for (let count = 0; count < 50; count += 1) await bridge.type('bob', '/ec2ctl ls');
    await bridge.type('bob', `/ec2ctl stop -i ${ID}`);
    const inLog = (): unknown[] => bridge.logged.filter(({ reason }) => reason === 'limit');
    expect(inLog()).toHaveLength(1);
    await clock.advance(60_000);
    for (let count = 0; count < 25; count += 1) await bridge.type('bob', '/ec2ctl ls');
    expect(inLog()).toHaveLength(2);
  });

  test('past 10 changes as well', async () => {
    await bridge.initialize();
    for (let count = 0; count < 10; count += 1) await bridge.type('alice', '/ec2ctl stop -i banana');
    expect((await bridge.type('alice', `/ec2ctl stop -i ${ID}`)).text).toContain(
      '10 changes within a minute. Nothing was',
    );
    expect(ec2.callsOf('change')).toEqual([]);
  });

  test('a third listing waits for one of the first two', async () => {
    await bridge.initialize({ viewers: '@bob' });
    ec2.faults.add({ call: 'listInstances', hang: true });
    await bridge.type('bob', '/ec2ctl ls');
    await bridge.type('bob', '/ec2ctl ls -r us-west-2');
    await until(() => ec2.callsOf('listInstances').length === 2);
    for (let count = 0; count < 3; count += 1) {
      expect(await alone('bob', '/ec2ctl ls')).toBe(
        '`〉ec2ctl ls`\n2 of your listings are still being read. Wait for one of them.',
      );
    }
    expect(bridge.logged.filter(({ reason }) => reason === 'limit')).toHaveLength(1);
  });

  test('past 20 questions within a second completion gives back what is typed', async () => {
    await bridge.initialize();
    const query = 'user_input=ec2ctl+ls+-r+us&parsed=ec2ctl+ls';
    for (let count = 0; count < 20; count += 1) await bridge.get('alice', '/complete', query);
    expect((await bridge.get('alice', '/complete', query)).body).toEqual([{ Item: '-r us', Hint: '', HelpText: '' }]);
  });

  test('listings of one moment share what was read', async () => {
    await bridge.initialize({ viewers: '@bob' });
    const posts: string[] = [];
    bridge.host.onPost = ({ message }) => posts.push(message);
    await bridge.type('bob', '/ec2ctl ls');
    await bridge.type('alice', '/ec2ctl ls');
    await until(() => posts.length === 2);
    expect(ec2.callsOf('listInstances')).toHaveLength(2);
  });
});
