import { createApp } from '../app.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createDemoFleet } from '../ec2/demo.ts';
import type { StoredPost } from '../mattermost/host-api.ts';
import { FakeHost } from '../mattermost/testing/fake-host.ts';
import type { Ec2 } from '../ports.ts';
import type { Handlers } from '../rpc/connection.ts';
import type { CommandResponse, InitializeParams } from '../rpc/protocol.ts';

/** The address of the server, with a path, as behind a proxy. */
export const SITE = 'https://chat.example.org/team';
export const BUILD = '1.2.3+abc';

const never = new AbortController().signal;

/** A clock that runs fifty times as fast, so that the demo fleet's transitions take no time worth waiting for. */
function createFastClock(): Clock {
  const begin = Date.now();
  return {
    now: () => begin + (Date.now() - begin) * 50,
    sleep: (ms, signal) => systemClock.sleep(ms / 50, signal),
  };
}

/** How a command is typed, when not in a channel by its own person at a desk. */
export interface Typing {
  readonly userAgent?: string;
  readonly channelId?: string;
  readonly rootId?: string;
  readonly sessionId?: string;
  /** Aborted when the bridge gave up waiting. */
  readonly signal?: AbortSignal;
}

/** Where a button was pressed, and what it said. */
export interface Pressing {
  readonly channelId: string;
  readonly postId: string;
  readonly context: Readonly<Record<string, string>>;
}

/** The whole sidecar without a process: calls come by hand, Mattermost is in memory, EC2 is the demo fleet. */
export class FakeBridge {
  readonly host: FakeHost;
  readonly logged: Record<string, unknown>[] = [];
  readonly handlers: Handlers;
  /** One process at a time has the same; a test that plays several servers gives each another. */
  instanceId = 'the-only-one';

  /**
   * With the system admin `alice` and the member `bob`, each with a session.
   *
   * @param open makes the EC2 to work with; the demo fleet when left out
   * @param clock a fast one when left out
   * @param host a Mattermost that was there before; a new one when left out
   */
  constructor(
    open: (clock: Clock) => Ec2 = (clock) => createDemoFleet({ clock }),
    clock: Clock = createFastClock(),
    host: FakeHost = newHost(),
  ) {
    this.host = host;
    this.handlers = createApp({
      buildVersion: BUILD,
      runtimeVersion: 'v24.21.0',
      host: this.host,
      clock,
      log: (level, message, fields) => this.logged.push({ level, message, ...fields }),
      openEc2: () => Promise.resolve(open(clock)),
    }).handlers;
  }

  /** @param configuration with listings in the channel, unless it says otherwise */
  async initialize(configuration: Record<string, unknown> = {}, buildVersion = BUILD): Promise<unknown> {
    const params: InitializeParams = {
      buildVersion,
      pluginId: 'ec2ctl',
      serverVersion: '11.9.0',
      instanceId: this.instanceId,
      server: { siteUrl: SITE, defaultLocale: 'en' },
      configuration: { listings: 'channel', ...configuration },
    };
    return await this.handlers.initialize(params, never);
  }

  async configure(configuration: Record<string, unknown>): Promise<void> {
    await this.handlers['configuration/changed'](
      { server: { siteUrl: SITE, defaultLocale: 'en' }, configuration: { listings: 'channel', ...configuration } },
      never,
    );
  }

  async save(configuration: Record<string, unknown>, duplicateKeys: string[] = []): Promise<unknown> {
    return await this.handlers['hook/configurationWillBeSaved']({ configuration, duplicateKeys }, never);
  }

  async type(who: string, command: string, typing: Typing = {}): Promise<CommandResponse> {
    const context = {
      SessionId: typing.sessionId ?? `${who}-session`,
      RequestId: '',
      IPAddress: '',
      AcceptLanguage: '',
      UserAgent: typing.userAgent ?? '',
    };
    const { channelId = 'c', rootId = '' } = typing;
    const place = { channel_id: channelId, team_id: 't', root_id: rootId, parent_id: '', trigger_id: '' };
    const args = { ...place, user_id: who, command };
    return (await this.handlers['hook/executeCommand']({ context, args }, typing.signal ?? never)).response;
  }

  async get(userId: string, path: string, query: string): Promise<{ status: number; body: unknown }> {
    const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' };
    const request = { context, userId, method: 'GET', path, query, headers: {}, body: '' };
    const { status, body } = await this.handlers['hook/serveHTTP'](request, never);
    return { status, body: JSON.parse(Buffer.from(body, 'base64').toString()) };
  }

  /**
   * Presses the button with this name, or chooses an option of a menu by its text: of the newest post or message to one person
   * that has it, or a button with what `where` says. Fulfilled with what the route answers.
   */
  async press(who: string, name: string, where: Partial<Pressing> = {}): Promise<{ status: number; body: unknown }> {
    const button = where.context === undefined ? this.host.action(name) : undefined;
    const { channelId = 'c', postId, context } = { ...button, ...where };
    return await this.post(who, { user_id: who, channel_id: channelId, post_id: postId, context });
  }

  /** Sends what Mattermost sends when a button was pressed, or anything else. */
  async post(userId: string, body: unknown, path = '/action'): Promise<{ status: number; body: unknown }> {
    const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' };
    const encoded = Buffer.from(JSON.stringify(body)).toString('base64');
    const request = { context, userId, method: 'POST', path, query: '', headers: {}, body: encoded };
    const answer = await this.handlers['hook/serveHTTP'](request, never);
    return { status: answer.status, body: JSON.parse(Buffer.from(answer.body, 'base64').toString()) };
  }

  async shutdown(): Promise<void> {
    await this.handlers.shutdown(null, never);
  }

  /** The next post or edit for which `fits` holds. To be called before what makes it. */
  nextPost(fits: (post: StoredPost) => boolean = () => true): Promise<StoredPost> {
    return new Promise((resolve) => {
      this.host.onPost = (post) => {
        if (fits(post)) resolve(post);
      };
    });
  }

  /** The next message to one person alone. To be called before what makes it. */
  nextEphemeral(): Promise<{ userId: string; message: string }> {
    const send = this.host.SendEphemeralPost.bind(this.host);
    return new Promise((resolve) => {
      this.host.SendEphemeralPost = async (userId, post) => {
        resolve({ userId, message: post.message });
        return await send(userId, post);
      };
    });
  }
}

function newHost(): FakeHost {
  const host = new FakeHost();
  host.addUser('alice', { roles: 'system_user system_admin' });
  host.addUser('bob');
  host.addTeam('t', ['alice', 'bob']);
  host.addChannel('c', 't', ['alice', 'bob']);
  host.addSession('alice-session', 'alice');
  host.addSession('bob-session', 'bob');
  return host;
}

/** For a condition that nothing announces. Below the limit of a test, which would leave it looking for ever. */
const UNTIL_MS = 30_000;

/** Waits for such a condition. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + UNTIL_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Not so: ${String(holds)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
