import { type FailureTraits, rowOf, wasNeverSent } from '../failures/table.ts';
import type { InstanceDetails } from '../instance-details.ts';
import { failureOf } from '../operations/failures.ts';
import type { Refusal } from '../operations/refusals.ts';
import type { RegionDiscoveryError } from '../operations/regions.ts';
import type { Rehearsal } from '../card-views.ts';
import type { AdminNote, Change, ChangeLine, Failure } from '../views.ts';

/** A note, and what AWS could still say about it. */
export interface NoteDraft extends AdminNote {
  /** The encoded message that came with a policy's refusal. */
  readonly encoded: string | undefined;
}

/** That AWS did not name the regions. */
export function refusalOfDiscovery(error: RegionDiscoveryError): Refusal {
  return { asked: 'regions', region: undefined, ids: [], error };
}

/** What an admin is told of readings that failed: only what an admin can do something about, regions of one kind together. */
export function notesOfReading(refusals: readonly Refusal[]): NoteDraft[] {
  const mendable = refusals.filter(({ asked, error }) => isMendable(error, asked));
  return [...Map.groupBy(mendable, ({ asked, error }) => `${asked} ${keyOf(error)}`).values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined
      ? []
      : [draft(first, failureOf(first.error), { regions: alike.flatMap(({ region }) => region ?? []) })];
  });
}

/** What an admin is told of one instance of which something could not be read: only what an admin can do something about. */
export function notesOfDetails(details: InstanceDetails): NoteDraft[] {
  return details.unread
    .filter(({ part, error }) => isMendable(error, part))
    .map(({ part, error }) => draft({ asked: part, error }, failureOf(error), { instances: [details] }));
}

/** What an admin is told of a change: of each instance that failed by AWS's doing, those of one kind together. */
export function notesOfChange(change: Change, refusals: readonly Refusal[]): NoteDraft[] {
  const told = change.lines.flatMap((line) => {
    const { failure } = line;
    if (line.outcome !== 'failed' || failure === undefined) return [];
    // The last one counts: of several that were refused together each was asked for alone afterwards.
    const refusal = refusals.findLast(
      ({ ids, error }) => ids.includes(line.instance.id) && error.code === failure.code,
    );
    if (refusal === undefined && !isMendable(failure, change.verb)) return [];
    return [{ line, failure, refusal }];
  });
  const nothingChanged = change.lines.every(
    ({ outcome, failure }) => outcome === 'failed' && failure !== undefined && wasRefused(failure, change),
  );
  return [...Map.groupBy(told, ({ failure }) => keyOf(failure)).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const instances = alike.map(({ line }: { line: ChangeLine }) => line.instance);
    return [draft({ asked: change.verb, error: first.refusal?.error }, first.failure, { instances, nothingChanged })];
  });
}

/** What an admin is told of a dry run: why AWS would refuse what it would refuse, those of one kind together. */
export function notesOfRehearsal({ order, lines }: Rehearsal, refusals: readonly Refusal[]): NoteDraft[] {
  return [...Map.groupBy(refusals, ({ error }) => keyOf(error)).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const ids = new Set(alike.flatMap((refusal) => refusal.ids));
    const instances = lines.flatMap(({ instance }) => (ids.has(instance.id) ? [instance] : []));
    return [
      draft({ asked: order.verb, error: first.error }, failureOf(first.error), { instances, nothingChanged: true }),
    ];
  });
}

/** Whether an admin may be able to do something about it, as of all that no row knows. */
function isMendable(failure: FailureTraits, asked: Refusal['asked']): boolean {
  const row = rowOf(failure, asked);
  return row === undefined || row.mend === true;
}

function wasRefused(failure: Failure, { verb }: Change): boolean {
  return wasNeverSent(failure) || rowOf(failure, verb)?.outcome?.startsWith('refused') === true;
}

function keyOf({ code, variant }: Pick<Failure, 'code' | 'variant'>): string {
  return `${code} ${variant ?? ''}`;
}

function draft(
  { asked, error }: Pick<AdminNote, 'asked'> & { readonly error: Refusal['error'] | undefined },
  failure: Failure,
  where: Partial<Pick<AdminNote, 'instances' | 'regions' | 'nothingChanged'>>,
): NoteDraft {
  const { denial, encoded } = error?.details ?? {};
  return {
    asked,
    failure,
    instances: [],
    regions: [],
    nothingChanged: false,
    ...where,
    words: error?.message,
    denial,
    encoded,
  };
}
