import { mattermostError } from '../../operations/testing/fake-posts.ts';
import type { HostApi, StoredPost } from '../../mattermost/host-api.ts';
import type { FakeHost } from '../../mattermost/testing/fake-host.ts';
import { FakeClock } from '../../operations/testing/fake-clock.ts';
import { FakeEc2 } from '../../operations/testing/fake-ec2.ts';
import type { Instance, InstanceState } from '../../ports.ts';
import { FakeBridge, type Pressing, type Typing } from '../../testing/fake-bridge.ts';

export const WEB_1 = 'i-0a1f39c5d2e84b7f6';
export const WEB_2 = 'i-04c2be71f90d3a58e';
export const DB = 'i-0d87e6a1b5c3f2940';

const REGIONS = ['eu-west-1', 'us-west-2'];

/** Where the settings are that most tests begin with: bob may change, carol may look. */
const SETTINGS = { operators: '@bob', viewers: '@carol' };

/**
 * The whole sidecar with a fake Mattermost and a fake EC2, on a clock that stands still. In us-west-2 run `web-1` and
 * `web-2`, in eu-west-1 `db` is stopped; bob may change them, carol may look, dave may nothing.
 */
export class CardStage {
  readonly clock = new FakeClock();
  ec2 = new FakeEc2(this.clock, REGIONS);
  bridge = new FakeBridge(() => this.ec2, this.clock);

  /** The id that the next process has; a server of its own where it is another. */
  nextInstanceId: string | undefined;

  /** Called with the Mattermost that the next process finds. */
  inNextHost: (host: FakeHost) => void = () => undefined;

  /** Starts the plugin. */
  static async begin(settings: Record<string, unknown> = {}): Promise<CardStage> {
    const stage = new CardStage();
    const { host } = stage.bridge;
    for (const name of ['carol', 'dave']) {
      host.addUser(name);
      host.addSession(`${name}-session`, name);
      for (const place of ['t', 'c']) host.members.add(`${place} ${name}`);
    }
    stage.add(WEB_1, 'running', { name: 'web-1' });
    stage.add(WEB_2, 'running', { name: 'web-2' });
    stage.add(DB, 'stopped', { name: 'db', region: 'eu-west-1' });
    await stage.bridge.initialize({ ...SETTINGS, ...settings });
    return stage;
  }

  /** Puts an instance into us-west-2, if no other region is told. */
  add(id: string, state: InstanceState, facts: Partial<Instance> = {}): void {
    this.ec2.add({ id, state, region: 'us-west-2', ...facts });
  }

  /** Types a line, and lets happen what happens at once. */
  async type(line: string, { who = 'bob', ...typing }: Typing & { who?: string } = {}): Promise<void> {
    await this.bridge.type(who, line, typing);
    await this.clock.advance(10);
  }

  /** Presses a button, and lets happen what happens at once. Returns what Mattermost is answered with. */
  async press(name: string, who = 'bob', where: Partial<Pressing> = {}): Promise<unknown> {
    const { status, body } = await this.bridge.press(who, name, where);
    await this.clock.advance(10);
    return status === 200 ? body : { status, body };
  }

  /** Puts other settings in force. */
  async configure(settings: Record<string, unknown>): Promise<void> {
    await this.bridge.configure({ ...SETTINGS, ...settings });
  }

  /** The process ends without a word; the next one begins `afterMs` later. */
  async restart(afterMs = 1_000): Promise<void> {
    const host = this.bridge.host.survivor();
    this.inNextHost(host);
    const ec2 = new FakeEc2(this.clock, REGIONS);
    ec2.fingerprint = this.ec2.fingerprint;
    this.ec2.moveTo(ec2);
    ec2.calls.push(...this.ec2.calls);
    await this.clock.advance(afterMs);
    this.ec2 = ec2;
    this.bridge = new FakeBridge(() => ec2, this.clock, host);
    if (this.nextInstanceId !== undefined) this.bridge.instanceId = this.nextInstanceId;
    await this.bridge.initialize(SETTINGS);
    await this.clock.advance(10);
  }

  /** From now on Mattermost takes so long for each file, in milliseconds. */
  takeFilesAfter(ms: number): void {
    const { host } = this.bridge;
    const take = host.UploadFile.bind(host);
    host.UploadFile = async (...file) => {
      await this.clock.sleep(ms);
      return await take(...file);
    };
  }

  /**
   * From now on Mattermost does not answer this; so many times, or for good. Returns what ends that.
   *
   * @param options.at what is in the call, also within what it stores
   */
  silence(method: keyof HostApi, { times = Infinity, applied = false, at = '' } = {}): () => void {
    const { host } = this.bridge;
    const answer = host[method].bind(host) as (...args: unknown[]) => Promise<unknown>;
    let left = times;
    const restore = (): void => {
      Object.assign(host, { [method]: answer });
    };
    const strike = async (...args: unknown[]): Promise<unknown> => {
      const isMeant = [JSON.stringify(args), ...args.map(decoded)].some((text) => text.includes(at));
      if (left === 0 || !isMeant) return await answer(...args);
      left -= 1;
      if (applied) await answer(...args);
      throw mattermostError('Unreachable');
    };
    Object.assign(host, { [method]: strike });
    return restore;
  }

  /** All posts as they stand, oldest first. */
  get posts(): StoredPost[] {
    return [...this.bridge.host.posts.values()];
  }

  /** What the only post says now, whatever was answered in its thread. */
  get post(): string {
    const [only, ...more] = this.posts.filter(({ root_id: rootId }) => rootId === '');
    if (only === undefined || more.length > 0) throw new Error(`Not one post: ${String(this.posts.length)}`);
    return only.message;
  }

  /** Who was turned away with a press, where and why, as the log has it. */
  get refusedPresses(): string[] {
    const lines = this.bridge.logged.filter(({ message }) => message === 'Press of a button refused');
    return lines.map(({ userId, channelId, reason }) => [userId, channelId, reason].join(' '));
  }

  /** What the newest post says, without its first line. */
  get answer(): string {
    return withoutHead(this.posts.at(-1)?.message);
  }

  /** The buttons of the newest post. */
  get buttons(): string[] {
    return this.bridge.host.buttons(this.posts.at(-1));
  }

  /** The newest message to one person alone: to whom, where, and what it says without its first line, if it has one. */
  get told(): { readonly who: string; readonly place: string; readonly says: string; readonly buttons: string[] } {
    const last = this.bridge.host.ephemerals.at(-1);
    if (last === undefined) throw new Error('Nobody was told anything');
    const { channel_id: channelId, root_id: rootId, message } = last.post;
    return {
      who: last.userId,
      place: [channelId, rootId].filter((part) => part !== '').join('/'),
      says: message.startsWith('`〉') ? withoutHead(message) : message,
      buttons: this.bridge.host.buttons(last.post),
    };
  }

  /** How often something was told to one person alone. */
  get tellings(): number {
    return this.bridge.host.ephemerals.length;
  }

  /** The ids of each change that AWS was asked for. */
  get asked(): (readonly string[] | undefined)[] {
    return this.ec2.calls.filter(({ call }) => call === 'change' || call === 'reboot').map(({ ids }) => ids);
  }

  /** The records of cards that are not answered. */
  get openCards(): string[] {
    const cards = [...this.bridge.host.store].filter(([key]) => key.startsWith('card/'));
    return cards.filter(([, { value }]) => !isAnswered(value)).map(([key]) => key);
  }

  /** The token of the newest card. */
  get token(): string {
    return this.openCards.at(-1)?.slice('card/'.length) ?? '';
  }
}

/** What may happen between a card and the press of its button, and what is said then. */
export const MEANWHILE: readonly {
  readonly what: string;
  readonly happens: (stage: CardStage) => Promise<void>;
  readonly says: string;
}[] = [
  {
    what: 'the right was taken',
    happens: (stage) => stage.configure({ operators: '' }),
    says: 'bob may not do this any longer. Nothing was changed.',
  },
  {
    what: 'the credentials are others',
    happens: (stage) => {
      stage.ec2.fingerprint = 'another';
      return Promise.resolve();
    },
    says: 'The AWS settings were changed since this was asked. Nothing was changed.',
  },
  {
    what: 'all are gone',
    happens: (stage) => {
      for (const id of [WEB_1, WEB_2, DB]) stage.ec2.remove(id);
      return Promise.resolve();
    },
    says: 'None of these instances is there any longer. Nothing was changed.',
  },
  {
    what: 'the settings cannot be used',
    happens: (stage) => stage.configure({ homeregion: 'nowhere' }),
    says: 'The settings of ec2ctl cannot be used at present. Nothing was changed.',
  },
];

function withoutHead(message = ''): string {
  return message.split('\n').slice(1).join('\n');
}

function isAnswered(value: string): boolean {
  return decoded(value).includes('"kind":"answered"');
}

/** What a value says that is to be stored; of anything else nothing that means anything. */
function decoded(value: unknown): string {
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
}
