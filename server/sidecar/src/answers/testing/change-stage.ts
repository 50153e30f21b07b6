import { FakeClock } from '../../operations/testing/fake-clock.ts';
import { FakeEc2 } from '../../operations/testing/fake-ec2.ts';
import { FakeBridge } from '../../testing/fake-bridge.ts';

export const WEB_1 = 'i-0a1f39c5d2e84b7f6';
export const WEB_2 = 'i-04c2be71f90d3a58e';
export const WEB_3 = 'i-0d87e6a1b5c3f2940';

/** How long buttons are good for. */
export const CARD_LIFE = 300_000;

/** The whole sidecar with two machines that run and one that is stopped, and `bob`, who may change them. */
export class ChangeStage {
  readonly clock = new FakeClock();
  readonly ec2 = new FakeEc2(this.clock, ['us-east-1', 'us-west-2']);
  readonly bridge = new FakeBridge(() => this.ec2, this.clock);

  constructor() {
    this.ec2.add({ id: WEB_1, region: 'us-west-2', state: 'running', name: 'web-1' });
    this.ec2.add({ id: WEB_2, region: 'us-west-2', state: 'running', name: 'web-2' });
    this.ec2.add({ id: WEB_3, region: 'us-west-2', state: 'stopped', name: 'web-3' });
  }

  async start(configuration: Record<string, unknown> = {}): Promise<void> {
    await this.bridge.initialize({ operators: '@bob', ...configuration });
  }

  /** Types a line, and moves the clock until nothing more comes of it at once. */
  async type(line: string, { who = 'bob', rootId = '' } = {}): Promise<void> {
    await this.bridge.type(who, line, { rootId });
    await this.clock.advance(10);
  }

  /** Presses a button, and moves the clock until nothing more comes of it at once. Gives what the route answers. */
  async press(name: string, who = 'bob'): Promise<{ status: number; body: unknown }> {
    const answer = await this.bridge.press(who, name);
    await this.clock.advance(10);
    return answer;
  }

  /** The text of the newest post of the channel. */
  get post(): string {
    return [...this.bridge.host.posts.values()].at(-1)?.message ?? '';
  }

  /** How many posts there are. */
  get posts(): number {
    return this.bridge.host.posts.size;
  }

  /** The buttons below the newest post of the channel. */
  get buttons(): string[] {
    return this.bridge.host.buttons([...this.bridge.host.posts.values()].at(-1));
  }

  /** What was last told to one person alone. */
  get told(): { userId: string; message: string; buttons: string[] } {
    const last = this.bridge.host.ephemerals.at(-1);
    return {
      userId: last?.userId ?? '',
      message: last?.post.message ?? '',
      buttons: this.bridge.host.buttons(last?.post),
    };
  }

  /** The records of cards that are kept. */
  get cards(): string[] {
    return [...this.bridge.host.store.keys()].filter((key) => key.startsWith('card/'));
  }

  /** The ids of each change that AWS was asked for. */
  get changed(): (readonly string[] | undefined)[] {
    return this.ec2.callsOf('change').map(({ ids }) => ids);
  }
}
