/** What an admin who asks for one instance is told of what AWS refused. */
import { beforeEach, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { awsError, FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-0b7d19e4c2a5f8036';
const PRINCIPAL = 'arn:aws:iam::123456789012:user/mattermost';

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(async () => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  bridge = new FakeBridge(() => ec2, clock);
  await bridge.initialize({ viewers: '@bob' });
});

/** A policy's refusal of an action, with what AWS says besides. */
function denied(action: string): UpstreamError {
  const denial = {
    ...{ explicit: false, action, resource: undefined },
    ...{ principal: PRINCIPAL, policy: undefined, statement: undefined },
  };
  return new UpstreamError('aws', 'UnauthorizedOperation', 'No', { requestId: 'req-1', status: 403, denial });
}

function addUnread(id: string, ...parts: ('statusChecks' | 'stopProtection')[]): void {
  const unread = parts.map((part) => ({ part, error: denied(`ec2:Read-${part}`) }));
  ec2.add({ id, region: 'us-west-2', state: 'running', name: 'web-1' }, { details: { unread } });
}

async function settled(work: Promise<unknown>): Promise<void> {
  await clock.until(work, 2_000);
  await clock.advance(10_000);
}

function toldTo(who: string): string[] {
  return bridge.host.ephemerals.filter(({ userId }) => userId === who).map(({ post }) => post.message);
}

test('which action is missing for what could not be read of it, in one message', async () => {
  addUnread(A, 'statusChecks', 'stopProtection');
  await settled(bridge.type('alice', '/ec2ctl info web-1'));
  expect(toldTo('alice')).toEqual([
    [
      '`〉ec2ctl info web-1`',
      '**AWS does not let this plugin read the status checks of `web-1`.**',
      `Allow \`ec2:Read-statusChecks\` in the IAM policy of \`${PRINCIPAL}\`.`,
      'AWS says: `No`',
      '`UnauthorizedOperation`, request `req-1`',
      '**AWS does not let this plugin read the stop protection of `web-1`.**',
      `Allow \`ec2:Read-stopProtection\` in the IAM policy of \`${PRINCIPAL}\`.`,
      'AWS says: `No`',
      '`UnauthorizedOperation`, request `req-1`',
    ].join('\n'),
  ]);
});

test('why it could not be read at all', async () => {
  ec2.add({ id: A, region: 'us-west-2', state: 'running', name: 'web-1' });
  ec2.faults.add({ call: 'details', error: denied('ec2:DescribeInstances') });
  await settled(bridge.type('alice', '/ec2ctl info web-1'));
  expect(toldTo('alice')).toHaveLength(1);
  expect(toldTo('alice')[0]).toContain('**AWS does not let this plugin list the instances of `us-west-2`.**');
});

test('nothing where there is nothing to mend, and nothing of other regions', async () => {
  const error = awsError('RequestLimitExceeded', 503);
  ec2.add(
    { id: A, region: 'us-west-2', state: 'running', name: 'web-1' },
    { details: { unread: [{ part: 'statusChecks', error }] } },
  );
  ec2.faults.add({ call: 'findInstances', at: 'us-east-1', error: denied('ec2:DescribeInstances') });
  await settled(bridge.type('alice', `/ec2ctl info ${A}`));
  expect([...bridge.host.posts.values()].map(({ message }) => message).join('\n')).toContain('web-1');
  expect(toldTo('alice')).toEqual([]);
});

test('nobody else is told', async () => {
  addUnread(A, 'statusChecks');
  await settled(bridge.type('bob', '/ec2ctl info web-1'));
  expect(bridge.host.ephemerals).toEqual([]);
});

test('the same after one of several was chosen by a button', async () => {
  addUnread(A, 'stopProtection');
  addUnread(B, 'stopProtection');
  await settled(bridge.type('alice', '/ec2ctl info web-1'));
  const before = toldTo('alice').length;
  await settled(bridge.press('alice', `Show ${B}`));
  expect(toldTo('alice').slice(before).join('\n')).toContain('read the stop protection of');
});
