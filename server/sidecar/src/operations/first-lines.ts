import type { Instance, InstanceState, Verb } from '../ports.ts';
import type { ChangeLine } from '../views.ts';

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

/** The lines that a change begins with: what is there already, what is on its way, what will be asked, what cannot be. */
export function firstLines(verb: Verb, instances: readonly Instance[]): ChangeLine[] {
  return instances.map((instance) => {
    const outcome = firstOutcome(COURSES[verb], instance.state);
    return { instance, before: instance.state, outcome, tookMs: undefined, failure: undefined };
  });
}

function firstOutcome({ from, through, to }: Course, state: InstanceState): ChangeLine['outcome'] {
  if (state === to) return 'already';
  if (state === through) return 'moving';
  return from.includes(state) ? 'asked' : 'unfit';
}
