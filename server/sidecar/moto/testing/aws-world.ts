import { type Moto, startMoto } from '../../../../e2e/aws/moto.ts';
import { type Proxy, startProxy } from '../../../../e2e/aws/proxy.ts';
import { type Seed, seedInstances, TEST_KEY } from '../../../../e2e/aws/seed.ts';
import { type AwsOptions, openAws } from '../../src/ec2/aws.ts';
import { LIMITS, type Limits } from '../../src/ec2/budget.ts';
import { FakeClock } from '../../src/operations/testing/fake-clock.ts';
import type { Ec2, LogLevel } from '../../src/ports.ts';

/** A line that the adapter logged. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** Those that an adapter may ask unless a test says otherwise; so that AWS need not name them. */
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-south-1', 'sa-east-1'];

/** A budget that no test uses up. */
const PLENTY: Limits = {
  ...LIMITS,
  rates: { read: { burst: 1e6, perSecond: 1 }, change: { burst: 1e6, perSecond: 1 } },
};

/** moto with the proxy before it, and the adapter that talks to them. */
export class AwsWorld {
  readonly moto: Moto;
  readonly proxy: Proxy;
  readonly logged: LogLine[] = [];
  readonly #opened: Ec2[] = [];

  private constructor(moto: Moto, proxy: Proxy) {
    this.moto = moto;
    this.proxy = proxy;
  }

  /** @param transitionSeconds how long instances are on their way, unless `moto.settle()` is called */
  static async start(transitionSeconds = 0): Promise<AwsWorld> {
    const moto = await startMoto({ transitionSeconds });
    return new AwsWorld(moto, await startProxy(moto.url));
  }

  /** The adapter under test, by a key, through the proxy. */
  open(options: Partial<AwsOptions> = {}): Ec2 {
    const ec2 = openAws({
      credentials: 'key',
      ...TEST_KEY,
      sessionToken: '',
      roleArn: '',
      externalId: '',
      homeRegion: 'us-east-1',
      regions: REGIONS,
      endpointUrl: this.proxy.url,
      // It stands still: nothing is asked in the background unless a test moves its own.
      clock: new FakeClock(Date.now()),
      // Nor does the budget come back then.
      limits: PLENTY,
      log: (level, message, fields) => this.logged.push({ level, message, fields }),
      ...options,
    });
    this.#opened.push(ec2);
    return ec2;
  }

  /** Makes instances, past the proxy; their states have arrived. */
  async seed(...seeds: readonly Seed[]): Promise<string[]> {
    const ids = await seedInstances(this.moto.url, seeds);
    await this.moto.settle();
    return ids;
  }

  /** Everything as at the start, but for the adapters: they are closed. */
  async reset(): Promise<void> {
    for (const ec2 of this.#opened.splice(0)) ec2.close();
    this.logged.length = 0;
    this.proxy.reset();
    await this.moto.reset();
  }

  async stop(): Promise<void> {
    for (const ec2 of this.#opened.splice(0)) ec2.close();
    await this.proxy.stop();
    await this.moto.stop();
  }
}
