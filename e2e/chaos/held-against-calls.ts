/** Holds what people were told against the calls that came to EC2. Pure, as the judge that asks for it. */
import type { Call } from '../aws/proxy.ts';
import type { BoardPost } from './board.ts';
import { type Denial, denialIn, readChange } from './claims.ts';
import type { Asked } from './notes.ts';

/** The actions of EC2 that are judged, by the word that asks for them. */
export const ACTIONS = { start: 'StartInstances', stop: 'StopInstances', reboot: 'RebootInstances' } as const;

/** A call, for one of its instances. */
export interface CallFor {
  readonly id: string;
  readonly call: Call;
}

/** Which calls came of what was asked for, and which of nothing. */
export interface Attributed {
  readonly byCause: ReadonlyMap<Asked, readonly CallFor[]>;
  readonly unasked: readonly CallFor[];
}

/** Tells of each call who asked for it: whoever asked last before it came, if that was what was asked for. */
export function attribute(asked: readonly Asked[], changes: readonly Call[]): Attributed {
  const byCause = new Map<Asked, CallFor[]>();
  const unasked: CallFor[] = [];
  for (const call of changes) {
    for (const id of call.ids) {
      const cause = asked.filter((one) => one.ids.includes(id) && one.sentAt <= call.at).at(-1);
      if (cause === undefined || ACTIONS[cause.verb] !== call.action) unasked.push({ id, call });
      else byCause.set(cause, [...(byCause.get(cause) ?? []), { id, call }]);
    }
  }
  return { byCause, unasked };
}

/** What the post of a change said in the end that its calls belie. */
export function beliedBy(one: Asked, calls: readonly CallFor[]): string[] {
  return one.claims.flatMap(({ id, name, says, denies }) => {
    const mine = calls.filter((each) => each.id === id);
    const belied: string[] = [];
    if (says === 'told' && !mine.some(({ call }) => wasTaken(call))) {
      belied.push(`${name} is said to have been told to reboot, and EC2 was not`);
    }
    if (says === 'not told' && mine.some(({ call }) => !wasRefused(call))) {
      belied.push(`${name} is said not to have been told to reboot, and a call for it was not refused`);
    }
    if (denies !== undefined && isBelied(denies, mine)) {
      belied.push(`of ${name} it is denied that anything was ${denies}, and there was a call: ${callsOf(mine)}`);
    }
    return belied;
  });
}

/**
 * What was asked of AWS although the person was told that it was not, or was told nothing: AWS is asked only where a post tells of it.
 * A word with a condition is true where there is such a post.
 */
export function deniedOf(asked: readonly Asked[], { byCause }: Attributed, posts: readonly BoardPost[]): string[] {
  return asked.flatMap((one) => {
    const calls = byCause.get(one) ?? [];
    if (one.outcome === 'ended' || one.outcome === 'no end' || calls.length === 0) return [];
    const denial = denialIn(one.said);
    const isTold = tellingPost(one, asked, posts) !== undefined;
    if (isTold && (denial === undefined || !isBelied(denial, calls))) return [];
    const said = one.said === '' ? 'nothing was said' : one.said.replaceAll('\n', ' / ');
    return [`${nameOf(one)}: ${one.outcome ?? 'unknown'} (${said}), and there was a call: ${callsOf(calls)}`];
  });
}

/** By which a line of the report names what was asked for. */
export function nameOf({ person, line, sentAt }: Asked): string {
  return `${person} ${new Date(sentAt).toISOString().slice(11, 23)} ${line}`;
}

/** The post of a change that tells of it, whenever it came. */
function tellingPost(one: Asked, asked: readonly Asked[], posts: readonly BoardPost[]): BoardPost | undefined {
  const taken = new Set(asked.flatMap(({ postId }) => postId ?? []));
  return posts
    .filter(({ message }) => readChange(message) !== undefined)
    .find(({ id, createdAt, message }) =>
      one.postId === undefined
        ? !taken.has(id) && createdAt >= one.sentAt && message.startsWith(`${one.head} · ${one.person}`)
        : id === one.postId,
    );
}

function isBelied(denial: Denial, calls: readonly CallFor[]): boolean {
  return denial === 'asked' ? calls.length > 0 : calls.some(({ call }) => !wasRefused(call));
}

/** Whether EC2 answered no, by which whoever asked knows that nothing was done. */
function wasRefused({ fault, status = 0 }: Call): boolean {
  return fault === 'refuse' || fault === 'region' || (fault === undefined && status >= 400);
}

/** Whether EC2 did it, whatever became of its answer. */
function wasTaken({ fault, status = 0 }: Call): boolean {
  return (
    fault === 'applyThenDrop' || fault === 'truncate' || fault === 'stall' || (fault === undefined && status < 400)
  );
}

function callsOf(calls: readonly CallFor[]): string {
  return calls
    .map(({ id, call }) => {
      const when = new Date(call.at).toISOString().slice(11, 23);
      return `${when} ${call.action ?? ''} of ${id}${call.fault === undefined ? '' : `, ${call.fault}`}`;
    })
    .join('; ');
}
