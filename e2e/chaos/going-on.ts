/**
 * Whether the posts of operations go on after a restart: within 30 s in which the plugin and all that it needs are there. One fault
 * follows another here, so these 30 s count from the last of them, without any in between.
 */
import { change } from '../../server/sidecar/src/messages/en/change.ts';
import type { BoardPost } from './board.ts';
import { readChange } from './claims.ts';

/** What is promised. */
const GOES_ON_WITHIN_MS = 30_000;

/** For so long what has happened may not have been seen yet. */
const UNSEEN_MS = 1_000;

/** What is seen at one moment. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Which processes the plugin lives in; undefined while they, or anything that they need, are not there. */
  readonly life: string | undefined;
  readonly posts: readonly BoardPost[];
  /** Who has each operation, as the board tells it. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Watches posts over the lives of the plugin. */
export class GoingOn {
  /** How long each post needed that went on, in milliseconds of undisturbed time. */
  readonly took: number[] = [];
  /** Those that did not, line by line. */
  readonly broken: string[] = [];
  #life: string | undefined;
  #bornAt = 0;
  #calmSince: number | undefined;
  /** Posts that said what will be when they were seen last. */
  #open: ReadonlySet<string> = new Set();
  /** Those of them whose process has ended, and that have not gone on since: who had each of them when the next one was there. */
  readonly #waiting = new Map<string, string | undefined>();
  readonly #tell: (line: string) => void;

  /** @param tell told of each post that went on, or did not */
  constructor(tell: (line: string) => void = () => undefined) {
    this.#tell = tell;
  }

  /** Takes in what is seen now. */
  see({ at, life, posts, owners }: Moment): void {
    if (life === undefined) {
      this.#calmSince = undefined;
      return;
    }
    const open = new Map(posts.filter(isUnderWay).map((post) => [post.id, post]));
    if (life !== this.#life) {
      const left = this.#life === undefined ? [] : [...this.#open, ...this.#waiting.keys()];
      for (const id of left) this.#waiting.set(id, ownerOf(open.get(id), owners));
      this.#life = life;
      this.#bornAt = at;
      this.#calmSince = at;
    }
    this.#calmSince ??= at;
    for (const [id, before] of this.#waiting) {
      const post = open.get(id);
      const owner = ownerOf(post, owners);
      this.#judge(id, post, { calmMs: at - this.#calmSince, isTaken: owner !== undefined && owner !== before });
    }
    this.#open = new Set(open.keys());
  }

  #judge(
    id: string,
    open: BoardPost | undefined,
    { calmMs, isTaken }: { readonly calmMs: number; readonly isTaken: boolean },
  ): void {
    const seconds = (calmMs / 1_000).toFixed(1);
    if (open === undefined || open.updatedAt > this.#bornAt || (isTaken && saysSo(open.message))) {
      this.took.push(calmMs);
      this.#tell(`post ${id} went on after ${seconds} s`);
    } else if (calmMs > GOES_ON_WITHIN_MS + UNSEEN_MS) {
      const line = `${id}: ${open.message.replaceAll('\n', ' / ').slice(0, 200)}`;
      this.broken.push(line);
      this.#tell(`post did not go on for ${seconds} s: ${line}`);
    } else return;
    this.#waiting.delete(id);
  }
}

/** Whether a post says already all that it would be edited to: that it goes on. Then whoever has its operation goes on with it. */
function saysSo(message: string): boolean {
  return message.includes(change['change.continued']) && !message.includes('watching stopped');
}

function ownerOf(post: BoardPost | undefined, owners: ReadonlyMap<string, string>): string | undefined {
  return post?.operationId === undefined ? undefined : owners.get(post.operationId);
}

/** Whether it is the post of an operation that says what will be. */
function isUnderWay({ message, operationId }: BoardPost): boolean {
  return operationId !== undefined && readChange(message)?.isOver === false;
}
