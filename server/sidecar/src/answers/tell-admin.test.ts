import { beforeEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { awsError, FakeEc2 } from '../operations/testing/fake-ec2.ts';
import { Errands } from '../errands/errands.ts';
import { FakeRecords } from '../operations/testing/fake-records.ts';
import { FakePosts } from '../operations/testing/fake-posts.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { createMessages } from '../messages/messages.ts';
import type { Asker } from './asker.ts';
import type { Surroundings } from './surroundings.ts';
import { tellAdmin } from './tell-admin.ts';

const A = 'i-0a1f39c5d2e84b7f6';
const B = 'i-0b7d19e4c2a5f8036';
const C = 'i-0c5b2e9d7f1a83460';
const PRINCIPAL = 'arn:aws:iam::123456789012:user/mattermost';
const DENIAL = {
  explicit: false,
  action: 'ec2:StopInstances',
  resource: undefined,
  principal: PRINCIPAL,
  policy: undefined,
  statement: undefined,
};

let clock: FakeClock;
let ec2: FakeEc2;
let bridge: FakeBridge;

beforeEach(async () => {
  clock = new FakeClock();
  ec2 = new FakeEc2(clock, ['us-east-1', 'us-west-2']);
  bridge = new FakeBridge(() => ec2, clock);
  await bridge.initialize();
});

/** A policy's refusal, with what AWS says besides. */
function denied(encoded?: string): UpstreamError {
  const details = { requestId: 'req-1', status: 403, denial: DENIAL, encoded };
  return new UpstreamError('aws', 'UnauthorizedOperation', `${PRINCIPAL} is not authorized`, details);
}

/** Types as the admin, until nothing is under way any longer. */
async function type(command: string): Promise<void> {
  const posted = Promise.race([bridge.nextPost(), bridge.nextEphemeral()]);
  await bridge.type('alice', command);
  await clock.until(posted, 2_000);
  await clock.advance(60_000);
}

function told(): string[] {
  return bridge.host.ephemerals.map(({ post }) => post.message);
}

function posted(): string {
  return [...bridge.host.posts.values()].map(({ message }) => message).join('\n');
}

describe('an admin who lists', () => {
  test('is told once, of all regions that a policy forbids, what the channel is not', async () => {
    ec2.faults.add({ call: 'listInstances', error: denied() });
    await type('/ec2ctl ls');
    expect(bridge.host.ephemerals.map(({ userId }) => userId)).toEqual(['alice']);
    expect(told()[0]).toBe(
      [
        '`〉ec2ctl ls`',
        '**AWS does not let this plugin list the instances of `us-east-1`, `us-west-2`.**',
        `Allow \`ec2:StopInstances\` in the IAM policy of \`${PRINCIPAL}\`.`,
        `AWS says: \`${PRINCIPAL} is not authorized\``,
        '`UnauthorizedOperation`, request `req-1`',
      ].join('\n'),
    );
    expect(posted()).toContain('AWS does not let this plugin do that. Tell a system admin. `UnauthorizedOperation`');
    expect(posted()).not.toMatch(/arn:|123456789012|ec2:/);
  });

  test('is told nothing where there is nothing to mend', async () => {
    ec2.faults.add({ call: 'listInstances', at: 'us-east-1', error: awsError('RequestLimitExceeded', 503) });
    ec2.faults.add({ call: 'listInstances', at: 'us-west-2', hang: true });
    await type('/ec2ctl ls');
    expect(posted()).toContain('AWS asks to slow down');
    expect(told()).toEqual([]);
  });

  test('is told when the regions themselves are not named', async () => {
    ec2.faults.add({ call: 'regions', error: denied() });
    await type('/ec2ctl ls');
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('**AWS does not let this plugin list the regions.**');
  });
});

describe('an admin who changes', () => {
  beforeEach(() => {
    ec2.add({ id: A, region: 'us-west-2', state: 'running', name: 'web-1' });
    ec2.add({ id: B, region: 'us-west-2', state: 'running', name: 'web-2' });
    ec2.add({ id: C, region: 'us-west-2', state: 'running', name: 'web-3' });
  });

  test('is told once, of all that failed in one way together, after the post', async () => {
    const order: string[] = [];
    const send = bridge.host.SendEphemeralPost.bind(bridge.host);
    bridge.host.SendEphemeralPost = (userId, post) => {
      order.push('admin');
      return send(userId, post);
    };
    const update = bridge.host.UpdatePost.bind(bridge.host);
    bridge.host.UpdatePost = (post) => {
      order.push('post');
      return update(post);
    };
    ec2.add({ id: A, region: 'us-west-2', state: 'running', name: 'web-1' }, { refusal: denied() });
    ec2.add({ id: B, region: 'us-west-2', state: 'running', name: 'web-2' }, { refusal: denied() });
    await type(`/ec2ctl stop -i ${A},${B},${C} --yes`);
    expect(order.at(-1)).toBe('admin');
    expect(order.filter((what) => what === 'admin')).toHaveLength(1);
    expect(told()[0]).toContain('**AWS does not let this plugin stop `web-1`, `web-2`.**\n');
    expect(posted()).toMatch(/❌ `web-1` still running: AWS does not let this plugin do that\. Tell a system admin\./);
    expect(posted()).not.toMatch(/arn:|123456789012|ec2:/);
  });

  test('is told that nothing was changed only where that is so', async () => {
    ec2.faults.add({ call: 'change', error: denied() });
    await type(`/ec2ctl stop -i ${A}`);
    expect(told()[0]).toContain('**AWS does not let this plugin stop `web-1`.** Nothing was changed.\n');
  });

  test('is told of an id that was not found since regions could not be read', async () => {
    ec2.faults.add({ call: 'findInstances', at: 'us-east-1', error: denied() });
    await type('/ec2ctl stop -i i-0123456789abcdef0');
    expect(told()).toHaveLength(2);
    expect(told()[1]).toContain('**AWS does not let this plugin list the instances of `us-east-1`.**');
  });

  test('is told nothing of a change that went well, although a region elsewhere could not be read', async () => {
    ec2.faults.add({ call: 'findInstances', at: 'us-east-1', error: denied() });
    await type(`/ec2ctl stop -i ${A}`);
    expect(posted()).toContain('is stopped');
    expect(told()).toEqual([]);
  });
});

describe('what AWS said in code', () => {
  beforeEach(() => {
    ec2.add({ id: A, region: 'us-west-2', state: 'running', name: 'web-1' });
    ec2.faults.add({ call: 'change', error: denied('Zm9vYmFy') });
  });

  test('is decoded for an admin, and shown with who denies it', async () => {
    ec2.denial = {
      ...DENIAL,
      explicit: true,
      statement: 'DenyStops',
      resource: `arn:aws:ec2:us-west-2:1:instance/${A}`,
    };
    await type(`/ec2ctl stop -i ${A}`);
    expect(ec2.decoded).toEqual(['Zm9vYmFy']);
    expect(told()[0]).toContain(`A policy forbids \`ec2:StopInstances\` to \`${PRINCIPAL}\`.`);
    expect(told()[0]).toContain('`DenyStops`');
    expect(posted()).not.toMatch(/DenyStops|arn:/);
    expect(JSON.stringify([told(), posted(), bridge.logged])).not.toContain('Zm9v');
    expect(bridge.logged).toContainEqual(
      expect.objectContaining({ message: 'AWS decoded why it refused', requestId: 'req-1', statement: 'DenyStops' }),
    );
  });

  test.each([
    ['not allowed', {}],
    ['not answered within 3 s', { call: 'decodeDenial', hang: true }],
  ])('is left out in silence where it is %s', async (_name, fault) => {
    if ('call' in fault) ec2.faults.add(fault);
    await type(`/ec2ctl stop -i ${A}`);
    expect(ec2.decoded).toHaveLength(1);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain(`Allow \`ec2:StopInstances\` in the IAM policy of \`${PRINCIPAL}\`.`);
  });
});

describe('told alone', () => {
  const draft = {
    asked: 'stop',
    failure: { code: 'UnauthorizedOperation', requestId: 'req-1' },
    instances: [],
    regions: [],
    nothingChanged: false,
    words: 'No',
    denial: DENIAL,
    encoded: 'Zm9vYmFy',
  } as const;
  let posts: FakePosts;
  let around: Surroundings;

  beforeEach(() => {
    posts = new FakePosts(clock);
    const ending = new AbortController().signal;
    around = { posts, clock, log: () => undefined, ending } as unknown as Surroundings;
  });

  function asker(isSystemAdmin: boolean): Asker {
    const messages = createMessages('en');
    const person = { id: 'p', username: 'p', locale: 'en', isSystemAdmin, isOutsider: false };
    const place = { channelId: 'c', rootId: '' };
    return {
      person,
      place,
      typed: 'ec2ctl ls',
      layout: 'table',
      settingsUrl: undefined,
      own: messages,
      channel: messages,
      errand: new Errands({
        ...{ records: new FakeRecords(clock), clock, log: () => undefined, owner: () => 'us' },
        ...{ ending: new AbortController().signal, tell: () => Promise.resolve() },
      }).open({
        personId: 'p',
        head: { typed: 'ls', username: 'p', demo: false, settingsUrl: undefined },
        place,
        changing: false,
      }),
    };
  }

  test('is an admin', async () => {
    await tellAdmin(around, asker(true), ec2, [draft]);
    expect(posts.ephemerals).toHaveLength(1);
  });

  test('is nobody else, and AWS is not asked to decode for one', async () => {
    await tellAdmin(around, asker(false), ec2, [draft]);
    expect(posts.ephemerals).toEqual([]);
    expect(ec2.decoded).toEqual([]);
  });

  test('is nobody of the demo fleet, of nothing, or when the process is ending', async () => {
    const demo = Object.assign(new FakeEc2(clock, []), { demo: true });
    await tellAdmin(around, asker(true), demo, [draft]);
    await tellAdmin(around, asker(true), ec2, []);
    await tellAdmin({ ...around, ending: AbortSignal.abort() }, asker(true), ec2, [draft]);
    expect(posts.ephemerals).toEqual([]);
  });
});
