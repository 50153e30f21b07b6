import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeBridge, SITE } from './testing/fake-bridge.ts';

let bridge: FakeBridge;

beforeEach(() => {
  bridge = new FakeBridge();
});

describe('initialize', () => {
  test('makes the bot', async () => {
    await bridge.initialize();
    expect(bridge.host.bots.size).toBe(1);
  });

  test('refuses another build', async () => {
    await expect(bridge.initialize({}, 'other')).rejects.toMatchObject({ code: -32005 });
  });

  test('works although the bot is not ours, and says so at the next command until it is', async () => {
    bridge.host.addUser('squatter', { username: 'ec2ctl' });
    await bridge.initialize();
    expect(bridge.logged).toContainEqual(expect.objectContaining({ level: 'error', userId: 'squatter' }));
    expect((await bridge.type('alice', '/ec2ctl ls')).text).toContain('Rename that account');
    expect((await bridge.type('bob', '/ec2ctl ls')).text).toContain('Tell a system admin');
    bridge.host.users.delete('squatter');
    const post = bridge.nextPost();
    expect(await bridge.type('alice', '/ec2ctl ls')).toEqual({});
    expect((await post).message).toContain('13 instances');
  });
});

describe('settings that cannot be used', () => {
  test('are one sentence at the next command, with a link for admins', async () => {
    await bridge.initialize({ credentials: 'key' });
    const ephemeral = bridge.nextEphemeral();
    await bridge.type('alice', '/ec2ctl ls');
    const { message } = await ephemeral;
    expect(message).toContain('Access key ID');
    expect(message).toContain(`${SITE}/admin_console/plugins/plugin_ec2ctl`);
  });

  test('are told by version, to admins alone', async () => {
    await bridge.initialize({ credentials: 'key' });
    let ephemeral = bridge.nextEphemeral();
    await bridge.type('alice', '/ec2ctl version');
    expect((await ephemeral).message).toContain('Access key ID');
    ephemeral = bridge.nextEphemeral();
    await bridge.type('bob', '/ec2ctl version');
    expect((await ephemeral).message).not.toContain('Access key ID');
  });

  test('leave the old ones not in force, and good ones mend it', async () => {
    await bridge.initialize();
    await bridge.configure({ credentials: 'nonsense' });
    const ephemeral = bridge.nextEphemeral();
    await bridge.type('alice', '/ec2ctl ls');
    expect((await ephemeral).message).toContain('nonsense');
    await bridge.configure({});
    const post = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls');
    expect((await post).message).toContain('13 instances');
  });

  test('are refused when saved, by the same sentence', async () => {
    await bridge.initialize();
    expect(await bridge.save({ credentials: 'key' })).toEqual({
      rejection: 'Access key ID: needed with the credentials "access key".',
      configuration: null,
    });
    expect(await bridge.save({})).toEqual({ rejection: null, configuration: null });
    expect(await bridge.save({ regions: '' }, ['regions'])).toEqual({
      rejection: 'regions: stored in more than one spelling. Keep the one in lower case.',
      configuration: null,
    });
    const many = Array.from({ length: 12 }, (_, index) => `setting${String(index)}`);
    const { rejection } = (await bridge.save({}, many)) as { rejection: string };
    expect(rejection).toMatch(/^setting0, setting1, .+…: stored in more than one spelling/);
    expect(rejection.length).toBeLessThan(140);
  });
});

describe('completion', () => {
  test('is by the person of the session, not of the query', async () => {
    await bridge.initialize();
    const post = bridge.nextPost();
    await bridge.type('alice', '/ec2ctl ls');
    await post;
    const query = `user_input=${encodeURIComponent('ec2ctl ls -r us-')}&parsed=${encodeURIComponent('ec2ctl ls ')}`;
    expect(JSON.stringify((await bridge.get('alice', '/complete', query)).body)).toContain('us-west-2');
    expect(JSON.stringify((await bridge.get('bob', '/complete', `${query}&user_id=alice`)).body)).not.toContain(
      'us-west-2',
    );
  });

  test('any other route is not there', async () => {
    await bridge.initialize();
    expect((await bridge.get('alice', '/other', '')).status).toBe(404);
  });
});

test('a command that fails by a defect is told with a reference, and the log has the rest', async () => {
  await bridge.initialize();
  const ephemeral = bridge.nextEphemeral();
  bridge.host.CreatePost = () => Promise.reject(new Error('boom with details'));
  await bridge.type('alice', '/ec2ctl ls');
  const { message } = await ephemeral;
  expect(message).not.toContain('boom');
  const reference = /`([0-9a-f-]{36})`/.exec(message)?.[1];
  const entry = bridge.logged.find((one) => one['reference'] === reference);
  expect(entry?.['error']).toContain('boom with details');
});

test('nothing new is taken after shutdown', async () => {
  await bridge.initialize();
  await bridge.shutdown();
  await expect(bridge.type('alice', '/ec2ctl ls')).rejects.toMatchObject({ code: -32006 });
});
