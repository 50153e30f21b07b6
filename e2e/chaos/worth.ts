/** Whether a run says anything: one in which little happened has its zeros for nothing. */
import type { Notes } from './notes.ts';
import type { FaultKind, Plan } from './plan.ts';

/** Of so many faults one operation at least was begun meanwhile. */
const FAULTS_FOR_AN_OPERATION = 4;

/** Of so many faults of the host the harness may fail at one, if it comes to play it nevertheless. */
const STEPS_FOR_A_TROUBLE = 5;

/** What there is to tell it by. */
export interface Lived {
  readonly plan: Plan;
  readonly notes: Pick<Notes, 'faults' | 'faultCount' | 'troubles'>;
  /** Changes that got a post. */
  readonly begun: number;
}

/** Why a run says too little, line by line; empty where it says what it should. */
export function shortcomingsOf({ plan, notes, begun }: Lived): string[] {
  const planned = kindsOf(plan);
  const all = [...planned.values()].reduce((sum, count) => sum + count, 0);
  const missing = [...planned]
    .map(([kind, count]) => ({ kind, count, played: notes.faults.get(kind) ?? 0 }))
    .filter(({ count, played }) => played < count)
    .map(({ kind, count, played }) => `${kind}: ${String(played)} of ${String(count)} were played`);
  const least = Math.max(1, Math.floor(all / FAULTS_FOR_AN_OPERATION));
  const most = Math.floor(plan.host.length / STEPS_FOR_A_TROUBLE);
  const troubles = notes.troubles.length;
  return [
    ...(missing.length === 0 ? [] : [`faults: ${String(notes.faultCount)} of ${String(all)} were played`, ...missing]),
    ...(begun < least ? [`operations: ${String(begun)} were begun, of ${String(least)} at least`] : []),
    ...(troubles > most ? [`the harness failed ${String(troubles)} times, of ${String(most)} at most`] : []),
  ];
}

/** How often each kind of fault is to be played. */
function kindsOf({ host, cloud, saves }: Plan): Map<FaultKind, number> {
  const kinds: FaultKind[] = [
    ...host.map(({ kind }) => kind),
    ...Object.values(cloud).flatMap((steps) => steps.map(({ kind }) => kind)),
    ...saves.map((): FaultKind => 'settings saved'),
  ];
  return new Map([...Map.groupBy(kinds, (kind) => kind)].map(([kind, { length }]) => [kind, length]));
}
