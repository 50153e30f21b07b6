/**
 * How many calls one account gets of us: so many under way at once, and so many a second in each region. What is over
 * that waits here, changes in front of readings, rather than be refused by AWS, which would refuse the account's
 * other tools as well.
 */
import type { Clock } from '../clock.ts';

/** What a call does; a change goes before all readings that wait. */
export type CallKind = 'read' | 'change';

/** Calls that may be made at once after a pause, and those that are added a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** The budget of one account. */
export interface Limits {
  /** In each region. */
  readonly rates: Readonly<Record<CallKind, Rate>>;
  /** Under way at once in all regions, readings and changes. */
  readonly atOnce: number;
  /** Of those, what readings leave free: one that hangs must not hold up a change. */
  readonly keptForChanges: number;
}

/**
 * AWS gives an account, in each region, 100 calls of an action that reads and 20 a second, and 5 of StartInstances and
 * 2 a second. Of readings we take half; of changes all, since they are few and somebody waits for each.
 * A listing asks every region once, 40 at most, so by itself it never waits.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const LIMITS: Limits = {
  rates: { read: { burst: 50, perSecond: 10 }, change: { burst: 5, perSecond: 2 } },
  atOnce: 50,
  keptForChanges: 10,
};

/** Who wants to call what. */
export interface Wanted {
  readonly kind: CallKind;
  readonly region: string;
  /** Ends the waiting; the call itself heeds it by itself. */
  readonly signal: AbortSignal;
}

/** The budget as calls see it. */
export interface Budget {
  /** Calls as soon as the budget allows it. Rejects with the signal's reason if that is aborted before, else as `call` does. */
  spend<T>(wanted: Wanted, call: () => Promise<T>): Promise<T>;
  /** Ends what it waits for; calls that wait are made at once. */
  close(): void;
}

interface Waiting {
  readonly wanted: Wanted;
  readonly go: () => void;
}

/** A budget that is full. */
export function createBudget(clock: Clock, limits: Limits = LIMITS): Budget {
  const closed = new AbortController();
  const buckets = new Map<string, Bucket>();
  const queues: Readonly<Record<CallKind, Set<Waiting>>> = { change: new Set(), read: new Set() };
  const underWay: Record<CallKind, number> = { change: 0, read: 0 };
  let refill = new AbortController();

  function bucketOf({ kind, region }: Wanted): Bucket {
    const name = `${kind} ${region}`;
    const bucket = buckets.get(name) ?? new Bucket(clock, limits.rates[kind]);
    buckets.set(name, bucket);
    return bucket;
  }

  function hasRoom(kind: CallKind): boolean {
    const { atOnce, keptForChanges } = limits;
    if (underWay.change + underWay.read >= atOnce) return false;
    return kind === 'change' || underWay.read < atOnce - keptForChanges;
  }

  /** Lets go whom the budget allows, in the order of their coming but for the kind and the region. */
  function admit(): void {
    refill.abort();
    let soonest = Infinity;
    for (const kind of ['change', 'read'] as const) {
      const empty = new Set<string>();
      for (const waiting of queues[kind]) {
        if (!hasRoom(kind)) break;
        const { wanted } = waiting;
        // Nothing is left for those who came later.
        if (empty.has(wanted.region)) continue;
        const bucket = bucketOf(wanted);
        if (bucket.take()) {
          queues[kind].delete(waiting);
          underWay[kind] += 1;
          waiting.go();
        } else {
          empty.add(wanted.region);
          soonest = Math.min(soonest, bucket.msUntilNext());
        }
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
      wanted,
      go: () => {
        resolve(undefined);
      },
    };
    const leave = (): void => {
      if (queue.delete(waiting)) reject(wanted.signal.reason as Error);
    };
    queue.add(waiting);
    wanted.signal.addEventListener('abort', leave, { once: true });
    admit();
    try {
      await promise;
    } finally {
      wanted.signal.removeEventListener('abort', leave);
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
      for (const queue of [queues.change, queues.read]) {
        for (const { wanted, go } of queue) {
          underWay[wanted.kind] += 1;
          go();
        }
        queue.clear();
      }
    },
  };
}

/** Tokens that come back with time. */
class Bucket {
  readonly #clock: Clock;
  readonly #rate: Rate;
  #tokens: number;
  #countedAt: number;

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#countedAt = clock.now();
  }

  take(): boolean {
    this.#count();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  msUntilNext(): number {
    this.#count();
    return Math.max(1, Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate.perSecond));
  }

  #count(): void {
    const { burst, perSecond } = this.#rate;
    const now = this.#clock.now();
    // A clock that was set back gives nothing, and takes nothing.
    const gone = Math.max(0, now - this.#countedAt);
    this.#tokens = Math.min(burst, this.#tokens + (gone * perSecond) / 1_000);
    this.#countedAt = now;
  }
}
