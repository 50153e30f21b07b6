/** Judges what was observed. Pure: notes, calls and posts in, a verdict out. */
import type { Call } from '../aws/proxy.ts';
import type { BoardPost } from './board.ts';
import { readChange } from './claims.ts';
import { isWordOn } from './first-word.ts';
import { attribute, type Attributed, beliedBy, deniedOf, nameOf } from './held-against-calls.ts';
import type { Asked } from './notes.ts';

/** What there is to judge. */
export interface Evidence {
  readonly asked: readonly Asked[];
  /** Calls that change something, in the order of their coming. */
  readonly changes: readonly Call[];
  /** The posts as they are in the end. */
  readonly posts: readonly BoardPost[];
  /** What was said to people alone. */
  readonly alone: readonly Whisper[];
}

/** A message to one person alone. */
export interface Whisper {
  readonly person: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

/** What came of it; the lists have a line for each case. */
export interface Verdict {
  /** Changes that got a post. */
  readonly begun: number;
  /** Those of them whose post ended with what is so. */
  readonly truthful: number;
  readonly untrue: readonly string[];
  /** Asked of AWS, although it was said that nothing was done, or nothing was said. */
  readonly denied: readonly string[];
  readonly doubled: readonly string[];
  readonly lost: readonly string[];
  readonly withoutEnd: readonly string[];
  readonly postsDoubled: readonly string[];
}

/** Judges. */
export function judge({ asked, changes, posts, alone }: Evidence): Verdict {
  const begun = asked.filter(
    ({ postId, outcome }) => postId !== undefined && (outcome === 'ended' || outcome === 'no end'),
  );
  const attributed = attribute(asked, changes);
  const untruths = new Map(
    asked.map((one) => [one, [...one.untrue, ...beliedBy(one, attributed.byCause.get(one) ?? [])]]),
  );
  return {
    begun: begun.length,
    truthful: begun.filter((one) => one.outcome === 'ended' && untruths.get(one)?.length === 0).length,
    untrue: [...untruths].flatMap(([one, whats]) => whats.map((what) => `${nameOf(one)}: ${what}`)),
    denied: deniedOf(asked, attributed, posts),
    doubled: doubledOf(attributed),
    lost: asked.filter((one) => isLost(one, posts, alone)).map((one) => `${nameOf(one)}: no word`),
    withoutEnd: posts
      .filter(isOpen)
      .map(({ id, message }) => `${id}: ${message.replaceAll('\n', ' / ').slice(0, 200)}`),
    postsDoubled: postsDoubledOf(posts),
  };
}

/** The command was taken, and no word ever came, not even later than the person waited. */
function isLost(one: Asked, posts: readonly BoardPost[], alone: readonly Whisper[]): boolean {
  const { outcome, sentAt, head, person } = one;
  if (outcome !== 'no word') return false;
  const isTold = alone.some(
    ({ person: whose, at, message }) =>
      whose === person && at >= sentAt && message.startsWith(head) && isWordOn(one, message),
  );
  if (isTold) return false;
  return !posts.some(({ createdAt, message }) => createdAt >= sentAt && message.startsWith(`${head} · ${person}`));
}

/** What a listing says that is not all there yet. */
const WAITS = /waiting for: |Waiting for the list of regions|The file will follow|the file will have all/;

/** A post that says what will be, or asks. */
function isOpen({ message, actions, operationId }: BoardPost): boolean {
  if (readChange(message)?.isOver === false || WAITS.test(message)) return true;
  return operationId !== undefined && actions.length > 0;
}

/**
 * Changes that AWS was asked for again although the first may have been done, or that nobody asked for. After a refusal nothing was done:
 * of several instances one may be the reason, and the others are asked for singly.
 */
function doubledOf({ byCause, unasked }: Attributed): string[] {
  const again = [...byCause].flatMap(([cause, calls]) => {
    const mayBeDone = new Set<string>();
    return calls.flatMap(({ id, call }) => {
      const isAgain = mayBeDone.has(id);
      if (call.fault !== 'refuse' && call.fault !== 'region') mayBeDone.add(id);
      else mayBeDone.delete(id);
      return isAgain ? [`${nameOf(cause)}: ${String(call.action)} of ${id} again`] : [];
    });
  });
  return [...unasked.map(({ id, call }) => `${String(call.action)} of ${id}: nobody asked for it`), ...again];
}

function postsDoubledOf(posts: readonly BoardPost[]): string[] {
  const byOperation = Map.groupBy(
    posts.filter(({ operationId }) => operationId !== undefined),
    ({ operationId }) => operationId,
  );
  return [...byOperation]
    .filter(([, { length }]) => length > 1)
    .map(([id, { length }]) => `${String(id)}: ${String(length)} posts`);
}
