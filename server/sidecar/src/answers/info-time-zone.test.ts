/** By which clock `info` tells when an instance was launched. */
import { beforeEach, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';

let clock: FakeClock;
let bridge: FakeBridge;

beforeEach(async () => {
  clock = new FakeClock();
  const ec2 = new FakeEc2(clock, ['us-west-2']);
  const launchedAt = Date.UTC(2026, 10, 19, 16, 30);
  ec2.add({ id: 'i-0a1f39c5d2e84b7f6', region: 'us-west-2', state: 'running', name: 'web-1', launchedAt });
  bridge = new FakeBridge(() => ec2, clock);
  bridge.host.addUser('alice', {
    roles: 'system_user system_admin',
    timezone: { useAutomaticTimezone: 'true', automaticTimezone: 'Asia/Taipei', manualTimezone: '' },
  });
});

async function shownBy(listings: string): Promise<string> {
  await bridge.initialize({ listings });
  await clock.until(bridge.type('alice', '/ec2ctl info web-1'), 2_000);
  await clock.advance(10_000);
  const posts = [...bridge.host.posts.values(), ...bridge.host.ephemerals.map(({ post }) => post)];
  return JSON.stringify(posts.map(({ props }) => props));
}

test('to one person alone by their own', async () => {
  expect(await shownBy('private')).toContain('2026-11-20 00:30 GMT+8');
});

test('to a channel by UTC', async () => {
  expect(await shownBy('channel')).toContain('2026-11-19 16:30 UTC');
});
