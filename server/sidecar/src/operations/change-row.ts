import { randomBytes } from 'node:crypto';
import type { Rehearsal } from '../card-views.ts';
import type { ByPerson, ChangeRow, RowInstance, RowOutcome } from '../history-rows.ts';
import type { Instance, Order } from '../ports.ts';
import type { Change, ChangeLine, Failure } from '../views.ts';

/** So many instances one row has: more than one command changes. */
const MOST_INSTANCES = 50;

/** So much of a name; AWS allows 256 characters. */
const NAME_LENGTH = 80;

/** Who asked for a change, and when. */
export interface ChangeAsked extends ByPerson {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A change as the history has it. `id` is the operation's: its end takes the place of what was noted before. */
export function changeRow(id: string, asked: ChangeAsked, change: Change): ChangeRow {
  const { verb, force, hibernate, lines, elapsedMs, watchEnd } = change;
  const instances = lines.map(({ instance, outcome, failure }) => rowInstance(instance, outcome, failure));
  return {
    ...rowOf(id, asked, { verb, force, hibernate }, instances),
    dryRun: false,
    tookMs: elapsedMs,
    requestIds: requestIdsOf(lines),
    end: watchEnd,
  };
}

/** The rehearsal of a change as the history has it. */
export function rehearsalRow(asked: ChangeAsked, rehearsal: Rehearsal, tookMs: number): ChangeRow {
  const { order, lines, refusals, unasked } = rehearsal;
  const instances = lines.map(({ instance, outcome }) => {
    const refusal = refusals.get(instance.id);
    const unsaid = unasked.get(instance.region);
    if (outcome !== 'asked') return rowInstance(instance, outcome, undefined);
    if (refusal !== undefined) return rowInstance(instance, 'refused', refusal);
    return rowInstance(instance, unsaid === undefined ? 'allowed' : 'unknown', unsaid);
  });
  const failures = [...refusals.values(), ...unasked.values()];
  return {
    ...rowOf(randomBytes(16).toString('hex'), asked, order, instances),
    dryRun: true,
    tookMs,
    requestIds: [...new Set(failures.flatMap(({ requestId }) => requestId ?? []))],
    end: undefined,
  };
}

/** By which ids AWS's own log has what was asked for these lines, accepted or not; each once. */
export function requestIdsOf(lines: readonly ChangeLine[]): string[] {
  return [...new Set(lines.flatMap(({ requestId, failure }) => [requestId ?? [], failure?.requestId ?? []].flat()))];
}

function rowOf(
  id: string,
  { personId, username, channelId, at }: ChangeAsked,
  { verb, force, hibernate }: Pick<Order, 'force' | 'hibernate'> & Pick<Change, 'verb'>,
  instances: readonly RowInstance[],
): Omit<ChangeRow, 'dryRun' | 'tookMs' | 'requestIds' | 'end'> {
  const kept = instances.slice(0, MOST_INSTANCES);
  return {
    kind: 'change',
    ...{ id, at, personId, username, channelId, verb },
    force: force === true,
    hibernate: hibernate === true,
    instances: kept,
    leftOut: instances.length - kept.length,
  };
}

function rowInstance(
  { id, name, region }: Pick<Instance, 'id' | 'name' | 'region'>,
  outcome: RowOutcome,
  failure: Failure | undefined,
): RowInstance {
  const cut =
    name === undefined
      ? undefined
      : Array.from(name.slice(0, 2 * NAME_LENGTH))
          .slice(0, NAME_LENGTH)
          .join('');
  return { id, name: cut, region, outcome, code: failure?.code };
}
