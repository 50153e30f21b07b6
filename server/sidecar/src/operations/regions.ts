import type { Clock } from '../clock.ts';
import { UpstreamError } from '../errors.ts';
import type { Ec2, Instance, Log } from '../ports.ts';
import type { RegionReading } from '../views.ts';
import { failureOf, logDefect, reasonOf } from './failures.ts';
import type { OnRefusal } from './refusals.ts';
import { within } from '../within.ts';

/** Reading may take this long in all, DescribeRegions and every retry included. */
export const READ_LIMIT_MS = 8_000;

/** The regions could not be learnt, so that no region was asked. Code and request id are those of the cause. */
export class RegionDiscoveryError extends UpstreamError {
  constructor(cause: UpstreamError) {
    super(cause.source, cause.code, cause.message, cause.details);
  }
}

/** What a reading of regions needs. */
export interface RegionalReading<Found extends Instance> {
  readonly clock: Clock;
  readonly regions: readonly string[];
  /** Milliseconds until regions that have not answered are given up. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Reads one region. */
  readonly read: (region: string, signal: AbortSignal) => Promise<readonly Found[]>;
  /** Told of every region that was read, as it is read. */
  readonly onRead?: (instances: readonly Found[]) => void;
  /** Told of every region that AWS or the network did not let read. */
  readonly onRefusal?: OnRefusal | undefined;
}

/** Regions that are being read. */
export interface RegionalAnswers {
  /** How far each region is, in the order of asking. */
  readings(): RegionReading[];
  /** Fulfilled when every region has answered, failed, or was given up. Never rejects. */
  readonly done: Promise<void>;
}

/**
 * The regions to ask. Rejects with a `RegionDiscoveryError` when AWS does not name them in time, and with the
 * signal's reason.
 */
export async function discoverRegions(
  ec2: Ec2,
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await within({ clock, limitMs, signal }, (bounded) => ec2.regions(bounded));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof UpstreamError ? new RegionDiscoveryError(error) : error;
  }
}

/** What a reading needs of which the regions are yet to be learnt. */
export interface ChosenReading<Found extends Instance> extends Omit<RegionalReading<Found>, 'regions' | 'limitMs'> {
  readonly ec2: Ec2;
  /** Picks the regions to read from those that there are; all of them when left out. */
  readonly choose?: ((available: readonly string[]) => readonly string[]) | undefined;
}

/**
 * Learns the regions, and begins to read those that are chosen; all of it has `READ_LIMIT_MS` together. Rejects as
 * `discoverRegions` does, and with what the choice throws.
 */
export async function readChosenRegions<Found extends Instance>(
  reading: ChosenReading<Found>,
): Promise<RegionalAnswers> {
  const { ec2, clock, signal, choose } = reading;
  const startedAt = clock.now();
  const available = await discoverRegions(ec2, clock, READ_LIMIT_MS, signal);
  const regions = choose?.(available) ?? available;
  return readRegions({ ...reading, regions, limitMs: READ_LIMIT_MS - (clock.now() - startedAt) });
}

/** Reads all regions side by side. None waits for another, and none fails another. */
export function readRegions<Found extends Instance>(reading: RegionalReading<Found>): RegionalAnswers {
  const readings = new Map<string, RegionReading>();
  const failed: RegionError[] = [];
  for (const region of reading.regions) readings.set(region, { region, status: 'waiting' });

  async function readOne(region: string): Promise<void> {
    try {
      const instances = await within(reading, (signal) => reading.read(region, signal));
      readings.set(region, { region, status: 'read' });
      reading.onRead?.(instances);
    } catch (error) {
      if (!reading.signal.aborted) {
        failed.push({ region, error });
        if (error instanceof UpstreamError) reading.onRefusal?.({ asked: 'instances', region, ids: [], error });
      }
      readings.set(region, { region, status: 'failed', failure: failureOf(error) });
    }
  }

  const done = Promise.all([...readings.keys()].map(readOne)).then(() => {
    logFailed(reading.log, failed);
  });
  return { readings: () => [...readings.values()], done };
}

/** A region that could not be read, and why. */
interface RegionError {
  readonly region: string;
  readonly error: unknown;
}

/** One line for all regions with the same code, in the words that the first of them got; one for each defect. */
function logFailed(log: Log, failed: readonly RegionError[]): void {
  const byCode = Map.groupBy(failed, ({ error }) => (error instanceof UpstreamError ? error.code : undefined));
  for (const [code, alike] of byCode) {
    if (code === undefined) for (const { region, error } of alike) logDefect(log, error, { region });
    else {
      const regions = alike.map(({ region }) => region).join(', ');
      log('warn', 'Regions could not be read', { regions, ...reasonOf(alike[0]?.error) });
    }
  }
}
