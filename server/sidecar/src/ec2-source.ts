import { BugError } from './errors.ts';
import type { Ec2 } from './ports.ts';
import type { Ec2Settings } from './settings.ts';

/** Makes the EC2 that settings ask for; AWS's SDK is loaded only when it is needed. */
export type OpenEc2 = (settings: Ec2Settings) => Promise<Ec2>;

/** The EC2 in force, replaced when the settings change. */
export interface Ec2Source {
  /** Work from now on uses what these settings ask for. The same settings again change nothing. */
  change(settings: Ec2Settings): void;
  /** The EC2 in force. Rejects when it cannot be made. */
  current(): Promise<Ec2>;
  /**
   * Runs `work` with the EC2 in force. Work keeps what it began with: an EC2 that was replaced is closed
   * when the last work with it has ended.
   */
  use<T>(work: (ec2: Ec2) => Promise<T>): Promise<T>;
}

/** One EC2 with the work that uses it. */
interface Lease {
  readonly key: string;
  readonly ec2: Promise<Ec2>;
  users: number;
  replaced: boolean;
}

/** Opens EC2s by `open`, one at a time in force. */
export function createEc2Source(open: OpenEc2): Ec2Source {
  let lease: Lease | undefined;

  function closeIfUnused(old: Lease): void {
    if (old.replaced && old.users === 0) {
      old.ec2.then(
        (ec2) => {
          ec2.close();
        },
        // One that never opened has nothing to close; its users were told when they used it.
        () => undefined,
      );
    }
  }

  function inForce(): Lease {
    if (lease === undefined) {
      throw new BugError('NoSettings', 'Cannot use EC2: no settings are in force');
    }
    return lease;
  }

  return {
    change(settings) {
      const key = JSON.stringify(settings);
      if (lease?.key === key) {
        return;
      }
      const old = lease;
      const ec2 = open(settings);
      // A failure is told to whoever uses it; nobody may be waiting yet.
      ec2.catch(() => undefined);
      lease = { key, ec2, users: 0, replaced: false };
      if (old !== undefined) {
        old.replaced = true;
        closeIfUnused(old);
      }
    },
    current: () => inForce().ec2,
    async use(work) {
      const mine = inForce();
      mine.users += 1;
      try {
        return await work(await mine.ec2);
      } finally {
        mine.users -= 1;
        closeIfUnused(mine);
      }
    },
  };
}
