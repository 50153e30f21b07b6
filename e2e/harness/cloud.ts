import { randomBytes } from 'node:crypto';
import { DescribeInstancesCommand, EC2Client, type InstanceStateName } from '@aws-sdk/client-ec2';
import { type Moto, startMoto } from '../aws/moto.ts';
import { type OptInStatus, type Proxy, startProxy } from '../aws/proxy.ts';
import { type Seed, seedInstances, TEST_KEY } from '../aws/seed.ts';
import type { PluginSettings } from './admin.ts';

/** The regions that the account of the tests has, unless a test says otherwise. */
export const CLOUD_REGIONS = ['ap-northeast-1', 'eu-west-1', 'us-east-1', 'us-west-2'] as const;

/** AWS for one spec: moto's server, and the proxy in front of it that plays faults and counts calls. */
export class Cloud {
  readonly moto: Moto;
  readonly proxy: Proxy;
  /** The secret key that the plugin is given: random bytes that stand nowhere else, so that they can be looked for. */
  readonly secret = randomBytes(30).toString('base64url');

  #keys = 0;

  private constructor(moto: Moto, proxy: Proxy) {
    this.moto = moto;
    this.proxy = proxy;
  }

  /** @param transitionSeconds how long an instance takes to start or stop */
  static async start({ transitionSeconds = 0 } = {}): Promise<Cloud> {
    const moto = await startMoto({ transitionSeconds });
    const cloud = new Cloud(moto, await startProxy(moto.url));
    cloud.regions(...CLOUD_REGIONS);
    return cloud;
  }

  /** The access key that the plugin is given now. */
  get accessKeyId(): string {
    return `AKIAE2ETESTTEST${String(this.#keys).padStart(5, '0')}`;
  }

  /** From now on another access key is given: nothing that the plugin read with the one before is shared with it. */
  changeKey(): void {
    this.#keys += 1;
  }

  /** The plugin's settings for this cloud. Listings go to the channel, as most specs want it. */
  settings(more: PluginSettings = {}): PluginSettings {
    return {
      credentials: 'key',
      accesskeyid: this.accessKeyId,
      secretaccesskey: this.secret,
      sessiontoken: '',
      homeregion: 'us-east-1',
      regions: '',
      endpointurl: this.proxy.url,
      listings: 'channel',
      ...more,
    };
  }

  /** From now on the account has these regions. */
  regions(...names: readonly string[]): void {
    this.proxy.setRegions(
      Object.fromEntries(names.map((name): [string, OptInStatus] => [name, 'opt-in-not-required'])),
    );
  }

  /** Makes instances, whose states have arrived when this resolves, and returns their ids. */
  async seed(...seeds: readonly Seed[]): Promise<string[]> {
    const ids = await seedInstances(this.moto.url, seeds);
    await this.moto.settle();
    return ids;
  }

  /** Makes one instance and returns its id. */
  async seedOne(seed: Seed): Promise<string> {
    const [id] = await this.seed(seed);
    if (id === undefined) {
      throw new Error('No instance was made');
    }
    return id;
  }

  /** The state of an instance as EC2 has it. */
  async stateOf(region: string, id: string): Promise<InstanceStateName | undefined> {
    const client = new EC2Client({ region, endpoint: this.moto.url, credentials: TEST_KEY });
    try {
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return Reservations[0]?.Instances?.[0]?.State?.Name;
    } finally {
      client.destroy();
    }
  }

  /** Forgets all instances, faults and counted calls. */
  async reset(): Promise<void> {
    this.proxy.reset();
    this.regions(...CLOUD_REGIONS);
    await this.moto.reset();
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.moto.stop();
  }
}
