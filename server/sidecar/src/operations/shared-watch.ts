import type { Clock } from '../clock.ts';
import type { Ec2, Instance, Log } from '../ports.ts';
import { within } from '../within.ts';
import { createLookLog, type LookLog } from './look-log.ts';
import { READ_LIMIT_MS } from './regions.ts';

/** The first look comes after this long; each pause is longer than the one before, up to the last value. */
const FIRST_PAUSE_MS = 1_000;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 5_000;

/** Who watches some instances of a region. */
export interface Watcher {
  readonly ec2: Ec2;
  readonly region: string;
  /** The ids to look at next; none once there is nothing left to learn. */
  readonly openIds: () => readonly string[];
  /** Told what EC2 shows of the ids that it was asked for, each time that it answers. */
  readonly observe: (asked: readonly string[], shown: readonly Instance[]) => void;
  /** Ends the watching at once, without cutting off what others wait for. */
  readonly signal: AbortSignal;
}

/** Watches for all operations of the process together. */
export interface SharedWatch {
  /**
   * Looks again and again until the watcher has no open ids; a look that fails is repeated. Otherwise ends only by
   * rejecting with the signal's reason: whoever calls sets the limit.
   */
  watch(watcher: Watcher): Promise<void>;
  /** The log of looks that failed, for those as well that are made by one operation alone. */
  readonly lookLog: LookLog;
}

/** What the watching works with. */
export interface SharedWatchPorts {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One for the life of the process. Whatever the number of operations and instances, a region is looked at by one call
 * at a time, which asks for all that anybody watches there.
 */
export function createSharedWatch({ clock, log }: SharedWatchPorts): SharedWatch {
  const watched = new WeakMap<Ec2, Map<string, RegionWatch>>();
  const lookLog = createLookLog(log);

  function regionOf({ ec2, region }: Watcher): RegionWatch {
    const regions = watched.get(ec2) ?? new Map<string, RegionWatch>();
    watched.set(ec2, regions);
    const known = regions.get(region);
    if (known !== undefined) return known;
    const watch = new RegionWatch({ ec2, region, clock, lookLog }, () => {
      regions.delete(region);
      lookLog.forget(region);
    });
    regions.set(region, watch);
    return watch;
  }

  return {
    lookLog,
    async watch(watcher) {
      watcher.signal.throwIfAborted();
      if (watcher.openIds().length > 0) await regionOf(watcher).join(watcher);
    },
  };
}

/** What the looks at one region need. */
interface RegionLooks {
  readonly ec2: Ec2;
  readonly region: string;
  readonly clock: Clock;
  readonly lookLog: LookLog;
}

/** The watching of one region, for as long as anybody is there. */
class RegionWatch {
  readonly #looks: RegionLooks;
  readonly #onEnd: () => void;
  /** Each with what ends its waiting. */
  readonly #watchers = new Map<Watcher, PromiseWithResolvers<undefined>>();
  readonly #over = new AbortController();
  #pauseMs = FIRST_PAUSE_MS;
  #nextAt = Infinity;
  /** Ends the pause under way, so that it is measured anew; undefined while EC2 is asked. */
  #wake: AbortController | undefined;

  constructor(looks: RegionLooks, onEnd: () => void) {
    this.#looks = looks;
    this.#onEnd = onEnd;
  }

  async join(watcher: Watcher): Promise<void> {
    const waiting = Promise.withResolvers<undefined>();
    const leave = (): void => {
      this.#leave(watcher);
      waiting.reject(watcher.signal.reason as Error);
    };
    const isFirst = this.#watchers.size === 0;
    this.#watchers.set(watcher, waiting);
    watcher.signal.addEventListener('abort', leave, { once: true });
    this.#pauseMs = FIRST_PAUSE_MS;
    if (isFirst) void this.#run();
    else this.#hurry();
    try {
      await waiting.promise;
    } finally {
      watcher.signal.removeEventListener('abort', leave);
    }
  }

  /** Who is new need not wait for the end of a long pause. */
  #hurry(): void {
    if (this.#wake === undefined) return;
    this.#schedule();
    this.#wake.abort();
  }

  #schedule(): void {
    this.#nextAt = Math.min(this.#nextAt, this.#looks.clock.now() + this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0 || this.#over.signal.aborted) return;
    this.#over.abort();
    this.#onEnd();
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#pause();
      await this.#look();
    }
  }

  async #pause(): Promise<void> {
    this.#nextAt = Infinity;
    this.#schedule();
    const { clock } = this.#looks;
    while (clock.now() < this.#nextAt && !this.#over.signal.aborted) {
      const wake = new AbortController();
      this.#wake = wake;
      const signal = AbortSignal.any([this.#over.signal, wake.signal]);
      await clock.sleep(this.#nextAt - clock.now(), signal).catch(() => undefined);
    }
    this.#wake = undefined;
  }

  async #look(): Promise<void> {
    const { ec2, region, clock, lookLog } = this.#looks;
    this.#dismiss();
    const asked = Array.from(this.#watchers.keys(), (watcher) => ({ watcher, ids: watcher.openIds() }));
    // Nobody is left; and to AWS no ids at all would mean every instance.
    if (asked.length === 0) return;
    const ids = [...new Set(asked.flatMap((one) => one.ids))];
    try {
      const bounds = { clock, limitMs: READ_LIMIT_MS, signal: this.#over.signal };
      const shown = await within(bounds, (bounded) => ec2.findInstances(region, ids, bounded));
      for (const one of asked) this.#tell(one.watcher, one.ids, shown);
    } catch (error) {
      if (!this.#over.signal.aborted) lookLog.failed(region, error);
    }
  }

  /** Ends the waiting of those whose instances settled by something else than a look of ours. */
  #dismiss(): void {
    for (const [watcher, waiting] of this.#watchers) {
      if (watcher.openIds().length > 0) continue;
      waiting.resolve(undefined);
      this.#leave(watcher);
    }
  }

  /** Hands a watcher its part. One that fails over it is gone, and harms no other. */
  #tell(watcher: Watcher, ids: readonly string[], shown: readonly Instance[]): void {
    const waiting = this.#watchers.get(watcher);
    // Gone while EC2 was asked.
    if (waiting === undefined) return;
    const mine = new Set(ids);
    try {
      watcher.observe(
        ids,
        shown.filter(({ id }) => mine.has(id)),
      );
      if (watcher.openIds().length > 0) return;
      waiting.resolve(undefined);
    } catch (error) {
      waiting.reject(error);
    }
    this.#leave(watcher);
  }
}
