import type { Clock } from '../clock.ts';
import type { Ec2 } from '../ports.ts';
import { type Reading, RegionQueue, waitFor } from './region-queue.ts';

/** The same region is not read again for so long, whoever asks. */
export const SHARED_MS = 5_000;

/**
 * So many values one filter of DescribeInstances may have.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export const MOST_NAMES = 200;

/** Gives what reads a region of an EC2. */
export type ShareReads = (ec2: Ec2) => Ec2['listInstances'];

/** Readings by what instances are. AWS is asked for a region once at a time, whoever asks and whatever for. */
export interface SharedReads {
  /** All of a region: what was read a moment ago serves, and what is being read. */
  readonly recent: ShareReads;
  /** All of a region: only what AWS is asked from now on serves, as a change must have it. */
  readonly fresh: ShareReads;
  /** What has these names, as fresh. What others asked for by name meanwhile may be among it. */
  readonly named: (ec2: Ec2) => Ec2['listNamed'];
}

/** What is asked for by name when it is its turn. */
interface Batch {
  readonly names: Set<string>;
  readonly reading: Reading;
}

/** What is read of one region. */
interface Region {
  readonly queue: RegionQueue;
  /** The last reading of all, under way or a moment ago. */
  last?: Reading | undefined;
  /** One of all that waits for its turn. */
  following?: Reading | undefined;
  /** Names that wait for their turn. */
  batch?: Batch | undefined;
}

/**
 * Shares readings: two people who list at the same moment ask AWS once, and those who change something while a region is being
 * read have the next reading together. What failed is shared with nobody who comes later.
 */
export function createSharedReads(clock: Clock): SharedReads {
  const sources = new WeakMap<Ec2, Map<string, Region>>();

  function regionOf(ec2: Ec2, name: string): Region {
    const regions = sources.get(ec2) ?? new Map<string, Region>();
    sources.set(ec2, regions);
    const region = regions.get(name) ?? { queue: new RegionQueue(clock) };
    regions.set(name, region);
    return region;
  }

  function readAll(ec2: Ec2, name: string, region: Region): Reading {
    const forget = (reading: Reading): void => {
      if (region.last === reading) region.last = undefined;
      if (region.following === reading) region.following = undefined;
    };
    const reading = region.queue.add((signal) => {
      region.following = undefined;
      region.last = reading;
      // From the beginning: what it says was true then. And a large listing is not kept for longer than it serves.
      const over = (): void => {
        forget(reading);
      };
      clock.sleep(SHARED_MS).then(over, over);
      return ec2.listInstances(name, signal);
    }, forget);
    region.following = reading;
    return reading;
  }

  function readNamed(ec2: Ec2, name: string, region: Region, names: readonly string[]): Reading {
    const batch = region.batch;
    if (batch !== undefined && new Set([...batch.names, ...names]).size <= MOST_NAMES) {
      for (const one of names) batch.names.add(one);
      return batch.reading;
    }
    const forget = (): void => {
      if (region.batch === mine) region.batch = undefined;
    };
    const all = new Set(names);
    const reading = region.queue.add((signal) => {
      forget();
      return ec2.listNamed(name, [...all], signal);
    }, forget);
    const mine: Batch = { names: all, reading };
    region.batch = mine;
    return reading;
  }

  function share(pick: (ec2: Ec2, name: string, region: Region) => Reading): ShareReads {
    return (ec2) => async (name, signal) => {
      signal.throwIfAborted();
      return await waitFor(pick(ec2, name, regionOf(ec2, name)), signal);
    };
  }

  return {
    recent: share((ec2, name, region) => region.last ?? region.following ?? readAll(ec2, name, region)),
    fresh: share((ec2, name, region) => region.following ?? readAll(ec2, name, region)),
    named: (ec2) => async (name, names, signal) => {
      signal.throwIfAborted();
      return await waitFor(readNamed(ec2, name, regionOf(ec2, name), names), signal);
    },
  };
}
