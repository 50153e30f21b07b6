/** Questions with buttons, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';

const WEB_1 = 'i-0a1f39c5d2e84b7f6';
const WEB_2 = 'i-04c2be71f90d3a58e';

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(async () => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  ec2.add({ id: WEB_1, region: 'us-west-2', state: 'running', name: 'web-1' });
  ec2.add({ id: WEB_2, region: 'us-west-2', state: 'running', name: 'web-2' });
  bridge = new FakeBridge(() => ec2, clock);
  await bridge.initialize({ operators: '@bob' });
});

/** Types a line, and moves the clock until nothing more comes of it at once. */
async function type(line: string, who = 'bob'): Promise<void> {
  await bridge.type(who, line);
  await clock.advance(10);
}

/** Presses a button, and moves the clock until nothing more comes of it at once. */
async function press(name: string, who = 'bob'): Promise<void> {
  expect(await bridge.press(who, name)).toEqual({ status: 200, body: {} });
  await clock.advance(10);
}

/** The only post, as it stands. */
function post(): string {
  const [only, ...more] = [...bridge.host.posts.values()];
  expect(more).toEqual([]);
  return only?.message ?? '';
}

function buttons(): string[] {
  return bridge.host.buttons([...bridge.host.posts.values()].at(-1));
}

describe('a question in the channel', () => {
  test('has every instance, and becomes the post of the change', async () => {
    await type('/ec2ctl stop web-*');
    expect(post()).toBe(
      [
        '`〉ec2ctl stop web-*` · bob · us-west-2',
        '**Stop these 2 instances?**',
        `🟢 \`web-1\` \`${WEB_1}\``,
        `🟢 \`web-2\` \`${WEB_2}\``,
      ].join('\n'),
    );
    expect(buttons()).toEqual(['Stop 2 instances', 'Cancel']);
    expect(ec2.callsOf('change')).toEqual([]);

    await press('Stop 2 instances');
    expect(post()).toContain('**Stopping 2 instances**');
    expect(buttons()).toEqual([]);
    await clock.advance(60_000);
    expect(post()).toContain('**Stopped 2 instances** in');
    expect(ec2.callsOf('change').map(({ ids }) => ids)).toEqual([[WEB_1, WEB_2]]);
  });
});
