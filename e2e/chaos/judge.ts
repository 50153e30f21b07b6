/** Judges what was observed. Pure: notes, calls and posts in, a verdict out. */
import type { Call } from '../aws/proxy.ts';
import type { BoardPost } from './board.ts';
import { readChange } from './claims.ts';
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
  readonly doubled: readonly string[];
  readonly lost: readonly string[];
  readonly withoutEnd: readonly string[];
  readonly postsDoubled: readonly string[];
}

/** The actions of EC2 that are judged, by the word that asks for them. */
export const ACTIONS = { start: 'StartInstances', stop: 'StopInstances', reboot: 'RebootInstances' } as const;

/** Judges. */
export function judge({ asked, changes, posts, alone }: Evidence): Verdict {
  const begun = asked.filter(
    ({ postId, outcome }) => postId !== undefined && (outcome === 'ended' || outcome === 'no end'),
  );
  const untrue = asked.flatMap((one) => one.untrue.map((what) => `${nameOf(one)}: ${what}`));
  return {
    begun: begun.length,
    truthful: begun.filter((one) => one.outcome === 'ended' && one.untrue.length === 0).length,
    untrue,
    doubled: doubledOf(asked, changes),
    lost: asked.filter((one) => isLost(one, posts, alone)).map((one) => `${nameOf(one)}: no word`),
    withoutEnd: posts
      .filter(isOpen)
      .map(({ id, message }) => `${id}: ${message.replaceAll('\n', ' / ').slice(0, 200)}`),
    postsDoubled: postsDoubledOf(posts),
  };
}

function nameOf({ person, line, sentAt }: Asked): string {
  return `${person} ${new Date(sentAt).toISOString().slice(11, 23)} ${line}`;
}

/** The command was taken, and no word ever came, not even later than the person waited. */
function isLost(
  { outcome, sentAt, line, person }: Asked,
  posts: readonly BoardPost[],
  alone: readonly Whisper[],
): boolean {
  if (outcome !== 'no word') return false;
  const head = `\`〉ec2ctl ${line}\``;
  if (alone.some((one) => one.person === person && one.at >= sentAt && one.message.startsWith(head))) return false;
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
function doubledOf(asked: readonly Asked[], changes: readonly Call[]): string[] {
  const doubled: string[] = [];
  const openAfter = new Map<Asked, Map<string, boolean>>();
  for (const call of changes) {
    for (const id of call.ids) {
      const cause = asked.filter((one) => one.ids.includes(id) && one.sentAt <= call.at).at(-1);
      if (cause === undefined || ACTIONS[cause.verb] !== call.action) {
        doubled.push(`${String(call.action)} of ${id}: nobody asked for it`);
        continue;
      }
      const mayBeDone = openAfter.get(cause) ?? new Map<string, boolean>();
      openAfter.set(cause, mayBeDone);
      if (mayBeDone.get(id) === true) doubled.push(`${nameOf(cause)}: ${call.action} of ${id} again`);
      mayBeDone.set(id, call.fault !== 'refuse' && call.fault !== 'region');
    }
  }
  return doubled;
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
