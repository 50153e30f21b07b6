/** One instance as closely as EC2 tells of it. */
import type { UpstreamError } from './errors.ts';
import type { ListedInstance } from './ports.ts';

/** All that is told of one instance. */
export interface InstanceDetails extends ListedInstance {
  readonly publicDnsName: string | undefined;
  readonly privateDnsName: string | undefined;
  /** Why it came into its state; EC2 says so of what was stopped or terminated. */
  readonly stateTransition: StateTransition | undefined;
  readonly imageId: string | undefined;
  /** Of the key pair that it was launched with. */
  readonly keyName: string | undefined;
  /** `Linux/UNIX`, `Windows`, `Red Hat Enterprise Linux`, … */
  readonly platform: string | undefined;
  /** Undefined when it does not run, or when they could not be read. */
  readonly statusChecks: StatusChecks | undefined;
  /** Whether it may not be stopped; undefined when that could not be read. */
  readonly stopProtection: boolean | undefined;
  /** What could not be read, and why. All else is there nevertheless. */
  readonly unread: readonly UnreadPart[];
}

/** EC2's words for why an instance is in its state: `User initiated (2026-11-20 09:12:34 GMT)`. */
export interface StateTransition {
  readonly text: string;
  /** The moment that the words name, in milliseconds since the epoch; undefined when they name none. */
  readonly at: number | undefined;
}

/** How AWS's checks of a running instance came out; `initializing` while they are not through for the first time. */
export type StatusChecks = 'initializing' | { readonly passed: number; readonly total: number };

/** A part that AWS is asked for by a call of its own, which a policy may forbid. */
export interface UnreadPart {
  readonly part: 'statusChecks' | 'stopProtection';
  readonly error: UpstreamError;
}
