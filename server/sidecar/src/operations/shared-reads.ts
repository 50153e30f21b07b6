import type { Clock } from '../clock.ts';
import type { Ec2, ListedInstance } from '../ports.ts';

/** The same region is not read again for so long, whoever asks. */
export const SHARED_MS = 5_000;

/** A reading of all of a region waits so long for one under way; one that hangs must not hold up others. */
const WAITS_MS = 1_000;

/** Gives what reads a region of an EC2. */
export type ShareReads = (ec2: Ec2) => Ec2['listInstances'];

/** Readings of whole regions. AWS is asked for a region once at a time, whoever asks. */
export interface SharedReads {
  /** What was read a moment ago serves, and what is being read. */
  readonly recent: ShareReads;
  /** Only what AWS is asked from now on serves, as a change must have it. */
  readonly fresh: ShareReads;
}

/** A region being read, or read a moment ago. */
interface Reading {
  readonly instances: Promise<readonly ListedInstance[]>;
  /** Ends the reading when nobody waits any longer. */
  readonly end: (reason: unknown) => void;
  waiting: number;
  isUnderWay: boolean;
}

/** The last reading of each region, and the one that follows where that is still under way. */
interface Readings {
  readonly last: Map<string, Reading>;
  readonly following: Map<string, Reading>;
}

/**
 * Shares readings of whole regions: two people who list at the same moment ask AWS once, and those who change something
 * while a region is being read have the next reading together. What failed is shared with nobody who comes later.
 */
export function createSharedReads(clock: Clock): SharedReads {
  const sources = new WeakMap<Ec2, Readings>();

  /** @param before is awaited before AWS is asked */
  function begin(ec2: Ec2, { last, following }: Readings, region: string, before?: Promise<unknown>): Reading {
    const abort = new AbortController();
    const forget = (): void => {
      for (const readings of [last, following]) if (readings.get(region) === reading) readings.delete(region);
    };
    const ask = (): Promise<readonly ListedInstance[]> => {
      following.delete(region);
      last.set(region, reading);
      // From the beginning: what it says was true then. And a large listing is not kept for longer than it serves.
      clock.sleep(SHARED_MS).then(forget, forget);
      return ec2.listInstances(region, abort.signal);
    };
    const end = (reason: unknown): void => {
      forget();
      abort.abort(reason);
    };
    const asked = Promise.withResolvers<readonly ListedInstance[]>();
    const reading: Reading = { instances: asked.promise, end, waiting: 0, isUnderWay: true };
    reading.instances.catch(forget).finally(() => {
      reading.isUnderWay = false;
    });
    if (before === undefined) asked.resolve(ask());
    else {
      following.set(region, reading);
      asked.resolve(
        before.then(() => {
          abort.signal.throwIfAborted();
          return ask();
        }),
      );
    }
    return reading;
  }

  /** The end of a reading, or of the time that it may hold others up. */
  async function ended({ instances }: Reading): Promise<void> {
    const over = new AbortController();
    const late = clock.sleep(WAITS_MS, over.signal).catch(() => undefined);
    await Promise.race([late, instances.catch(() => undefined)]);
    over.abort();
  }

  function share(pick: (ec2: Ec2, readings: Readings, region: string) => Reading): ShareReads {
    return (ec2) => {
      const readings = sources.get(ec2) ?? { last: new Map(), following: new Map() };
      sources.set(ec2, readings);
      return async (region, signal) => {
        signal.throwIfAborted();
        return await waitFor(pick(ec2, readings, region), signal);
      };
    };
  }

  return {
    recent: share((ec2, readings, region) => readings.last.get(region) ?? begin(ec2, readings, region)),
    fresh: share((ec2, readings, region) => {
      const last = readings.last.get(region);
      if (last?.isUnderWay !== true) return begin(ec2, readings, region);
      return readings.following.get(region) ?? begin(ec2, readings, region, ended(last));
    }),
  };
}

/** Waits for a reading for as long as the signal allows; the last one who gives up ends it. */
async function waitFor(reading: Reading, signal: AbortSignal): Promise<readonly ListedInstance[]> {
  const left = Promise.withResolvers<never>();
  let waits = true;
  function goes(): void {
    if (waits) reading.waiting -= 1;
    waits = false;
  }
  const leave = (): void => {
    goes();
    // At once: whoever reads may say now what held the reading up.
    if (reading.waiting === 0) reading.end(signal.reason);
    left.reject(signal.reason as Error);
  };
  reading.waiting += 1;
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([reading.instances, left.promise]);
  } finally {
    goes();
    signal.removeEventListener('abort', leave);
  }
}
