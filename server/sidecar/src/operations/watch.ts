import type { Clock } from '../clock.ts';
import type { Ec2, Log, MaySend, Requester } from '../ports.ts';
import type { Progress } from './progress.ts';
import { READ_LIMIT_MS } from './regions.ts';
import type { SharedWatch } from './shared-watch.ts';
import { within } from '../within.ts';

/** What the pursuit of a change in one region needs. */
export interface Pursuit {
  readonly ec2: Ec2;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: SharedWatch;
  readonly progress: Progress;
  /** For whom. */
  readonly requester: Requester;
  /** Once aborted nothing more is asked of AWS. A change that is being asked for is not cut off. */
  readonly signal: AbortSignal;
  /** Whether a change may still be sent; see `Ec2.change`. */
  readonly maySend: MaySend;
  /** Told whenever `progress` may have changed. */
  readonly onProgress: () => void;
}

/** Looks once at `ids`, all by one call, and shows `progress` what EC2 answers. False when it does not answer. */
export async function look(pursuit: Pursuit, region: string, ids: readonly string[]): Promise<boolean> {
  const { ec2, clock, watch, progress, signal, onProgress } = pursuit;
  try {
    const shown = await within({ clock, limitMs: READ_LIMIT_MS, signal }, (bounded) =>
      ec2.findInstances(region, ids, bounded),
    );
    progress.observe(ids, shown, clock.now());
    onProgress();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    watch.lookLog.failed(region, error);
    return false;
  }
}

/**
 * Watches the open instances of a region, together with all who watch something there, until none is open. Otherwise ends
 * only by rejecting with the signal's reason: whoever calls sets the limit.
 */
export async function watchRegion(pursuit: Pursuit, region: string): Promise<void> {
  const { ec2, clock, watch, progress, signal, onProgress } = pursuit;
  await watch.watch({
    ec2,
    region,
    signal,
    openIds: () => progress.openIds(region),
    observe: (asked, shown) => {
      progress.observe(asked, shown, clock.now());
      onProgress();
    },
  });
}
