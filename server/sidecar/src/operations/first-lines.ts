import { type Course, COURSES } from '../courses.ts';
import type { Instance, InstanceState, Verb } from '../ports.ts';
import type { ChangeLine } from '../views.ts';

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
