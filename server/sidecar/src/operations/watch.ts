import type { Clock } from '../clock.ts';
import type { Ec2, Log, Requester } from '../ports.ts';
import type { LookLog } from './look-log.ts';
import type { Progress } from './progress.ts';
import { READ_LIMIT_MS } from './regions.ts';
import { within } from '../within.ts';

/** The first look comes after this long; each pause is longer than the one before, up to the last value. */
const FIRST_PAUSE_MS = 1_000;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 5_000;

/** What the pursuit of a change in one region needs. */
export interface Pursuit {
  readonly ec2: Ec2;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of looks that failed. */
  readonly lookFailed: LookLog;
  readonly progress: Progress;
  /** For whom. */
  readonly requester: Requester;
  /** Once aborted nothing more is asked of AWS. A change that is being asked for is not cut off. */
  readonly signal: AbortSignal;
  /** Told whenever `progress` may have changed. */
  readonly onProgress: () => void;
}

/** Looks once at `ids`, all by one call, and shows `progress` what EC2 answers. False when it does not answer. */
export async function look(pursuit: Pursuit, region: string, ids: readonly string[]): Promise<boolean> {
  const { ec2, clock, lookFailed, progress, signal, onProgress } = pursuit;
  try {
    const shown = await within({ clock, limitMs: READ_LIMIT_MS, signal }, (bounded) =>
      ec2.findInstances(region, ids, bounded),
    );
    progress.observe(ids, shown, clock.now());
    onProgress();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    lookFailed(region, error);
    return false;
  }
}

/**
 * Looks at the open instances of a region again and again until none is open. A look that fails is repeated after
 * the next pause. Otherwise ends only by rejecting with the signal's reason: whoever calls sets the limit.
 */
export async function watchRegion(pursuit: Pursuit, region: string): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let ids = pursuit.progress.openIds(region); ids.length > 0; ids = pursuit.progress.openIds(region)) {
    await pursuit.clock.sleep(pauseMs, pursuit.signal);
    await look(pursuit, region, ids);
    pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
  }
}
