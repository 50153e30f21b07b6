/**
 * How many calls one account gets of us: so many under way at once, and so many a second in each region. What is over
 * that waits here, changes in front of readings and the people by turns, rather than be refused by AWS, which would
 * refuse the account's other tools as well.
 */
import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import { Bucket, type Rate } from './bucket.ts';
import { Turns, type Waiter } from './turns.ts';

/**
 * What a call does: it changes; it looks up what is to be changed or was; it reads for a listing. Whoever waits for a
 * change waits for its looks as well, so both go before listings.
 */
export type CallKind = 'change' | 'look' | 'read';

/** In the order in which they go. */
const KINDS = ['change', 'look', 'read'] as const satisfies readonly CallKind[];

/** The budget of one account. */
export interface Limits {
  /** In each region. To AWS a look is a reading. */
  readonly rates: Readonly<Record<'change' | 'read', Rate>>;
  /** Under way at once in all regions: calls of this kind and of those after it. */
  readonly atOnce: Readonly<Record<CallKind, number>>;
  /** Milliseconds that a call may wait here. */
  readonly waitMs: number;
}

/**
 * AWS gives an account, in each region, 100 calls of an action that reads and 20 a second, and 5 of StartInstances and
 * 2 a second. Of readings we take half; of changes all, since they are few and somebody waits for each.
 * A listing asks every region once, 40 at most, so by itself it never waits. What hangs of it leaves 10 places to looks
 * and changes; what hangs of looks leaves 5 to changes.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const LIMITS: Limits = {
  rates: { read: { burst: 50, perSecond: 10 }, change: { burst: 5, perSecond: 2 } },
  atOnce: { change: 50, look: 45, read: 40 },
  waitMs: 60_000,
};

/** Who wants to call what. People are told apart by `person`: they take turns. */
export interface Wanted extends Waiter {
  readonly kind: CallKind;
  /** Ends the waiting; the call itself heeds it by itself. */
  readonly signal: AbortSignal;
}

/** The budget as calls see it. */
export interface Budget {
  /**
   * Calls as soon as the budget allows it. Rejects with an `UpstreamError` of code `NotSent` if it does not in time,
   * with the signal's reason if that is aborted before, else as `call` does.
   */
  spend<T>(wanted: Wanted, call: () => Promise<T>): Promise<T>;
  /** For when nobody has use for an answer any longer: calls that wait are refused as not sent, later ones made at once. */
  close(): void;
}

/** What a call comes to that the budget has not let go: AWS was not asked. */
export function notSent(): UpstreamError {
  return new UpstreamError('aws', OUR_CODES.notSent, 'Too many calls of ours were waiting; this one was not sent');
}

interface Waiting extends Wanted {
  readonly go: () => void;
  readonly refuse: (reason: Error) => void;
}

/** A budget that is full. */
export function createBudget(clock: Clock, limits: Limits = LIMITS): Budget {
  const closed = new AbortController();
  const buckets = new Map<string, Bucket>();
  const queues: Readonly<Record<CallKind, Turns<Waiting>>> = {
    change: new Turns(),
    look: new Turns(),
    read: new Turns(),
  };
  const underWay: Record<CallKind, number> = { change: 0, look: 0, read: 0 };
  let refill = new AbortController();

  function bucketOf(kind: CallKind, region: string): Bucket {
    const rate = kind === 'change' ? 'change' : 'read';
    const name = `${rate} ${region}`;
    const bucket = buckets.get(name) ?? new Bucket(clock, limits.rates[rate]);
    buckets.set(name, bucket);
    return bucket;
  }

  function hasRoom(kind: CallKind): boolean {
    const { change, look, read } = underWay;
    const { atOnce } = limits;
    if (change + look + read >= atOnce.change) return false;
    if (kind === 'change') return true;
    return look + read < atOnce.look && (kind === 'look' || read < atOnce.read);
  }

  /** Lets go whom the budget allows, and comes back when it allows the next. */
  function admit(): void {
    refill.abort();
    let soonest = Infinity;
    for (const kind of KINDS) {
      const hasToken = (region: string): boolean => {
        const bucket = bucketOf(kind, region);
        const taken = bucket.take();
        if (!taken) soonest = Math.min(soonest, bucket.msUntilNext());
        return taken;
      };
      while (hasRoom(kind)) {
        const next = queues[kind].next(hasToken);
        if (next === undefined) break;
        underWay[kind] += 1;
        next.go();
      }
    }
    if (soonest < Infinity) admitAfter(soonest);
  }

  function admitAfter(ms: number): void {
    refill = new AbortController();
    clock.sleep(ms, refill.signal).then(admit, () => undefined);
  }

  async function turn(wanted: Wanted): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const queue = queues[wanted.kind];
    const waiting: Waiting = {
      ...wanted,
      go: () => {
        resolve(undefined);
      },
      refuse: (reason) => {
        if (queue.remove(waiting)) reject(reason);
      },
    };
    const giveUp = (): void => {
      waiting.refuse(wanted.signal.reason as Error);
    };
    const over = new AbortController();
    queue.add(waiting);
    wanted.signal.addEventListener('abort', giveUp, { once: true });
    clock.sleep(limits.waitMs, over.signal).then(
      () => {
        waiting.refuse(notSent());
      },
      () => undefined,
    );
    admit();
    try {
      await promise;
    } finally {
      over.abort();
      wanted.signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    async spend(wanted, call) {
      wanted.signal.throwIfAborted();
      if (closed.signal.aborted) return call();
      await turn(wanted);
      try {
        return await call();
      } finally {
        underWay[wanted.kind] -= 1;
        admit();
      }
    },
    close() {
      closed.abort();
      refill.abort();
      for (const kind of KINDS) {
        for (const waiting of queues[kind].all()) waiting.refuse(notSent());
      }
    },
  };
}
