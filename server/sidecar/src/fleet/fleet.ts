/** The instances as last seen, for completion: whoever types gets an answer at once, from what there is. */
import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import { discoverRegions, READ_LIMIT_MS, readRegions } from '../operations/regions.ts';
import type { ShareReads } from '../operations/shared-reads.ts';
import type { Ec2, ListedInstance, Log } from '../ports.ts';
import { createIndex, type FleetIndex, indexInSteps, type Seen, seenOf } from './fleet-index.ts';
import { countQualifiers, mergeQualifiers, type Qualifiers } from './qualifiers.ts';

/** Older than this, what is known is read anew behind the answer. */
export const FRESH_MS = 30_000;

/** For so long after the last question it is kept fresh. */
export const INTEREST_MS = 120_000;

/** Of more than these nothing is kept: a process that runs out of memory helps nobody to type. */
export const MOST_KEPT = 20_000;

/** What the fleet is read with. */
export interface FleetPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly shareReads: ShareReads;
  /** Runs work with the EC2 in force. */
  readonly use: (work: (ec2: Ec2) => Promise<void>) => Promise<void>;
  /** Ends all reading. */
  readonly ending: AbortSignal;
}

/** The fleet as last seen. */
export interface Fleet {
  /** What is known, however old; undefined when nothing was read yet. Somebody is typing: a reading begins if it is time. */
  look(): FleetIndex | undefined;
  /** Tells of instances that were seen elsewhere, such as by a change. */
  saw(instances: readonly Seen[]): void;
  /** Forgets all: another EC2 is in force. */
  forget(): void;
}

/** Knows nothing, and reads nothing, before somebody asks. */
export function createFleet({ clock, log, shareReads, use, ending }: FleetPorts): Fleet {
  let byRegion = new Map<string, Map<string, Seen>>();
  /** Tags and types are kept as counts: all of them for each instance would be more than the rest. */
  let qualifiers = new Map<string, Qualifiers>();
  let index: FleetIndex | undefined;
  /** The making of an index that is under way; what is seen meanwhile it may have passed already. */
  let making: { readonly done: Promise<void>; readonly saw: Seen[]; isStale: boolean } | undefined;
  /** When the last reading ended. */
  let readAt = -Infinity;
  let askedAt = -Infinity;
  /** Whether a reading of all regions came to its end. */
  let wasRead = false;
  let isReading = false;
  /** One up whenever another EC2 is in force: what was read from the one before does not count. */
  let epoch = 0;

  function put(region: string, instances: readonly ListedInstance[]): void {
    byRegion.delete(region);
    const others = [...byRegion.values()].reduce((sum, kept) => sum + kept.size, 0);
    const kept = others + instances.length > MOST_KEPT ? [] : instances;
    qualifiers.set(region, countQualifiers(kept));
    byRegion.set(region, new Map(kept.map((instance) => [instance.id, seenOf(instance)])));
    // One of all that there is serves until all is read again.
    if (!wasRead) void renewIndex();
  }

  async function read(ec2: Ec2, mine: number): Promise<void> {
    const startedAt = clock.now();
    const regions = await discoverRegions(ec2, clock, READ_LIMIT_MS, ending);
    const readShared = shareReads(ec2);
    // To begin all requests at once would take as long as one who types may wait.
    let begun = Promise.resolve();
    const answers = readRegions({
      clock,
      regions,
      limitMs: READ_LIMIT_MS - (clock.now() - startedAt),
      signal: ending,
      log: () => undefined,
      read: async (region, signal) => {
        begun = begun.then(() => clock.sleep(0));
        await begun;
        const instances = await readShared(region, signal);
        if (epoch === mine) put(region, instances);
        return instances;
      },
    });
    await answers.done;
    if (epoch !== mine) return;
    // A region that is not asked any longer has nothing to offer; one that failed keeps what was seen in it.
    const asked = new Set(regions);
    for (const region of byRegion.keys()) {
      if (asked.has(region)) continue;
      byRegion.delete(region);
      qualifiers.delete(region);
    }
    await renewIndex();
    if (epoch === mine) wasRead = true;
  }

  /** Makes the index anew, of all that is known at its end. One is made at a time. */
  function renewIndex(): Promise<void> {
    if (making !== undefined) {
      making.isStale = true;
      return making.done;
    }
    const mine = { done: Promise.resolve(), saw: [], isStale: true };
    making = mine;
    mine.done = makeIndex(mine, epoch).finally(() => {
      if (making === mine) making = undefined;
    });
    return mine.done;
  }

  /** Whoever types meanwhile waits for a step of it alone: an index of 10,000 instances takes a tenth of a second. */
  async function makeIndex(mine: NonNullable<typeof making>, begun: number): Promise<void> {
    while (mine.isStale && epoch === begun) {
      mine.isStale = false;
      const seen = [...byRegion.values()].flatMap((instances) => [...instances.values()]);
      const steps = indexInSteps(seen, () => mergeQualifiers(qualifiers.values()));
      let step = steps.next();
      while (step.done !== true) {
        if (ending.aborted) return;
        await clock.sleep(0);
        step = steps.next();
      }
      if (epoch !== begun) return;
      index = step.value;
      for (const one of mine.saw.splice(0)) index.see(one);
    }
  }

  /** Reads, and again for as long as somebody types. */
  async function keepFresh(mine: number): Promise<void> {
    try {
      do {
        await use((ec2) => read(ec2, mine));
        if (epoch !== mine) return;
        readAt = clock.now();
        await clock.sleep(FRESH_MS, ending);
      } while (epoch === mine && clock.now() - askedAt < INTEREST_MS);
    } catch (error) {
      if (ending.aborted) return;
      // Whoever lists is told what is wrong. Here it is only that less is offered.
      const code = error instanceof UpstreamError ? error.code : String(error);
      log('debug', 'The fleet could not be read for completion', { code });
      if (epoch === mine) readAt = clock.now();
    } finally {
      if (epoch === mine) isReading = false;
    }
  }

  return {
    look() {
      askedAt = clock.now();
      if (!isReading && askedAt - readAt > FRESH_MS && !ending.aborted) {
        isReading = true;
        void keepFresh(epoch);
      }
      // Where a reading failed there is nothing to wait for.
      return (index ??= readAt === -Infinity ? undefined : createIndex([]));
    },

    saw(instances) {
      for (const seen of instances) {
        const region = byRegion.get(seen.region);
        if (region?.has(seen.id) !== true) continue;
        region.set(seen.id, seenOf(seen));
        index?.see(seen);
        making?.saw.push(seen);
      }
    },

    forget() {
      epoch += 1;
      byRegion = new Map();
      qualifiers = new Map();
      index = undefined;
      making = undefined;
      wasRead = false;
      readAt = -Infinity;
      isReading = false;
    },
  };
}
