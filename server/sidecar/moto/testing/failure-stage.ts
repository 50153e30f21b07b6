import { systemClock, type Clock } from '../../src/clock.ts';
import type { AwsOptions } from '../../src/ec2/aws.ts';
import type { Ec2 } from '../../src/ports.ts';
import type { FakeHost } from '../../src/mattermost/testing/fake-host.ts';
import { FakeBridge } from '../../src/testing/fake-bridge.ts';
import type { AwsWorld } from './aws-world.ts';
import { until } from './web-server.ts';

/** The one region that the stage knows. */
export const REGION = 'eu-west-1';

/** What a command came to. */
export interface Outcome {
  /** The last version of the post. */
  readonly channel: string;
  /** What the system admin who typed was told alone. */
  readonly admin: readonly string[];
}

/** The whole sidecar but for Mattermost, which is in memory, with the real SDK behind it. */
export class FailureStage {
  readonly bridge: FakeBridge;
  readonly #opened: { closed: boolean }[] = [];

  /**
   * @param options of the adapter, besides the one region
   * @param speed how much faster the sidecar's own waiting is; the SDK waits as long as ever
   * @param host the Mattermost that an earlier process left; a new one when left out
   */
  constructor(world: AwsWorld, options: Partial<AwsOptions> = {}, speed = 1, host?: FakeHost) {
    this.bridge = new FakeBridge(
      () => {
        const ec2 = world.open({ regions: [REGION], ...options });
        const opened = { closed: false };
        this.#opened.push(opened);
        const noted: Ec2 = {
          ...ec2,
          close: () => {
            opened.closed = true;
            ec2.close();
          },
        };
        return noted;
      },
      clockOf(speed),
      host,
    );
  }

  /** Types as a system admin, and waits until all that comes of it is over. */
  async type(command: string): Promise<Outcome> {
    await this.bridge.initialize();
    await this.bridge.type('alice', command);
    // Work keeps the EC2 that it began with; when that is closed, the last of it is done.
    await this.bridge.configure({ regions: 'us-east-1' });
    await until(() => this.#opened[0]?.closed === true, 30_000);
    return this.outcome();
  }

  /** What there is so far. */
  outcome(): Outcome {
    const { posts, ephemerals } = this.bridge.host;
    return {
      channel: [...posts.values()].map(({ message }) => message).join('\n'),
      admin: ephemerals.filter(({ userId }) => userId === 'alice').map(({ post }) => post.message),
    };
  }
}

function clockOf(speed: number): Clock {
  const begin = Date.now();
  return {
    now: () => begin + (Date.now() - begin) * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
