import type { Instance, Requester, Switch, Verb } from '../../ports.ts';

/** A call that was made, and what came of it as far as it is known. */
export interface Ec2Call {
  readonly call:
    'regions' | 'listInstances' | 'listNamed' | 'findInstances' | 'change' | 'details' | 'reboot' | 'dryRun';
  readonly region: string;
  readonly verb?: Verb | 'reboot';
  /** Of a change or a dry run, as it was ordered. */
  readonly order?: Switch;
  readonly ids?: readonly string[];
  readonly names?: readonly string[];
  readonly requester?: Requester;
  /** When it was made, in milliseconds of the clock. */
  readonly at: number;
  /** When it was answered. */
  answeredAt?: number;
  /** The instances that it answered with, of a reading. */
  shown?: readonly Instance[];
  /** What it was refused with. */
  error?: unknown;
}
