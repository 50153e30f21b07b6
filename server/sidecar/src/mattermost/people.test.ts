import { expect, test } from '@jest/globals';
import { createPeople, SESSION_MS } from './people.ts';
import { FakeHost } from './testing/fake-host.ts';

let now = 0;
const clock = { now: () => now };

test('a system admin is one by the role, not by a part of its name', async () => {
  const host = new FakeHost();
  host.addUser('alice', { roles: 'system_user system_admin' });
  host.addUser('mallory', { roles: 'system_user not_system_admin' });
  expect(await createPeople(host, clock).find('alice')).toMatchObject({ username: 'alice', isSystemAdmin: true });
  expect(await createPeople(host, clock).find('mallory')).toMatchObject({ isSystemAdmin: false });
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
  expect(await createPeople(host, clock).find('p')).toBeUndefined();
});

test.each([
  ['a guest', { roles: 'system_guest' }],
  ['a bot', { is_bot: true, roles: 'system_user system_admin' }],
])('%s is an outsider, and no system admin', async (_name, facts) => {
  const host = new FakeHost();
  host.addUser('p', facts);
  expect(await createPeople(host, clock).find('p')).toMatchObject({ isOutsider: true, isSystemAdmin: false });
});

test('a failing server is no answer', async () => {
  const host = new FakeHost();
  host.GetUser = () => Promise.reject(new Error('away'));
  await expect(createPeople(host, clock).find('p')).rejects.toThrow('away');
});

test('a session counts for its own person alone', async () => {
  const host = new FakeHost();
  host.addSession('s', 'alice');
  expect(await createPeople(host, clock).ownsSession('alice', 's')).toBe(true);
  expect(await createPeople(host, clock).ownsSession('bob', 's')).toBe(false);
  expect(await createPeople(host, clock).ownsSession('alice', '')).toBe(false);
  expect(await createPeople(host, clock).ownsSession('alice', 'other')).toBe(false);
});

test('whose a session is is asked once a minute, and never while there is no answer', async () => {
  const host = new FakeHost();
  host.addSession('s', 'alice');
  const people = createPeople(host, clock);
  const asked: string[] = [];
  const get = host.GetSession.bind(host);
  host.GetSession = (id) => {
    asked.push(id);
    return get(id);
  };
  expect(await people.ownsSession('alice', 's')).toBe(true);
  expect(await people.ownsSession('bob', 's')).toBe(false);
  expect(await people.ownsSession('bob', 'none')).toBe(false);
  expect(await people.ownsSession('bob', 'none')).toBe(false);
  expect(asked).toEqual(['s', 'none', 'none']);
  now += SESSION_MS;
  host.GetSession = () => Promise.reject(new Error('away'));
  await expect(people.ownsSession('alice', 's')).rejects.toThrow('away');
});
