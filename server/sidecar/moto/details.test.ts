/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsWorld } from './testing/aws-world.ts';
import { CANNED_ID, DESCRIBED_NONE } from './testing/canned-ec2.ts';

const signal = new AbortController().signal;
const REGION = 'eu-west-1';
const DENY = { do: 'refuse', status: 403, code: 'UnauthorizedOperation' } as const;
/** What is asked for, in the order of the alphabet. */
const CALLS = ['DescribeInstanceAttribute', 'DescribeInstanceStatus', 'DescribeInstances'];
let world: AwsWorld;

beforeAll(async () => {
  world = await AwsWorld.start();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

/** The actions that were asked for, in the order of the alphabet; each once, since a reading may be repeated. */
function actions(): (string | undefined)[] {
  return [...new Set(world.proxy.calls().map(({ action }) => action))].sort();
}

/** Answers about the instance of `canned-ec2.ts`. */
function answers(instance: string, status: string, attribute: string): void {
  const head = `<instanceId>${CANNED_ID}</instanceId>`;
  const item = `<item>${head}<instanceState><name>running</name></instanceState>${instance}</item>`;
  const described = `<reservationSet><item><instancesSet>${item}</instancesSet></item></reservationSet>`;
  world.proxy.addRules(
    {
      do: 'answer',
      action: 'DescribeInstances',
      body: `<DescribeInstancesResponse>${described}</DescribeInstancesResponse>`,
    },
    {
      do: 'answer',
      action: 'DescribeInstanceStatus',
      body: `<DescribeInstanceStatusResponse>${status}</DescribeInstanceStatusResponse>`,
    },
    { do: 'answer', action: 'DescribeInstanceAttribute', body: `<R>${head}${attribute}</R>` },
  );
}

const CHECKED = `<instanceStatusSet><item><instanceId>${CANNED_ID}</instanceId>
  <systemStatus><status>ok</status></systemStatus><instanceStatus><status>impaired</status></instanceStatus>
  <attachedEbsStatus><status>ok</status></attachedEbsStatus></item></instanceStatusSet>`;
const PROTECTED = '<disableApiStop><value>true</value></disableApiStop>';

describe('the details of an instance', () => {
  test('are asked for by three calls, each for it alone', async () => {
    const [id = ''] = await world.seed({ region: REGION, name: 'web-1' });
    await world.open().details(REGION, id, signal);
    expect(actions()).toEqual(CALLS);
    const forms = world.proxy.calls().map(({ body }) => [...new URLSearchParams(body).values()]);
    expect(forms.every((values) => values.includes(id))).toBe(true);
    const [attribute] = world.proxy.calls({ action: 'DescribeInstanceAttribute' });
    // The same call could read user data.
    expect(new URLSearchParams(attribute?.body).get('Attribute')).toBe('disableApiStop');
  });

  test('have all that EC2 says', async () => {
    answers(
      `<imageId>ami-1</imageId><keyName>ops</keyName><dnsName>ec2-1.example</dnsName>
       <privateDnsName>ip-1.internal</privateDnsName><platformDetails>Red Hat&#xD800;</platformDetails>
       <reason>User initiated (2026-11-20 09:12:34 GMT)</reason><placement><availabilityZone>eu-west-1b</availabilityZone></placement>
       <tagSet><item><key>Name</key><value>web-1</value></item><item><key>Team</key><value>web</value></item></tagSet>`,
      CHECKED,
      PROTECTED,
    );
    const details = await world.open().details(REGION, CANNED_ID, signal);
    expect(details?.tags.get('Team')).toBe('web');
    expect(details).toMatchObject({
      id: CANNED_ID,
      name: 'web-1',
      region: REGION,
      zone: 'eu-west-1b',
      imageId: 'ami-1',
      keyName: 'ops',
      publicDnsName: 'ec2-1.example',
      privateDnsName: 'ip-1.internal',
      platform: 'Red Hat\ufffd',
      stateTransition: { at: Date.UTC(2026, 10, 20, 9, 12, 34) },
      statusChecks: { passed: 2, total: 3 },
      stopProtection: true,
      unread: [],
    });
  });

  test('are undefined where EC2 says nothing', async () => {
    answers('<keyName/><dnsName/><reason/>', '<instanceStatusSet/>', PROTECTED);
    expect(await world.open().details(REGION, CANNED_ID, signal)).toMatchObject({
      imageId: undefined,
      keyName: undefined,
      publicDnsName: undefined,
      privateDnsName: undefined,
      platform: undefined,
      stateTransition: undefined,
      statusChecks: undefined,
      unread: [],
    });
  });

  test.each([
    ['DescribeInstanceStatus', 'statusChecks', { stopProtection: true }],
    ['DescribeInstanceAttribute', 'stopProtection', { statusChecks: { passed: 2, total: 2 } }],
  ] as const)('are there without what a policy forbids to read: %s', async (action, part, rest) => {
    const [id = ''] = await world.seed({ region: REGION, name: 'web-1', stopProtection: true });
    world.proxy.addRules({ ...DENY, action });
    const error = expect.objectContaining({
      name: 'UpstreamError',
      code: 'UnauthorizedOperation',
      status: 403,
    }) as unknown;
    expect(await world.open().details(REGION, id, signal)).toMatchObject({
      name: 'web-1',
      [part]: undefined,
      ...rest,
      unread: [{ part, error }],
    });
  });

  test('are there without what the network loses, or what is no answer', async () => {
    const [id = ''] = await world.seed({ region: REGION });
    world.proxy.addRules(
      { do: 'drop', action: 'DescribeInstanceStatus' },
      { do: 'answer', action: 'DescribeInstanceAttribute', body: '<R/>' },
    );
    const details = await world.open().details(REGION, id, signal);
    expect(details?.unread.map(({ part, error }) => [part, error.code])).toEqual([
      ['statusChecks', 'ConnectionLost'],
      ['stopProtection', 'BadAnswer'],
    ]);
  });

  test('say nothing of checks that could not be read of what does not run', async () => {
    const [id = ''] = await world.seed({ region: REGION, state: 'stopped' });
    world.proxy.addRules({ ...DENY, action: 'DescribeInstanceStatus' });
    expect(await world.open().details(REGION, id, signal)).toMatchObject({ statusChecks: undefined, unread: [] });
  });

  test('are none without the instance itself', async () => {
    const [id = ''] = await world.seed({ region: REGION });
    const ec2 = world.open();
    world.proxy.addRules({ ...DENY, action: 'DescribeInstances', times: 1 });
    await expect(ec2.details(REGION, id, signal)).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    world.proxy.addRules({ do: 'answer', action: 'DescribeInstances', times: 1, body: DESCRIBED_NONE });
    expect(await ec2.details(REGION, id, signal)).toBeUndefined();
    expect(await ec2.details(REGION, id, signal)).toMatchObject({ id });
  });

  test('of another instance, from an endpoint that heeds no filter, are not those of this one', async () => {
    answers('', CHECKED, PROTECTED);
    expect(await world.open().details(REGION, 'i-04c2be71f90d3a58e', signal)).toBeUndefined();
  });

  test('end with whoever waits for them', async () => {
    world.proxy.addRules({ do: 'hang', action: 'DescribeInstanceStatus' });
    const leaving = new AbortController();
    const asking = world.open().details(REGION, CANNED_ID, leaving.signal);
    // All of them: one that is still on its way would come to the next test.
    await Promise.all(CALLS.map((action) => world.proxy.waitForCalls({ action })));
    const reason = new Error('left');
    leaving.abort(reason);
    await expect(asking).rejects.toBe(reason);
  });
});
