import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isHostOf, type Partition, partitionOfRegion, PARTITIONS } from './partitions.ts';

/** The SDK's table as it is in the package: what it exports answers for single regions alone, and never "none". */
interface SdkTable {
  readonly partitions: readonly {
    readonly id: string;
    readonly regionRegex: string;
    readonly outputs: { readonly dnsSuffix: string; readonly dualStackDnsSuffix: string };
    readonly regions: Readonly<Record<string, unknown>>;
  }[];
}

function sdkTable(): SdkTable {
  const root = dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
  const file = 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';
  const [, json = ''] = /^export const partitionsInfo = (.*);\s*$/s.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return JSON.parse(json) as SdkTable;
}

test('the table is that of the SDK', () => {
  const { partitions } = sdkTable();
  expect(partitions.length).toBeGreaterThan(2);
  expect(PARTITIONS.map(({ id, region, domains }) => ({ id, region: region.source, domains }))).toEqual(
    partitions.map(({ id, regionRegex, outputs }) => ({
      id,
      region: regionRegex,
      domains: [outputs.dnsSuffix, outputs.dualStackDnsSuffix],
    })),
  );
});

test('every region that the SDK knows is found in its partition, and in no other', () => {
  const regions = sdkTable().partitions.flatMap(({ id, regions: named }) =>
    Object.keys(named)
      .filter((region) => !region.endsWith('-global'))
      .map((region) => [region, id]),
  );
  expect(regions.length).toBeGreaterThan(30);
  expect(regions.map(([region = '']) => [region, partitionOfRegion(region)?.id])).toEqual(regions);
  for (const [region = ''] of regions) expect(PARTITIONS.filter((one) => one.region.test(region))).toHaveLength(1);
});

test.each(['moon', 'us-east', 'xx-east-1', 'us-east-1a', 'us-east-1.example.org', 'aws-global', ''])(
  '%j is of no partition',
  (word) => {
    expect(partitionOfRegion(word)).toBeUndefined();
  },
);

test.each([
  ['us-east-1', 'ec2.us-east-1.amazonaws.com', true],
  ['us-east-1', 'ec2.us-east-1.api.aws', true],
  ['us-east-1', 'vpce-0a1b-2c3d.ec2.us-east-1.vpce.amazonaws.com', true],
  ['us-gov-west-1', 'ec2.us-gov-west-1.amazonaws.com', true],
  ['cn-north-1', 'ec2.cn-north-1.amazonaws.com.cn', true],
  ['us-east-1', 'ec2.cn-north-1.amazonaws.com.cn', false],
  ['cn-north-1', 'ec2.us-east-1.amazonaws.com', false],
  ['us-east-1', 'amazonaws.com.example.org', false],
  ['us-east-1', 'ec2-amazonaws.com', false],
  ['us-east-1', 'amazonaws.com', false],
])('from %s the host %s is of AWS: %p', (region, host, expected) => {
  expect(isHostOf(partitionOfRegion(region) as Partition, host)).toBe(expected);
});
