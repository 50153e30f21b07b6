import { describe, expect, test } from '@jest/globals';
import { readInstancesPage } from './instances-page.ts';

const NAMESPACE = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

/** A page with this content. */
function page(content: string): Uint8Array {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse ${NAMESPACE}>${content}</DescribeInstancesResponse>`,
  );
}

/** A page with one instance of this content. */
function one(content: string): Uint8Array {
  return page(`<reservationSet><item><instancesSet><item>${content}</item></instancesSet></item></reservationSet>`);
}

/** The instance in such a page. */
function read(content: string): unknown {
  return readInstancesPage(one(content))?.Reservations?.[0]?.Instances?.[0];
}

test('all that is read of a page, between what is not', () => {
  const text = `
    <requestId>6f1f8a4c-7c0b-4f3a-9b0e-2f5c8d1e7a90</requestId>
    <reservationSet>
        <item>
            <ownerId>123456789012</ownerId>
            <groupSet/>
            <instancesSet>
                <item>
                    <networkInterfaceSet>
                        <item>
                            <privateIpAddress>10.0.0.99</privateIpAddress>
                            <tagSet><item><key>Name</key><value>of the interface</value></item></tagSet>
                        </item>
                    </networkInterfaceSet>
                    <instanceId>i-0a1f39c5d2e84b7f6</instanceId>
                    <instanceState><code>80</code><name>stopped</name></instanceState>
                    <stateReason><code>Server.SpotInstanceShutdown</code><message>x</message></stateReason>
                    <instanceType>t3.micro</instanceType>
                    <launchTime>2026-11-26T01:28:33.000Z</launchTime>
                    <privateIpAddress>10.0.0.1</privateIpAddress>
                    <ipAddress>54.0.0.1</ipAddress>
                    <placement>
                        <tenancy>default</tenancy>
                        <availabilityZone>eu-west-1a</availabilityZone>
                    </placement>
                    <instanceLifecycle>spot</instanceLifecycle>
                    <rootDeviceType>instance-store</rootDeviceType>
                    <hibernationOptions><configured>true</configured></hibernationOptions>
                    <tagSet>
                        <item><key>Team</key><value/></item>
                        <item><key>Name</key><value>a &amp; b &lt;資料庫&gt; &#x263a;</value></item>
                    </tagSet>
                </item>
            </instancesSet>
        </item>
    </reservationSet>
    <nextToken>further</nextToken>
`;
  expect(readInstancesPage(page(text))).toEqual({
    NextToken: 'further',
    Reservations: [
      {
        Instances: [
          {
            InstanceId: 'i-0a1f39c5d2e84b7f6',
            InstanceType: 't3.micro',
            State: { Name: 'stopped' },
            StateReason: { Code: 'Server.SpotInstanceShutdown' },
            LaunchTime: new Date('2026-11-26T01:28:33Z'),
            PrivateIpAddress: '10.0.0.1',
            PublicIpAddress: '54.0.0.1',
            Placement: { AvailabilityZone: 'eu-west-1a' },
            InstanceLifecycle: 'spot',
            RootDeviceType: 'instance-store',
            HibernationOptions: { Configured: true },
            Tags: [
              { Key: 'Team', Value: '' },
              { Key: 'Name', Value: 'a & b <資料庫> ☺' },
            ],
          },
        ],
      },
    ],
  });
});

test('an empty list is a list, and one that is not there is none', () => {
  expect(readInstancesPage(page('<reservationSet/>'))).toEqual({ Reservations: [] });
  expect(readInstancesPage(page('<reservationSet></reservationSet>'))).toEqual({ Reservations: [] });
  expect(readInstancesPage(page(''))).toEqual({});
  expect(readInstancesPage(page('<reservationSet><item/></reservationSet>'))).toEqual({ Reservations: [{}] });
  expect(read('')).toEqual({});
});

test.each([
  ['true', { Configured: true }],
  ['TRUE', { Configured: true }],
  ['false', { Configured: false }],
  ['yes', { Configured: false }],
  ['', { Configured: false }],
])('what is not true is false, as to the SDK: %j', (said, expected) => {
  const options = `<hibernationOptions><configured>${said}</configured></hibernationOptions>`;
  expect(read(options)).toEqual({ HibernationOptions: expected });
  expect(read('<hibernationOptions/>')).toEqual({ HibernationOptions: {} });
});

describe('what is left to the SDK', () => {
  const whole = Buffer.from(one('<instanceId>i-1</instanceId><groupSet><item><groupId>g</groupId></item></groupSet>'));

  test('an answer that ends too early, wherever that is', () => {
    expect(readInstancesPage(whole)).toBeDefined();
    for (let length = 0; length < whole.length; length += 1) {
      expect([length, readInstancesPage(whole.subarray(0, length))]).toEqual([length, undefined]);
    }
  });

  test('an answer with a byte too many, or another one in a tag', () => {
    const text = whole.toString();
    for (let at = text.indexOf('><reservationSet'); at < text.length; at += 1) {
      if (!/[<>/]/.test(text.charAt(at))) continue;
      expect([at, readInstancesPage(Buffer.from(`${text.slice(0, at)}!${text.slice(at + 1)}`))]).toEqual([
        at,
        undefined,
      ]);
    }
    expect(readInstancesPage(Buffer.from(`${text}x`))).toBeUndefined();
    expect(readInstancesPage(Buffer.from(`${text}\n`))).toBeDefined();
  });

  test.each([
    ['HTML', '<html><body>Sign in</body></html>'],
    ['another answer', '<DescribeRegionsResponse/>'],
    ['an empty root', '<DescribeInstancesResponse/>'],
    ['an attribute of the root', '<DescribeInstancesResponse nextToken="x"></DescribeInstancesResponse>'],
    ['a document type', '<!DOCTYPE x><DescribeInstancesResponse></DescribeInstancesResponse>'],
  ])('%s', (_, text) => {
    expect(readInstancesPage(Buffer.from(text))).toBeUndefined();
  });

  test.each([
    ['a comment', '<instanceId>i-1</instanceId><!-- x -->'],
    ['a comment in a text', '<instanceId>i<!-- x -->-1</instanceId>'],
    ['CDATA', '<tagSet><item><key>Name</key><value><![CDATA[x]]></value></item></tagSet>'],
    ['CDATA in what is not read', '<groupSet><![CDATA[</groupSet>]]></groupSet>'],
    ['an instruction', '<?x?>'],
    ['an attribute', '<instanceId kind="x">i-1</instanceId>'],
    ['an attribute of what is not read', '<groupSet kind=">"></groupSet>'],
    ['a text beside elements', '<instanceId>i-1</instanceId>x'],
    ['a blank beside elements, without a new line', '<instanceId>i-1</instanceId> <groupSet/>'],
    ['an element in a text', '<instanceId>i<b>-</b>1</instanceId>'],
    ['another end tag', '<instanceId>i-1</instanceType>'],
    ['another end tag in what is not read', '<groupSet><item></items></groupSet>'],
    ['a member that is there twice', '<instanceId>i-1</instanceId><instanceId>i-2</instanceId>'],
    ['a time that is none', '<launchTime>yesterday</launchTime>'],
    ['a time of nothing', '<launchTime/>'],
    ['elements in elements without end', `${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}`],
  ])('%s', (_, content) => {
    expect(readInstancesPage(one(content))).toBeUndefined();
  });
});
