/** What completion tells of the fleet, and to whom, through the whole sidecar. */
import { beforeEach, expect, test } from '@jest/globals';
import { FRESH_MS, INTEREST_MS } from '../fleet/fleet.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { awsError, FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(async () => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-west-2']);
  ec2.add({ id: 'i-0a1f39c5d2e84b7f6', region: 'us-west-2', state: 'running', name: 'web-1' });
  bridge = new FakeBridge(() => ec2, clock);
  await bridge.initialize({ viewers: '@bob' });
});

async function offered(who: string, command: string): Promise<string> {
  const line = new URLSearchParams({ user_input: `ec2ctl ${command} `, parsed: `ec2ctl ${command} ` });
  return JSON.stringify((await bridge.get(who, '/complete', line.toString())).body);
}

test('instances are named to those who may use them with the command, and read for nobody else', async () => {
  expect(await offered('carol', 'ls')).not.toContain('Reading');
  expect(ec2.calls).toEqual([]);
  expect(await offered('bob', 'ls')).toContain('Reading the fleet');
  await clock.advance(0);
  expect(await offered('bob', 'ls')).toContain('web-1');
  expect(await offered('bob', 'stop')).not.toContain('web-1');
  expect(await offered('alice', 'stop')).toContain('web-1');
  expect(await offered('carol', 'ls')).not.toContain('web-1');
});

test('our own changes are there at once, without another reading', async () => {
  await offered('alice', 'stop');
  await clock.advance(0);
  expect(await offered('alice', 'start')).not.toContain('web-1');
  const before = ec2.callsOf('listInstances').length;
  await bridge.type('alice', '/ec2ctl stop web-1');
  await clock.advance(FRESH_MS / 2);
  expect(ec2.state('i-0a1f39c5d2e84b7f6')).toBe('stopped');
  expect(await offered('alice', 'start')).toContain('web-1');
  expect(await offered('alice', 'stop')).not.toContain('"web-1"');
  // The command looked for the name; nothing was read for those who type.
  expect(ec2.callsOf('listInstances').length - before).toBeLessThanOrEqual(1);
});

test('while AWS hangs, or refuses, the answer comes at once, from what there was', async () => {
  await offered('bob', 'ls');
  await clock.advance(INTEREST_MS + FRESH_MS);
  ec2.faults.add({ hang: true });
  expect(await offered('bob', 'ls')).toContain('web-1');
  await clock.advance(INTEREST_MS + FRESH_MS);
  ec2.faults.clear();
  ec2.faults.add({ error: awsError('UnauthorizedOperation', 403) });
  expect(await offered('bob', 'ls')).toContain('web-1');
  await clock.advance(FRESH_MS);
  expect(await offered('bob', 'ls')).toContain('web-1');
});

test('with settings that cannot be used nothing is offered, and nothing is read any more', async () => {
  await offered('bob', 'ls');
  await clock.advance(0);
  const before = ec2.calls.length;
  await bridge.configure({ viewers: '@bob', credentials: 'key' });
  await clock.advance(INTEREST_MS);
  expect(ec2.calls).toHaveLength(before);
  expect(await offered('bob', 'ls')).not.toContain('web-1');
  expect(await offered('bob', 'ls')).toContain('The settings of ec2ctl cannot be used');
  await bridge.configure({ viewers: '@bob' });
  await offered('bob', 'ls');
  await clock.advance(0);
  expect(await offered('bob', 'ls')).toContain('web-1');
});

test.each([
  ['a guest of a listed team', { roles: 'system_guest' }],
  ['somebody who was deactivated', { delete_at: 1 }],
  ['somebody of another server', { remote_id: 'there' }],
])('%s is offered nothing, as in everything else', async (_, facts) => {
  const { host } = bridge;
  host.addUser('dave', facts);
  host.addTeam('sre', ['dave', 'erin']);
  host.addUser('erin');
  await bridge.configure({ viewers: '@bob, team:sre' });
  await offered('erin', 'ls');
  await clock.advance(0);
  expect(await offered('erin', 'ls')).toContain('web-1');
  expect(await offered('dave', 'ls')).not.toContain('web-1');
});
