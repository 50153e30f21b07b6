import { BugError } from './errors.ts';
import type { Caller, Ec2 } from './ports.ts';
import type { Ec2Settings } from './settings.ts';

/** Makes the EC2 that settings ask for; AWS's SDK is loaded only when it is needed. */
export type OpenEc2 = (settings: Ec2Settings) => Promise<Ec2>;

/** What is known of an EC2 without asking it. */
export interface KnownOfEc2 {
  /** The regions as last known; empty when nothing is known yet. */
  readonly regions: readonly string[];
  /** Whom AWS takes us for; undefined until it has said so. */
  readonly caller: Caller | undefined;
}

/** The EC2 in force, replaced when the settings change. */
export interface Ec2Source {
  /**
   * Work from now on uses what these settings ask for, which is opened when something needs it. The same settings again
   * change nothing.
   *
   * @returns whether they are others than before
   */
  change(settings: Ec2Settings): boolean;
  /** What is known of the EC2 in force. One of AWS that nothing has used yet is not opened for it. */
  known(): Promise<KnownOfEc2>;
  /**
   * Runs `work` with the EC2 in force. Work keeps what it began with: an EC2 that was replaced is closed
   * when the last work with it has ended.
   */
  use<T>(work: (ec2: Ec2) => Promise<T>): Promise<T>;
}

/** One EC2 with the work that uses it. */
interface Lease {
  readonly key: string;
  readonly settings: Ec2Settings;
  /** Undefined until something needs it: AWS's SDK and what it loads is a fifth of an idle sidecar. */
  ec2: Promise<Ec2> | undefined;
  users: number;
  replaced: boolean;
}

/** Opens EC2s by `open`, one at a time in force. */
export function createEc2Source(open: OpenEc2): Ec2Source {
  let lease: Lease | undefined;

  function closeIfUnused(old: Lease): void {
    if (old.replaced && old.users === 0) {
      old.ec2?.then(
        (ec2) => {
          ec2.close();
        },
        // One that never opened has nothing to close; its users were told when they used it.
        () => undefined,
      );
    }
  }

  function opened(one: Lease): Promise<Ec2> {
    if (one.ec2 === undefined) {
      one.ec2 = open(one.settings);
      // Told to whoever uses it; nobody may be waiting yet. Whoever comes next tries again.
      one.ec2.catch(() => {
        one.ec2 = undefined;
      });
    }
    return one.ec2;
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
      if (lease?.key === key) return false;
      const old = lease;
      lease = { key, settings, ec2: undefined, users: 0, replaced: false };
      if (old !== undefined) {
        old.replaced = true;
        closeIfUnused(old);
      }
      return true;
    },
    async known() {
      const { settings, ec2 } = inForce();
      if (ec2 === undefined && settings.credentials !== 'demo') {
        return { regions: settings.regions, caller: undefined };
      }
      const inUse = await opened(inForce());
      return { regions: inUse.knownRegions(), caller: inUse.caller() };
    },
    async use(work) {
      const mine = inForce();
      mine.users += 1;
      try {
        return await work(await opened(mine));
      } finally {
        mine.users -= 1;
        closeIfUnused(mine);
      }
    },
  };
}
