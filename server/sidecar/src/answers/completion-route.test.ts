/** What completion tells of the fleet, and to whom, through the whole sidecar. */
import { beforeEach, expect, test } from '@jest/globals';
import { INTEREST_MS } from '../fleet/fleet.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { FakeEc2 } from '../operations/testing/fake-ec2.ts';
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
