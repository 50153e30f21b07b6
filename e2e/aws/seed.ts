/** Instances for the tests, made through EC2's own API. */
import {
  CreateTagsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';

/** A key that moto takes for its default account. */
export const TEST_KEY = {
  accessKeyId: 'AKIATESTTESTTESTTEST',
  secretAccessKey: 'test-secret-key-of-forty-characters-0000',
} as const;

/** One instance to make. */
export interface Seed {
  readonly region: string;
  /** The tag `Name`; no tag when left out. */
  readonly name?: string;
  /** `t3.micro` when left out. */
  readonly type?: string;
  /** `running` when left out. */
  readonly state?: 'running' | 'stopped' | 'terminated';
  readonly stopProtection?: boolean;
  /** Besides the name. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly isSpot?: boolean;
  readonly canHibernate?: boolean;
}

/**
 * Makes the instances, in order.
 * @param endpoint moto's address (not the proxy's, or its calls are counted)
 * @returns their ids, in the same order. With a transition time set at moto the states arrive after it.
 */
export async function seedInstances(
  endpoint: string,
  seeds: readonly Seed[],
  credentials: { accessKeyId: string; secretAccessKey: string } = TEST_KEY,
): Promise<string[]> {
  const clients = new Map<string, EC2Client>();
  try {
    const ids: string[] = [];
    for (const seed of seeds) {
      const client = clients.get(seed.region) ?? new EC2Client({ region: seed.region, endpoint, credentials });
      clients.set(seed.region, client);
      ids.push(await seedOne(client, seed));
    }
    return ids;
  } finally {
    for (const client of clients.values()) client.destroy();
  }
}

async function seedOne(client: EC2Client, seed: Seed): Promise<string> {
  const made = await client.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      InstanceType: (seed.type ?? 't3.micro') as 't3.micro',
      DisableApiStop: seed.stopProtection ?? false,
      ...(seed.isSpot === true && { InstanceMarketOptions: { MarketType: 'spot' } }),
      ...(seed.canHibernate === true && { HibernationOptions: { Configured: true } }),
    }),
  );
  const id = made.Instances?.[0]?.InstanceId;
  if (id === undefined) throw new Error('moto made no instance');
  const tags = Object.entries({ ...(seed.name !== undefined && { Name: seed.name }), ...seed.tags });
  if (tags.length > 0) {
    const asEc2Has = tags.map(([Key, Value]) => ({ Key, Value }));
    await client.send(new CreateTagsCommand({ Resources: [id], Tags: asEc2Has }));
  }
  if (seed.state === 'stopped') await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
  if (seed.state === 'terminated') await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  return id;
}
