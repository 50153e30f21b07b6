/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Seed } from '../../../e2e/aws/seed.ts';
import { LIMITS } from '../src/ec2/budget.ts';
import { BOB } from '../src/ec2/testing/bob.ts';
import { FakeClock } from '../src/operations/testing/fake-clock.ts';
import type { Ec2 } from '../src/ports.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { STRANGE_NAMES } from './testing/strange-names.ts';

const signal = new AbortController().signal;
let world: AwsWorld;

beforeAll(async () => {
  world = await AwsWorld.start();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

describe('listing', () => {
  test('brings every name back as it was given', async () => {
    const ids = await world.seed(...STRANGE_NAMES.map((name): Seed => ({ region: 'eu-west-1', name })));
    const listed = await world.open().listInstances('eu-west-1', signal);
    const names = new Map(listed.map(({ id, name }) => [id, name]));
    expect(ids.map((id) => names.get(id))).toEqual(STRANGE_NAMES);
  });

  test('tells no name and an empty name from others', async () => {
    await world.seed({ region: 'eu-west-1' }, { region: 'eu-west-1', name: '' }, { region: 'eu-west-1', name: ' ' });
    const listed = await world.open().listInstances('eu-west-1', signal);
    expect(listed.map(({ name }) => name).sort()).toEqual([' ', undefined, undefined]);
  });

  test('mends a name with half a surrogate pair', async () => {
    const tags = '<tagSet><item><key>Name</key><value>a&#xD800;b</value></item></tagSet>';
    const body = page(instanceXml('i-0a1f39c5d2e84b7f6').replace('<instanceType>', `${tags}<instanceType>`));
    world.proxy.addRules({ do: 'answer', body });
    expect(await world.open().listInstances('eu-west-1', signal)).toMatchObject([{ name: 'a\ufffdb' }]);
  });

  test('mends tags as it does the name, and keeps those without a value', async () => {
    const tags =
      '<tagSet><item><key>Team&#xD800;</key><value>&#xDC00;x</value></item><item><key>Owner</key><value/></item>' +
      '<item><key>Schedule</key><value/></item><item><key>aws:autoscaling:groupName</key><value>a&#xD800;</value></item></tagSet>';
    const body = page(instanceXml('i-0a1f39c5d2e84b7f6').replace('<instanceType>', `${tags}<instanceType>`));
    world.proxy.addRules({ do: 'answer', body });
    const [listed] = await world.open().listInstances('eu-west-1', signal);
    expect([...(listed?.tags ?? [])]).toEqual([
      ['Team\ufffd', '\ufffdx'],
      ['Owner', ''],
      ['Schedule', ''],
      ['aws:autoscaling:groupName', 'a\ufffd'],
    ]);
    expect(listed).toMatchObject({ name: undefined, schedule: undefined, autoScalingGroup: 'a\ufffd' });
  });

  test('takes a root device for EBS where EC2 does not say, and for what it says otherwise', async () => {
    const bare = instanceXml('i-0a1f39c5d2e84b7f6');
    const stored = instanceXml('i-04c2be71f90d3a58e').replace(
      '<instanceType>',
      '<rootDeviceType>instance-store</rootDeviceType><instanceType>',
    );
    world.proxy.addRules({ do: 'answer', body: page(`${bare}${stored}`) });
    expect(await world.open().listInstances('eu-west-1', signal)).toMatchObject([
      { rootDevice: 'ebs', zone: undefined, isSpot: false, canHibernate: false },
      { rootDevice: 'instance-store' },
    ]);
  });

  test('sees each region by itself', async () => {
    const [east, west] = await world.seed(
      { region: 'us-east-1', name: 'a' },
      { region: 'us-west-2', name: 'b', type: 'm5.large' },
    );
    const ec2 = world.open({ regions: ['us-east-1', 'us-west-2', 'eu-west-1'] });
    const regions = await ec2.regions(signal);
    const listed = await Promise.all(regions.map((region) => ec2.listInstances(region, signal)));
    expect(listed.map((instances) => instances.map(({ id, region, type }) => [id, region, type]))).toEqual([
      [[east, 'us-east-1', 't3.micro']],
      [[west, 'us-west-2', 'm5.large']],
      [],
    ]);
  });

  test('includes terminated instances', async () => {
    const [id] = await world.seed({ region: 'us-east-1', state: 'terminated' });
    const ec2 = world.open();
    expect(await ec2.listInstances('us-east-1', signal)).toMatchObject([
      { id, state: 'terminated', publicAddress: undefined },
    ]);
    await expect(ec2.change({ verb: 'start' }, 'us-east-1', [id as string], BOB, signal)).rejects.toMatchObject({
      code: 'IncorrectInstanceState',
    });
  });

  test('reads every page of 2,500 instances', async () => {
    const ids = await world.moto.addInstances({ region: 'ap-south-1', count: 2_500, namePrefix: 'many' });
    const listed = await world.open().listInstances('ap-south-1', signal);
    expect(listed.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(new Set(listed.map(({ name }) => name)).size).toBe(2_500);
    const calls = world.proxy.calls({ action: 'DescribeInstances', region: 'ap-south-1' });
    expect(calls.map(({ body }) => new URLSearchParams(body).get('MaxResults'))).toEqual(['1000', '1000', '1000']);
  });

  test('ends when the token for the next page never does', async () => {
    world.proxy.addRules({ do: 'answer', body: page('<nextToken>again</nextToken>') });
    await expect(world.open().listInstances('us-east-1', signal)).rejects.toMatchObject({ code: 'BadAnswer' });
    expect(world.proxy.calls()).toHaveLength(2);
  });

  test('counts an instance once that is on two pages', async () => {
    const item = instanceXml('i-0a1f39c5d2e84b7f6');
    world.proxy.addRules(
      { do: 'answer', times: 1, body: page(`${item}<nextToken>two</nextToken>`) },
      { do: 'answer', body: page(item) },
    );
    expect(await world.open().listInstances('us-east-1', signal)).toHaveLength(1);
  });
});

describe('finding by id', () => {
  test('asks by filter, with 200 values at most, and reads all pages', async () => {
    const ids = await world.moto.addInstances({ region: 'us-east-1', count: 450, namePrefix: 'n' });
    const found = await world.open().findInstances('us-east-1', [...ids, 'i-0123456789abcdef0'], signal);
    expect(found.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    const calls = world.proxy.calls({ action: 'DescribeInstances' });
    expect(calls.map((call) => call.ids.length)).toEqual([200, 200, 51]);
    for (const { body } of calls) expect(body).not.toContain('InstanceId.1=');
  });

  test('asks nothing for no ids or malformed ones', async () => {
    const ec2 = world.open();
    expect(await ec2.findInstances('us-east-1', [], signal)).toEqual([]);
    await expect(ec2.findInstances('us-east-1', ['banana'], signal)).rejects.toMatchObject({
      code: 'InvalidInstanceID.Malformed',
    });
    expect(world.proxy.calls()).toEqual([]);
  });
});

test('what a change needs to know waits behind no listing, and a listing that waited in vain was not sent', async () => {
  const clock = new FakeClock();
  const limits = { ...LIMITS, atOnce: { ...LIMITS.atOnce, read: 0 } };
  const ec2 = world.open({ regions: [], clock, limits });
  expect(await ec2.regions(signal)).toContain('us-east-1');
  expect(await ec2.findInstances('us-east-1', ['i-0123456789abcdef0'], signal)).toEqual([]);
  const listing = ec2.listInstances('us-east-1', signal);
  await expect(clock.until(listing, 60_000)).rejects.toMatchObject({ code: 'NotSent' });
  expect(world.proxy.calls({ action: 'DescribeInstances' })).toHaveLength(1);
});

describe('regions', () => {
  test('are those that the account uses', async () => {
    world.proxy.setRegions({
      'us-east-1': 'opt-in-not-required',
      'ap-east-1': 'opted-in',
      'me-south-1': 'not-opted-in',
    });
    const ec2 = world.open({ regions: [] });
    expect(ec2.knownRegions()).toEqual([]);
    expect(await ec2.regions(signal)).toEqual(['us-east-1', 'ap-east-1']);
    expect(ec2.knownRegions()).toEqual(['us-east-1', 'ap-east-1']);
    await expect(ec2.listInstances('me-south-1', signal)).rejects.toMatchObject({ code: 'RegionNotEnabled' });
  });

  test('that are not opted in are left out also where the answer names them, as that of moto does', async () => {
    const regions = await world.open({ regions: [] }).regions(signal);
    expect(regions).toContain('us-east-1');
    expect(regions).not.toContain('me-south-1');
  });

  test('are asked for once for a while, in the home region', async () => {
    const ec2 = world.open({ regions: [], homeRegion: 'eu-central-1' });
    const [first, second] = await Promise.all([ec2.regions(signal), ec2.regions(signal)]);
    expect(await ec2.regions(signal)).toEqual(first);
    expect(second).toEqual(first);
    expect(world.proxy.calls().map(({ action, region }) => [action, region])).toEqual([
      ['DescribeRegions', 'eu-central-1'],
    ]);
  });

  test('are never asked for where the admin lists them, and no other is asked', async () => {
    const ec2 = world.open({ regions: ['eu-west-1', 'eu-west-1', 'us-east-1'] });
    expect(ec2.knownRegions()).toEqual(['eu-west-1', 'us-east-1']);
    expect(await ec2.regions(signal)).toEqual(['eu-west-1', 'us-east-1']);
    await ec2.listInstances('eu-west-1', signal);
    for (const ask of [
      ec2.listInstances('us-west-2', signal),
      ec2.findInstances('us-west-2', ['i-0a1f39c5d2e84b7f6'], signal),
      ec2.change({ verb: 'stop' }, 'us-west-2', ['i-0a1f39c5d2e84b7f6'], BOB, signal),
    ]) {
      await expect(ask).rejects.toMatchObject({ code: 'RegionNotListed' });
    }
    expect(world.proxy.calls().map(({ action, region }) => [action, region])).toEqual([
      ['DescribeInstances', 'eu-west-1'],
    ]);
  });

  test.each<[string, (ec2: Ec2) => Promise<unknown>]>([
    ['a list', (ec2) => ec2.listInstances('me-south-1', signal)],
    ['a search', (ec2) => ec2.findInstances('me-south-1', ['i-0a1f39c5d2e84b7f6'], signal)],
    ['a change', (ec2) => ec2.change({ verb: 'stop' }, 'me-south-1', ['i-0a1f39c5d2e84b7f6'], BOB, signal)],
  ])('are learnt before the first one is asked for %s: nothing is sent to one that is not in use', async (_, ask) => {
    await expect(ask(world.open({ regions: [] }))).rejects.toMatchObject({ code: 'RegionNotEnabled' });
    expect(world.proxy.calls().map(({ action, region }) => [action, region])).toEqual([
      ['DescribeRegions', 'us-east-1'],
    ]);
  });

  test('malformed are refused without asking', async () => {
    const ec2 = world.open({ regions: [] });
    await expect(ec2.listInstances('evil.example/', signal)).rejects.toMatchObject({ code: 'RegionNotEnabled' });
    expect(world.proxy.calls()).toEqual([]);
  });

  test('denied: it says so, and no region is asked, as long as AWS does not name them', async () => {
    world.proxy.addRules({ do: 'refuse', action: 'DescribeRegions', status: 403, code: 'UnauthorizedOperation' });
    const ec2 = world.open({ regions: [] });
    await expect(ec2.regions(signal)).rejects.toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
    expect(ec2.knownRegions()).toEqual([]);
    await expect(ec2.listInstances('eu-west-1', signal)).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    expect(new Set(world.proxy.calls().map(({ action }) => action))).toEqual(new Set(['DescribeRegions']));
  });

  test.each([
    ['no list', '<DescribeRegionsResponse></DescribeRegionsResponse>'],
    ['an empty list', '<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>'],
    ['HTML', '<html><body><h1>Sign in</h1></body></html>'],
    ['nothing', ''],
    ['a host name', '<R><regionInfo><item><regionName>evil.example/</regionName></item></regionInfo></R>'],
  ])('an answer with %s is none', async (_, body) => {
    world.proxy.addRules({ do: 'answer', action: 'DescribeRegions', body });
    await expect(world.open({ regions: [] }).regions(signal)).rejects.toMatchObject({ code: 'BadAnswer' });
  });
});

function page(content: string): string {
  return `<DescribeInstancesResponse><reservationSet>${content.replace(/<nextToken>.*/, '')}</reservationSet>${
    /<nextToken>.*/.exec(content)?.[0] ?? ''
  }</DescribeInstancesResponse>`;
}

function instanceXml(id: string): string {
  return (
    `<item><instancesSet><item><instanceId>${id}</instanceId><instanceType>t3.micro</instanceType>` +
    '<instanceState><code>16</code><name>running</name></instanceState></item></instancesSet></item>'
  );
}
