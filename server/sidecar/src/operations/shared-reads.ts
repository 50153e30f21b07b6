import type { Clock } from '../clock.ts';
import type { Ec2, ListedInstance } from '../ports.ts';

/** The same region is not read again for so long, whoever asks. */
export const SHARED_MS = 5_000;

/** Gives what reads a region of an EC2, shared with those who asked for it a moment ago. */
export type ShareReads = (ec2: Ec2) => Ec2['listInstances'];

/** A region being read, or read a moment ago. */
interface Reading {
  readonly instances: Promise<readonly ListedInstance[]>;
  /** Ends the reading when nobody waits any longer. */
  readonly end: (reason: unknown) => void;
  waiting: number;
}

/**
 * Shares readings of whole regions: two people who list at the same moment ask AWS once. Changes read afresh, always; what
 * failed is shared with nobody who comes later.
 */
export function createSharedReads(clock: Clock): ShareReads {
  const sources = new WeakMap<Ec2, Map<string, Reading>>();

  function begin(ec2: Ec2, readings: Map<string, Reading>, region: string): Reading {
    const abort = new AbortController();
    const forget = (): void => {
      if (readings.get(region) === reading) readings.delete(region);
    };
    const end = (reason: unknown): void => {
      forget();
      abort.abort(reason);
    };
    const reading: Reading = { instances: ec2.listInstances(region, abort.signal), end, waiting: 0 };
    readings.set(region, reading);
    reading.instances.catch(forget);
    // From the beginning: what it says was true then. And a large listing is not kept for longer than it serves.
    clock.sleep(SHARED_MS).then(forget, forget);
    return reading;
  }

  return (ec2) => {
    const readings = sources.get(ec2) ?? new Map<string, Reading>();
    sources.set(ec2, readings);
    return async (region, signal) => {
      signal.throwIfAborted();
      return await waitFor(readings.get(region) ?? begin(ec2, readings, region), signal);
    };
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
