import type { Post } from '@mattermost/types/posts';
import type { Delivery, Inbox } from './inbox.ts';

/** Milliseconds. */
interface Limit {
  readonly timeout?: number;
}

/** One command and what came of it, as the person who typed it sees it. */
export class Exchange {
  readonly #inbox: Inbox;
  readonly #since: number;
  /** When the command was sent and when its request was answered, in milliseconds since the epoch. */
  readonly sentAt: number;
  readonly answeredAt: number;

  constructor(inbox: Inbox, since: number, sentAt: number, answeredAt: number) {
    this.#inbox = inbox;
    this.#since = since;
    this.sentAt = sentAt;
    this.answeredAt = answeredAt;
  }

  /** The first post that came after the command was sent, and whose text matches. */
  async post(text?: RegExp, limit: Limit = {}): Promise<Post> {
    return this.#first('posted', text, limit);
  }

  /** The first ephemeral post, for this person alone, that came after the command was sent. */
  async ephemeral(text?: RegExp, limit: Limit = {}): Promise<Post> {
    return this.#first('ephemeral', text, limit);
  }

  /** The first answer, to all or to this person alone. */
  async answer(limit: Limit = {}): Promise<Delivery> {
    return this.#wait('an answer', ({ kind }) => kind === 'posted' || kind === 'ephemeral', limit);
  }

  /** The first version of a post whose text matches: as it was made, or as it was edited since. */
  async version(postId: string, text: RegExp, limit: Limit = {}): Promise<Post> {
    const matches = ({ kind, post }: Delivery): boolean =>
      (kind === 'posted' || kind === 'edited') && post.id === postId && text.test(post.message);
    return (await this.#wait(`a version of the post that matches ${String(text)}`, matches, limit)).post;
  }

  /** The first edit of whatever post whose text matches. */
  async edited(text: RegExp, limit: Limit = {}): Promise<Post> {
    return this.#first('edited', text, limit);
  }

  /** The first version of a post for which this holds. */
  async until(postId: string, what: string, holds: (post: Post) => boolean, limit: Limit = {}): Promise<Post> {
    const matches = ({ kind, post }: Delivery): boolean => kind !== 'deleted' && post.id === postId && holds(post);
    return (await this.#wait(what, matches, limit)).post;
  }

  /** All versions of a post so far, oldest first. */
  versions(postId: string): Delivery[] {
    return this.#inbox.all(({ kind, post }) => kind !== 'deleted' && post.id === postId, this.#since);
  }

  /** Everything that came since the command was sent. */
  deliveries(): Delivery[] {
    return this.#inbox.all(undefined, this.#since);
  }

  async #first(kind: Delivery['kind'], text: RegExp | undefined, limit: Limit): Promise<Post> {
    const what =
      text === undefined ? `the first delivery of kind ${kind}` : `one of kind ${kind} that matches ${String(text)}`;
    const matches = (delivery: Delivery): boolean =>
      delivery.kind === kind && (text === undefined || text.test(delivery.post.message));
    return (await this.#wait(what, matches, limit)).post;
  }

  async #wait(what: string, matches: (delivery: Delivery) => boolean, limit: Limit): Promise<Delivery> {
    return this.#inbox.wait(what, matches, { since: this.#since, ...limit });
  }
}
