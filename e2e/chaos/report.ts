/** What is printed of a run: observed numbers alone. */
import type { Asked } from './notes.ts';
import type { Run } from './run.ts';

/** Of each list so many lines are printed. */
const LINES = 20;

/** A figure that must be 0, with what it counts. */
interface Zero {
  readonly what: string;
  readonly cases: readonly string[];
}

/** What must be 0. */
export function zerosOf({ notes, verdict, goingOn }: Run): readonly Zero[] {
  return [
    { what: 'AWS changes doubled', cases: verdict.doubled },
    { what: 'AWS changes denied', cases: verdict.denied },
    { what: 'lost', cases: verdict.lost },
    { what: 'posts without an end', cases: verdict.withoutEnd },
    { what: 'posts doubled', cases: verdict.postsDoubled },
    { what: 'ends that were not so', cases: verdict.untrue },
    { what: 'posts that did not go on within 30 s of a restart', cases: goingOn.broken },
    { what: 'commands that hung', cases: notes.hung },
    { what: 'orphan processes', cases: notes.orphans },
  ];
}

/** The lines of the report. */
export function reportOf(seed: number, run: Run): string[] {
  const { notes, verdict, goingOn } = run;
  const byOutcome = Map.groupBy(notes.asked, ({ outcome }) => outcome ?? 'unknown');
  const kinds = [...notes.faults].sort(([, a], [, b]) => b - a).map(([kind, count]) => row(kind, count));
  const zeros = zerosOf(run);
  const slowest = notes.slowest;
  return [
    `seed ${String(seed)}`,
    '',
    row('faults', notes.faultCount),
    ...kinds.map((line) => `  ${line}`),
    '',
    row('changes asked for', notes.asked.length),
    ...[...byOutcome].map(([outcome, { length }]) => `  ${row(outcome, length)}`),
    row('operations begun', verdict.begun),
    row('finished truthfully', verdict.truthful),
    ...zeros.map(({ what, cases }) => row(what, cases.length)),
    row('requests answered', notes.answers),
    slowest === undefined
      ? 'slowest answer: none came'
      : `slowest answer: ${(slowest.tookMs / 1_000).toFixed(1)} s, a ${slowest.what}: ${slowest.line}`,
    ...longest(
      'first word of a change',
      sinceAsked(notes.asked, ({ wordAt }) => wordAt),
    ),
    ...longest(
      'end of a change',
      sinceAsked(notes.asked, ({ endedAt }) => endedAt),
    ),
    row('posts under way at a restart', goingOn.took.length + goingOn.broken.length),
    ...longest('of them, went on', goingOn.took),
    ...zeros.flatMap(({ what, cases }) => listed(what, cases)),
    ...listed('what the harness could not do at once', notes.troubles),
  ];
}

function sinceAsked(asked: readonly Asked[], at: (one: Asked) => number | undefined): number[] {
  return asked.flatMap((one) => {
    const then = at(one);
    return then === undefined ? [] : [then - one.sentAt];
  });
}

function longest(what: string, samples: readonly number[]): string[] {
  const took = samples.toSorted((a, b) => a - b);
  const seconds = (share: number): string => ((took[Math.ceil(took.length * share) - 1] ?? 0) / 1_000).toFixed(1);
  return took.length === 0
    ? []
    : [`${what} after, p50, p99 and longest: ${seconds(0.5)}, ${seconds(0.99)}, ${seconds(1)} s`];
}

function row(what: string, count: number): string {
  return `${what}: ${count.toLocaleString('en')}`;
}

function listed(what: string, cases: readonly string[]): string[] {
  if (cases.length === 0) return [];
  const more = cases.length > LINES ? [`  and ${String(cases.length - LINES)} more`] : [];
  return ['', `${what}:`, ...cases.slice(0, LINES).map((one) => `  ${one}`), ...more];
}
