import type { InstanceState, Verb } from './ports.ts';

/** How an instance goes when it is changed: from where it can be asked to, through what, where to. */
export interface Course {
  readonly from: readonly InstanceState[];
  /** Undefined for what EC2 shows nothing of. */
  readonly through: InstanceState | undefined;
  readonly to: InstanceState | undefined;
}

/**
 * The course of each verb.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
 */
export const COURSES: Readonly<Record<Verb, Course>> = {
  start: { from: ['stopped'], through: 'pending', to: 'running' },
  stop: { from: ['running', 'pending'], through: 'stopping', to: 'stopped' },
  reboot: { from: ['running'], through: undefined, to: undefined },
};
