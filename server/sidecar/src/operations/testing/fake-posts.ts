import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { UpstreamError } from '../../errors.ts';
import type { BelowText, EphemeralPost, NewPost, Place, Posts } from '../../ports.ts';
import { Faults } from './faults.ts';

/** A version of a post. */
export interface PostVersion {
  /** When it was made, in milliseconds of the clock. */
  readonly at: number;
  readonly message: string;
  readonly fileIds?: readonly string[] | undefined;
}

/** A post of the fake, with all its versions, the first one first. */
export interface FakePost extends NewPost {
  readonly id: string;
  readonly versions: PostVersion[];
  deleted: boolean;
}

/** A message to one person alone. */
export interface EphemeralMessage {
  readonly userId: string;
  readonly place: Place;
  readonly message: string;
}

/** Posts in memory for tests. Outlives whatever uses it, so that a second process can be played with the same one. */
export class FakePosts implements Posts {
  readonly posts: FakePost[] = [];
  readonly ephemerals: EphemeralMessage[] = [];
  /** Struck by method, and by post id for `edit`. */
  readonly faults: Faults;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.faults = new Faults(clock);
  }

  /** The only post there is. */
  get only(): FakePost {
    const [post] = this.posts;
    if (post === undefined || this.posts.length > 1) throw new Error(`Not one post: ${String(this.posts.length)}`);
    return post;
  }

  async create(post: NewPost): Promise<string> {
    return await this.faults.play('create', '', undefined, () => {
      const id = `post-${String(this.posts.length + 1)}`;
      const versions = [{ at: this.#clock.now(), message: post.message }];
      this.posts.push({ ...post, id, versions, deleted: false });
      return id;
    });
  }

  async edit(postId: string, message: string, { fileIds }: BelowText = {}): Promise<void> {
    await this.faults.play('edit', postId, undefined, () => {
      const post = this.posts.find((candidate) => candidate.id === postId);
      if (post === undefined || post.deleted) throw mattermostError('PostDeleted');
      // As the real ones: what stands there already is not stored again.
      const last = post.versions.at(-1);
      if (last?.message === message && isDeepStrictEqual(last.fileIds ?? [], fileIds ?? [])) return;
      post.versions.push({ at: this.#clock.now(), message, fileIds });
    });
  }

  async ephemeral(userId: string, place: Place, message: string): Promise<EphemeralPost> {
    return await this.faults.play('ephemeral', '', undefined, () => {
      this.ephemerals.push({ userId, place, message });
      return { ...place, id: `ephemeral-${String(this.ephemerals.length)}`, createdAt: this.#clock.now() };
    });
  }

  async editEphemeral(userId: string, place: EphemeralPost, message: string): Promise<void> {
    await this.faults.play('editEphemeral', '', undefined, () => {
      this.ephemerals.push({ userId, place, message });
    });
  }

  isDirect(channelId: string, userId: string): Promise<boolean> {
    return Promise.resolve(channelId === `direct-${userId}`);
  }

  directChannel(userId: string): Promise<string> {
    return Promise.resolve(`direct-${userId}`);
  }

  async findByOperation(place: Place, operationId: string, since: number): Promise<string | undefined> {
    return await this.faults.play('findByOperation', '', undefined, () => {
      const found = this.posts.find(
        (post) => post.channelId === place.channelId && post.operationId === operationId && !post.deleted,
      );
      const [first] = found?.versions ?? [];
      // The real ones may give up before it.
      return first !== undefined && first.at >= since ? found?.id : undefined;
    });
  }

  /** There are no buttons here: whoever needs them plays the whole sidecar with a fake of Mattermost. */
  withButtons(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** An error as Mattermost answers it; without status when its answer was lost. */
export function mattermostError(code: string, status?: number): UpstreamError {
  return new UpstreamError('mattermost', code, `Fake ${code}`, { status });
}
