import type { Post } from '@mattermost/types/posts';
import WebSocket from 'ws';

/** A post as one person's client was told of it. */
export interface Delivery {
  /** `ephemeral` is for this person alone and in no table. */
  readonly kind: 'posted' | 'edited' | 'deleted' | 'ephemeral';
  readonly post: Post;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/** Picks a delivery. */
export type Matches = (delivery: Delivery) => boolean;

const KINDS: Readonly<Record<string, Delivery['kind']>> = {
  posted: 'posted',
  post_edited: 'edited',
  post_deleted: 'deleted',
  ephemeral_message: 'ephemeral',
};

/** Whether a post is Mattermost's own, of who came and went: that may be told at any moment. */
function isArrival({ type }: Post): boolean {
  return type.startsWith('system_') && type !== 'system_ephemeral';
}

/** Every post that Mattermost pushes to one person's client over the websocket, in order; but for its own. */
export class Inbox {
  readonly #socket: WebSocket;
  readonly #deliveries: Delivery[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#receive(JSON.parse(data.toString('utf8')) as { event?: string; data?: { post?: string } });
    });
    // The server may be killed by a test: whoever waits then runs into its own limit.
    socket.on('error', () => undefined);
  }

  /**
   * Connects.
   *
   * @param url of the server, with its path
   * @param token of the person's session
   */
  static async open(url: string, token: string): Promise<Inbox> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v4/websocket`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const inbox = new Inbox(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // The server's greeting comes when it will deliver; the open connection alone does not say that.
      socket.once('message', () => {
        resolve();
      });
    });
    return inbox;
  }

  /** How many deliveries there have been: where to begin when asking only for what comes from now on. */
  get length(): number {
    return this.#deliveries.length;
  }

  /** The deliveries from the index `since` on that match. */
  all(matches: Matches = () => true, since = 0): Delivery[] {
    return this.#deliveries.slice(since).filter(matches);
  }

  /** Calls back for each delivery from now on. */
  listen(callback: (delivery: Delivery) => void): void {
    let seen = this.#deliveries.length;
    this.#waiting.add(() => {
      for (; seen < this.#deliveries.length; seen += 1) {
        const delivery = this.#deliveries[seen];
        if (delivery !== undefined) {
          callback(delivery);
        }
      }
    });
  }

  /**
   * The first delivery from the index `since` on that matches, as soon as it is there.
   *
   * @param what is waited for, in words
   * @param timeout in milliseconds
   * @throws Error with all that came instead when the time is up
   */
  async wait(what: string, matches: Matches, { since = 0, timeout = 10_000 } = {}): Promise<Delivery> {
    const look = (): Delivery | undefined => this.all(matches, since)[0];
    const found = look();
    if (found !== undefined) {
      return found;
    }
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const delivery = look();
        if (delivery !== undefined) {
          clearTimeout(timer);
          this.#waiting.delete(check);
          resolve(delivery);
        }
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        const came = this.all(undefined, since).map(({ kind, post }) => `${kind}: ${post.message}`);
        reject(
          new Error(
            `Gave up after ${String(timeout / 1000)} s waiting for ${what}. What came:\n${came.join('\n---\n') || '(nothing)'}`,
          ),
        );
      }, timeout);
      this.#waiting.add(check);
    });
  }

  /** Disconnects. */
  close(): void {
    this.#socket.terminate();
  }

  #receive({ event, data }: { event?: string; data?: { post?: string } }): void {
    const kind = KINDS[event ?? ''];
    if (kind === undefined || data?.post === undefined) return;
    const post = JSON.parse(data.post) as Post;
    if (!isArrival(post)) {
      this.#deliveries.push({ kind, post, at: Date.now() });
      for (const look of [...this.#waiting]) {
        look();
      }
    }
  }
}
