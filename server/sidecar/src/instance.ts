/**
 * States of an instance, in EC2's words.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html
 */
export const INSTANCE_STATES = ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

/** One EC2 instance, as far as we show or need it. */
export interface Instance {
  readonly id: string;
  /** The value of the tag `Name`; undefined when there is none or it is empty. */
  readonly name: string | undefined;
  readonly type: string;
  readonly state: InstanceState;
  readonly region: string;
  readonly publicAddress: string | undefined;
  readonly privateAddress: string | undefined;
  /** Milliseconds since the epoch of the last launch; undefined when EC2 does not say. */
  readonly launchedAt: number | undefined;
  /** EC2's code for why it is in its state, such as `Client.InternalError`; undefined when EC2 does not say. */
  readonly stateReason?: string | undefined;
  /** The Availability Zone: `us-west-2a`; undefined when EC2 does not say. */
  readonly zone: string | undefined;
  /** Whether it runs on spare capacity, which AWS may take back. */
  readonly isSpot: boolean;
  /** Where its root volume is: what has it on the host itself (`instance-store`) cannot be stopped. */
  readonly rootDevice: 'ebs' | 'instance-store';
  /** Whether it was launched so that it can hibernate; that cannot be had later. */
  readonly canHibernate: boolean;
  /** The Auto Scaling group that keeps it: it replaces an instance that does not run. */
  readonly autoScalingGroup: string | undefined;
  /** The schedule by which AWS's Instance Scheduler switches it: the value of the tag `Schedule`. */
  readonly schedule: string | undefined;
}

/** An instance as a listing has it. */
export interface ListedInstance extends Instance {
  /** All of its tags, the name among them. */
  readonly tags: ReadonlyMap<string, string>;
}

/**
 * Ids as EC2 makes them: 17 hexadecimal digits, or 8 for old instances.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
 */
export const INSTANCE_ID = /^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/;
