import type { ChangeRow, Refused } from '../history-rows.ts';
import type { Log, Place, Verb } from '../ports.ts';
import type { Trail } from '../trail.ts';
import type { Change, ChangeLine, Head, NotActed } from '../views.ts';
import { changeRow, requestIdsOf } from './change-row.ts';
import { failureOf, reasonOf } from './failures.ts';
import type { OperationRecord } from './record.ts';

/** Who asked for what, and where. */
export interface Request {
  readonly personId: string;
  readonly head: Pick<Head, 'username'>;
  readonly place: Place;
  readonly verb: Verb;
  readonly force?: boolean | undefined;
  readonly hibernate?: boolean | undefined;
}

/** Where it is told what became of a request. */
export interface ChangeLogPorts {
  readonly log: Log;
  readonly trail: Trail;
}

/** The one log line of a change: who, where, what, how it ended, and by which ids AWS has it. */
export function logChange(log: Log, request: Request, change: Change): void {
  const isFailed = change.lines.some((line) => line.outcome === 'failed');
  log(isFailed ? 'warn' : 'info', 'Change of instances', changeFields(request, change));
}

/** The log line of a change that another process goes on with, which has the one above. */
export function logLeft(log: Log, request: Request, change: Change): void {
  log('info', 'Change of instances left to the next process', changeFields(request, change));
}

function changeFields(request: Request, change: Change): Readonly<Record<string, string | boolean | undefined>> {
  const failed = change.lines.filter((line) => line.outcome === 'failed');
  const requestIds = requestIdsOf(change.lines);
  return {
    ...common(
      request,
      change.lines.map((line) => line.instance.id),
    ),
    outcome: change.watchEnd ?? summary(change.lines),
    states: change.lines.map((line) => `${line.instance.id} ${line.outcome} ${line.instance.state}`).join(', '),
    failures: failed.length > 0 ? failed.map(failureText).join(', ') : undefined,
    requestIds: requestIds.length > 0 ? requestIds.join(',') : undefined,
  };
}

/**
 * Tells the trail of a change, as it ended or is left to another process. Fulfilled when it is kept, or given up.
 *
 * @param isLogged whether the logs have its end already
 */
export function noteChange(
  { trail }: Pick<ChangeLogPorts, 'trail'>,
  record: OperationRecord,
  change: Change,
  isLogged = false,
): Promise<unknown> {
  const { operationId, personId, head, place, startedAt } = record;
  const asked = { personId, username: head.username, channelId: place.channelId, at: startedAt };
  return trail.change(changeRow(operationId, asked, change), isLogged);
}

/** The one log line of a rehearsal. */
export function logRehearsal(log: Log, row: ChangeRow): void {
  const { personId: userId, username, channelId, verb, instances, requestIds } = row;
  log('info', 'Change of instances rehearsed', {
    ...{ userId, username, channelId, verb },
    ids: instances.map(({ id }) => id).join(','),
    outcome: 'rehearsed',
    states: instances.map(({ id, outcome }) => `${id} ${outcome}`).join(', '),
    requestIds: requestIds.length > 0 ? requestIds.join(',') : undefined,
  });
}

/** The one log line of a change that was never asked of AWS, when what was named does not allow it. */
export function logNotActed(
  { log, trail }: ChangeLogPorts,
  request: Request,
  words: readonly string[],
  notActed: NotActed,
): void {
  const { malformed, notFound, terminated, misses = [], unclear = [], nothingFits, tooMany } = notActed;
  log('info', 'Change of instances refused', {
    ...common(request, words),
    outcome: 'not-acted',
    malformed: malformed.length,
    notFound: notFound.length,
    terminated: terminated.length,
    names: misses.length > 0 ? misses.length : undefined,
    unclear: unclear.length > 0 ? unclear.length : undefined,
    nothingFits: nothingFits === undefined ? undefined : true,
    tooMany: tooMany?.count,
  });
  trail.refusal({ ...refusedOf(request, words), reason: 'not-acted' });
}

/** The one log line of a change that was never asked of AWS, when something failed before. */
export function logNotBegun(
  { log, trail }: ChangeLogPorts,
  request: Request,
  words: readonly string[],
  error: unknown,
): void {
  const { code, requestId } = failureOf(error);
  const fields = { ...common(request, words), outcome: 'not-begun', code, ...reasonOf(error) };
  log('warn', 'Change of instances not begun', fields);
  trail.refusal({ ...refusedOf(request, words), reason: 'not-begun', requestId });
}

function common(request: Request, ids: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const { personId, head, place, verb, force, hibernate } = request;
  const { channelId } = place;
  return { userId: personId, username: head.username, channelId, verb, force, hibernate, ids: ids.join(',') };
}

function refusedOf({ personId, head, place, verb }: Request, words: readonly string[]): Omit<Refused, 'reason'> {
  return { personId, username: head.username, channelId: place.channelId, verb, words };
}

function summary(lines: readonly ChangeLine[]): string {
  const outcomes = new Set(lines.map((line) => line.outcome));
  if (outcomes.size > 1 && outcomes.has('failed')) return 'partly-failed';
  return outcomes.has('arrived') ? 'arrived' : ([...outcomes][0] ?? 'none');
}

function failureText({ instance, failure }: ChangeLine): string {
  return [instance.id, failure?.code, failure?.requestId].filter((part) => part !== undefined).join(' ');
}
