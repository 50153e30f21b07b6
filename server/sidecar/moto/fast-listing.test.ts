/** @jest-environment ./server/sidecar/moto/testing/one-realm-environment.ts */
/** What `ListingProtocol` makes of an answer against what the SDK as it comes makes of the same bytes. */
import { DescribeInstancesCommand, type DescribeInstancesResult, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TEST_KEY } from '../../../e2e/aws/seed.ts';
import { type ReadPage, readInstancesPage } from '../src/ec2/instances-page.ts';
import { ListingProtocol } from '../src/ec2/listing-protocol.ts';
import { AwsWorld } from './testing/aws-world.ts';
import { brokenPages, pages } from './testing/instances-xml.ts';
import { startWebServer, type WebServer } from './testing/web-server.ts';

let server: WebServer;
let body: Buffer;
let stock: EC2Client;
let fast: EC2Client;

/** Two clients that differ in the protocol alone. */
function clients(endpoint: string): [stock: EC2Client, fast: EC2Client] {
  const config = { region: 'eu-west-1', endpoint, credentials: TEST_KEY, maxAttempts: 1 };
  return [new EC2Client(config), new EC2Client({ ...config, protocol: ListingProtocol })];
}

beforeAll(async () => {
  server = await startWebServer((_, outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'text/xml', 'x-amzn-requestid': 'r-1' }).end(body);
  });
  [stock, fast] = clients(server.url);
});
afterAll(async () => {
  stock.destroy();
  fast.destroy();
  await server.stop();
});

/** What a client makes of an answer: what we read of it, or the error. */
async function outcome(client: EC2Client): Promise<unknown> {
  try {
    const { $metadata: metadata, ...page } = await client.send(new DescribeInstancesCommand({ MaxResults: 1_000 }));
    return { metadata, page: whatWeRead(page) };
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}

/** The SDK's answer without what `ReadPage` does not name. */
function whatWeRead({ Reservations, NextToken }: DescribeInstancesResult): ReadPage {
  return {
    NextToken,
    Reservations: Reservations?.map(({ Instances }) => ({
      Instances: Instances?.map((instance) => ({
        InstanceId: instance.InstanceId,
        InstanceType: instance.InstanceType,
        InstanceLifecycle: instance.InstanceLifecycle,
        State: instance.State && { Name: instance.State.Name },
        StateReason: instance.StateReason && { Code: instance.StateReason.Code },
        LaunchTime: instance.LaunchTime,
        PublicIpAddress: instance.PublicIpAddress,
        PrivateIpAddress: instance.PrivateIpAddress,
        RootDeviceType: instance.RootDeviceType,
        HibernationOptions: instance.HibernationOptions && { Configured: instance.HibernationOptions.Configured },
        Placement: instance.Placement && { AvailabilityZone: instance.Placement.AvailabilityZone },
        Tags: instance.Tags?.map(({ Key, Value }) => ({ Key, Value })),
      })),
    })),
  };
}

/** Whether the SDK found elements where it expected a text, in a member that `ReadPage` has not. */
function isAboutUnread(outcome: unknown): boolean {
  const { message = '' } = outcome as { message?: string };
  const member = /unhandled schema type for (\w+)/.exec(message)?.[1];
  return member !== undefined && ['StateTransitionReason', 'Message', 'Code'].includes(member);
}

async function expectSame(page: string | Buffer): Promise<void> {
  body = Buffer.from(page);
  expect(await outcome(fast)).toEqual(await outcome(stock));
}

describe('the fast way to read a page', () => {
  test('is taken for every page of the form that EC2 gives, and reads what the SDK reads', async () => {
    await fc.assert(
      fc.asyncProperty(pages, async (page) => {
        expect(readInstancesPage(Buffer.from(page))).toBeDefined();
        await expectSame(page);
      }),
      { numRuns: 500 },
    );
  });

  test('comes to the same as the SDK, or fails alike, when something is wrong with the page', async () => {
    await fc.assert(
      fc.asyncProperty(brokenPages, async (page) => {
        body = Buffer.from(page);
        const bySdk = await outcome(stock);
        // It judges members too that we do not read.
        if (!isAboutUnread(bySdk)) expect(await outcome(fast)).toEqual(bySdk);
      }),
      { numRuns: 1_000 },
    );
  });

  test('makes of bytes that are no UTF-8 what the SDK makes of them', async () => {
    const broken = Buffer.from([0x61, 0xff, 0xc3, 0x62, 0xe2, 0x82]);
    const [before = '', after = ''] = pageOf('<tagSet><item><key>Name</key><value>|</value></item></tagSet>').split(
      '|',
    );
    const page = Buffer.concat([Buffer.from(before), broken, Buffer.from(after)]);
    expect(readInstancesPage(page)?.Reservations?.[0]?.Instances?.[0]?.Tags?.[0]?.Value).toBe('a\ufffd\ufffdb\ufffd');
    await expectSame(page);
  });

  test.each([
    ['nothing', ''],
    ['HTML', '<html><head><title>Sign in</title></head><body><p>Sign in</p></body></html>'],
    ['HTML that is no XML', '<!doctype html><html><head><meta charset=utf-8></head></html>'],
    ['words', 'upstream connect error'],
    ['an error with the wrong status', '<Response><Errors><Error><Code>AuthFailure</Code></Error></Errors></Response>'],
    ['a time that is none', pageOf('<launchTime>yesterday</launchTime>')],
    ['a byte order mark', `\ufeff${pageOf('')}`],
  ])('leaves to the SDK what is no page: %s', async (_, page) => {
    expect(readInstancesPage(Buffer.from(page))).toBeUndefined();
    await expectSame(page);
  });

  test('reads a page of 1,000 in reservations of many', async () => {
    const instances = Array.from(
      { length: 1_000 },
      (_, number) => `<item><instanceId>i-${String(number)}</instanceId></item>`,
    );
    await expectSame(pageOf(instances.join('').slice('<item>'.length, -'</item>'.length)));
  });
});

test('reads what moto answers as the SDK does', async () => {
  const world = await AwsWorld.start();
  const [stockAtMoto, fastAtMoto] = clients(world.moto.url);
  try {
    await world.seed(
      { region: 'eu-west-1', name: 'a <b> & "c" | 資料庫 👩‍💻\nnext' },
      { region: 'eu-west-1', name: '' },
      { region: 'eu-west-1', state: 'stopped', type: 'm5.large', canHibernate: true },
      { region: 'eu-west-1', isSpot: true, tags: { Team: 'a & b', 'aws:autoscaling:groupName': 'asg-web' } },
      { region: 'eu-west-1', state: 'terminated', name: 'gone' },
    );
    await world.moto.addInstances({ region: 'eu-west-1', count: 50 });
    const seen = (client: EC2Client) => client.send(new DescribeInstancesCommand({ MaxResults: 1_000 }));
    const read = await seen(fastAtMoto);
    expect(read.Reservations).toHaveLength(55);
    // The SDK's own reading has more than that: so this one was the fast one.
    expect(read.Reservations?.[0]?.Instances?.[0]).not.toHaveProperty('ImageId');
    expect(whatWeRead(read)).toEqual(whatWeRead(await seen(stockAtMoto)));
  } finally {
    stockAtMoto.destroy();
    fastAtMoto.destroy();
    await world.stop();
  }
});

function pageOf(instance: string): string {
  const items = `<reservationSet><item><instancesSet><item>${instance}</item></instancesSet></item></reservationSet>`;
  return `<?xml version="1.0"?><DescribeInstancesResponse>${items}</DescribeInstancesResponse>`;
}
