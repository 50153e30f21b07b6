import { expect, test } from '@jest/globals';
import { createPeople } from './people.ts';
import { FakeHost } from './testing/fake-host.ts';

test('a system admin is one by the role, not by a part of its name', async () => {
  const host = new FakeHost();
  host.addUser('alice', { roles: 'system_user system_admin' });
  host.addUser('mallory', { roles: 'system_user not_system_admin' });
  expect(await createPeople(host).find('alice')).toMatchObject({ username: 'alice', isSystemAdmin: true });
  expect(await createPeople(host).find('mallory')).toMatchObject({ isSystemAdmin: false });
});

test.each([
  ['is unknown', undefined],
  ['is deactivated', { delete_at: 1 }],
  ['is of another server', { remote_id: 'r' }],
])('nobody is found who %s', async (_name, facts) => {
  const host = new FakeHost();
  if (facts !== undefined) {
    host.addUser('p', { roles: 'system_admin', ...facts });
  }
  expect(await createPeople(host).find('p')).toBeUndefined();
});

test.each([
  ['a guest', { roles: 'system_guest' }],
  ['a bot', { is_bot: true, roles: 'system_user system_admin' }],
])('%s is an outsider, and no system admin', async (_name, facts) => {
  const host = new FakeHost();
  host.addUser('p', facts);
  expect(await createPeople(host).find('p')).toMatchObject({ isOutsider: true, isSystemAdmin: false });
});

test('a failing server is no answer', async () => {
  const host = new FakeHost();
  host.GetUser = () => Promise.reject(new Error('away'));
  await expect(createPeople(host).find('p')).rejects.toThrow('away');
});

test('a session counts for its own person alone', async () => {
  const host = new FakeHost();
  host.addSession('s', 'alice');
  expect(await createPeople(host).ownsSession('alice', 's')).toBe(true);
  expect(await createPeople(host).ownsSession('bob', 's')).toBe(false);
  expect(await createPeople(host).ownsSession('alice', '')).toBe(false);
  expect(await createPeople(host).ownsSession('alice', 'other')).toBe(false);
});
