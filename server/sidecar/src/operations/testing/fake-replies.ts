import type { Clock } from '../../clock.ts';
import type { Readers } from '../../ports.ts';
import type { Replies } from '../../replies.ts';
import { type FakePosts, mattermostError } from './fake-posts.ts';
import { Faults } from './faults.ts';

/** A reply of the fake. */
export interface FakeReply {
  readonly postId: string;
  readonly operationId: string;
  readonly message: string;
  /** When it was made, in milliseconds of the clock. */
  readonly at: number;
}

/** Replies in memory for tests, to posts that are there. Outlives whatever uses it. */
export class FakeReplies implements Replies {
  readonly made: FakeReply[] = [];
  /** Of what kind every channel is. */
  kind: Readers['kind'] = 'private';
  /** Struck by method, and by post or channel id. */
  readonly faults: Faults;
  readonly #clock: Clock;
  readonly #posts: FakePosts;

  constructor(clock: Clock, posts: FakePosts) {
    this.#clock = clock;
    this.#posts = posts;
    this.faults = new Faults(clock);
  }

  /** The only reply there is. */
  get only(): FakeReply {
    const [reply] = this.made;
    if (reply === undefined || this.made.length > 1) throw new Error(`Not one reply: ${String(this.made.length)}`);
    return reply;
  }

  async make(postId: string, message: string, operationId: string): Promise<void> {
    await this.faults.play('make', postId, undefined, () => {
      this.#expectPost(postId);
      this.made.push({ postId, operationId, message, at: this.#clock.now() });
    });
  }

  async find(postId: string, operationId: string): Promise<string | undefined> {
    return await this.faults.play('find', postId, undefined, () => {
      this.#expectPost(postId);
      const at = this.made.findIndex((reply) => reply.postId === postId && reply.operationId === operationId);
      return at === -1 ? undefined : `reply-${String(at + 1)}`;
    });
  }

  async channelKind(channelId: string): Promise<Readers['kind']> {
    return await this.faults.play('channelKind', channelId, undefined, () => this.kind);
  }

  #expectPost(postId: string): void {
    const post = this.#posts.posts.find(({ id }) => id === postId);
    if (post === undefined || post.deleted) throw mattermostError('PostDeleted');
  }
}
